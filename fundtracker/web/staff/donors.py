"""Choosing whose gift it is: those known first, then the register; entering by hand comes last."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties import service as parties
from fundtracker.parties.errors import (
    AlreadyKnown,
    InvalidSiren,
    InvalidSiret,
    NoSuchCountry,
    NoSuchDepartment,
    SiretOfAnother,
)
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register import queries as register
from fundtracker.web import asked, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import collectivity_search
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.funds.models import Fund

_MATCHES = 12


class ChooseForm(Form):
    """A line of the register, chosen by its button."""


class CollectivityForm(Form):
    """A collectivity that the register does not list."""

    name = LineField(lazy_gettext("Name"), limit=200)
    kind = ChoiceField(lazy_gettext("Kind"), coerce=CollectivityKind)
    siren = LineField(lazy_gettext("SIREN"), required=False, limit=20)
    siret = LineField(lazy_gettext("SIRET"), required=False, limit=25)
    department = LineField(lazy_gettext("Département"), required=False, limit=3)
    country = LineField(lazy_gettext("Country (two letters)"), limit=2)


# Which field is blamed for what a collectivity may not say.
BLAME: dict[type[Refusal], str] = {
    AlreadyKnown: "siren",
    InvalidSiren: "siren",
    InvalidSiret: "siret",
    SiretOfAnother: "siret",
    NoSuchDepartment: "department",
    NoSuchCountry: "country",
}


def offer_kinds(field: ChoiceField) -> None:
    """Offer the kinds, those that the register does not list first: they are entered by hand."""
    field.offer_members(
        [
            kind
            for is_listed in (False, True)
            for kind in CollectivityKind
            if kind.is_in_register is is_listed
        ]
    )


def choose_page(session: Session, fund: Fund | None) -> tuple[str, int] | Response:
    """Show the search, and what it found; or take a line of the register over.

    Without a fund the collectivity is only to be known here: nobody gives yet.
    """
    text = asked.text()
    form = ChooseForm()
    if request.method == "POST" and form.is_sent():
        chosen = _choose(form)
        if chosen is not None:
            return redirect(_next(fund, chosen), code=303)
    known = collectivity_search.known(session, text) if text else []
    taken = {(it.kind, it.register_code) for it in known}
    listed = [
        match
        for match in (register.search(session, text, limit=_MATCHES) if text else [])
        if (match.kind, match.code) not in taken
    ]
    context = {"fund": fund, "text": text, "known": known, "listed": listed, "form": form}
    return render_template("staff/donor_choice.html", **context), form.status


def _next(fund: Fund | None, collectivity_id: int) -> str:
    if fund is None:
        return url_for(".collectivity", collectivity_id=collectivity_id)
    return url_for(".new_donation", code=fund.code, collectivity=collectivity_id)


def _choose(form: ChooseForm) -> int | None:
    entry_id = asked.identity(request.form.get("entry", "")) or 0
    asked_for = parties.ChooseCollectivity(register_entry_id=entry_id)
    # One page, many buttons: each line counts once, under a key of its own.
    return form.record(
        lambda session, by: (
            parties.choose_collectivity(
                session, asked_for, by=replace(by, key=f"{by.key}-{asked_for.register_entry_id}")
            ).id
        )
    )


@form_page("/funds/<code>/donors/new", Permission.RECORD_DONATION)
def new_donor(code: str) -> tuple[str, int] | Response:
    """Enter by hand a collectivity that the register does not list, and that gives to a fund."""
    return _by_hand(get_fund(reading.session(), code))


@form_page("/collectivities/new", Permission.RECORD_DONATION)
def new_collectivity() -> tuple[str, int] | Response:
    """Take a collectivity over from the register, before it gives."""
    return choose_page(reading.session(), None)


@form_page("/collectivities/by-hand", Permission.RECORD_DONATION)
def collectivity_by_hand() -> tuple[str, int] | Response:
    """Enter by hand a collectivity that the register does not list, before it gives."""
    return _by_hand(None)


def _by_hand(fund: Fund | None) -> tuple[str, int] | Response:
    form = CollectivityForm(data={"name": asked.text("name"), "country": "FR"})
    offer_kinds(form.kind)
    if form.is_sent():
        wanted = parties.AddCollectivity(
            kind=form.kind.data,
            name=form.name.data or "",
            siren=form.siren.data or "",
            siret=form.siret.data or "",
            department=form.department.data or "",
            country=form.country.data or "",
        )
        added = form.record(
            lambda session, by: parties.add_collectivity(session, wanted, by=by).id, BLAME
        )
        if added is not None:
            say(_("Collectivity added."))
            return redirect(_next(fund, added), code=303)
    return render_template("staff/collectivity_form.html", form=form, fund=fund), form.status
