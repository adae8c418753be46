"""Editing a collectivity, and recording who stands where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from wtforms import BooleanField

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.files.queries import get_photo
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties import edit, service
from fundtracker.parties.errors import (
    KeptByRegister,
    NoSuchCollectivity,
    SeveralCollectivities,
    SuccessionLoop,
)
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import SuccessionKind
from fundtracker.parties.named import named
from fundtracker.parties.queries import get_collectivity
from fundtracker.web import describing, reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import collectivity_search
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.contacts import LARGEST
from fundtracker.web.staff.donors import BLAME, offer_kinds

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.parties.models import Collectivity
    from fundtracker.web.describing import DescribeForm

_CONSENT = {"yes": True, "no": False}
# Offered at once; any other is found while one types (`static/js/complete.js`).
_OFFERED = 100


class EditCollectivityForm(EditForm):
    """A collectivity as it is, to be edited."""

    name = LineField(lazy_gettext("Name"), limit=200)
    kind = ChoiceField(lazy_gettext("Kind"), coerce=CollectivityKind)
    siren = LineField(lazy_gettext("SIREN"), required=False, limit=20)
    siret = LineField(lazy_gettext("SIRET"), required=False, limit=25)
    department = LineField(lazy_gettext("Département"), required=False, limit=3)
    country = LineField(lazy_gettext("Country (two letters)"), limit=2)
    is_adherent = BooleanField(lazy_gettext("Member of CUF"))  # type: ignore[arg-type] # a lazy text is one
    publishes = ChoiceField(
        lazy_gettext("Its amounts may be published"),
        coerce=str,
        required=False,
        blank=lazy_gettext("not asked yet"),
    )
    aliases = ProseField(lazy_gettext("Other names"), limit=2000)


class SuccessionForm(Form):
    """Who stands where a collectivity stood, and since when."""

    kind = ChoiceField(lazy_gettext("What happened"), coerce=SuccessionKind)
    successor = LineField(lazy_gettext("Who follows it"), limit=200)
    effective_on = DateField(lazy_gettext("From"))
    reference = LineField(lazy_gettext("Decree or source"), limit=200)


@form_page("/collectivities/<int:collectivity_id>/edit", Permission.RECORD_DONATION)
def edit_collectivity(collectivity_id: int) -> tuple[str, int] | Response:
    """Edit what is known of a collectivity; what the register says stays."""
    session = reading.session()
    found = get_collectivity(session, min(collectivity_id, LARGEST))
    collectivity_id = found.id
    back = url_for(".collectivity", collectivity_id=collectivity_id)
    form = _recorded(session, found, is_recorded=False)
    if form.is_sent():
        wanted = _wanted(form, found)
        done = form.record(
            lambda session, by: edit.edit_collectivity(session, wanted, by=by).id,
            {**BLAME, KeptByRegister: "siren"},
        )
        if done is not None:
            say(_("Collectivity edited."))
            return redirect(back, code=303)
        if form.is_outdated:
            latest = get_collectivity(session, collectivity_id)
            form.compare(_recorded(session, latest, is_recorded=True))
    context = {
        "form": form,
        "collectivity": get_collectivity(session, collectivity_id),
        "back": back,
    }
    return render_template("staff/collectivity_edit.html", **context), form.status


def _wanted(form: EditCollectivityForm, found: Collectivity) -> edit.EditCollectivity:
    is_ours = found.register_code is None
    return edit.EditCollectivity(
        collectivity_id=found.id,
        version=form.seen_version,
        name=(form.name.data or "") if is_ours else found.name,
        kind=form.kind.data if is_ours else found.kind,
        siren=form.siren.data or "",
        siret=form.siret.data or "",
        department=(form.department.data or "") if is_ours else found.department or "",
        country=(form.country.data or "") if is_ours else found.country,
        is_adherent=bool(form.is_adherent.data),
        publishes_amounts=_CONSENT.get(form.publishes.data or ""),
        aliases=tuple((form.aliases.data or "").splitlines()),
    )


def _recorded(session: Session, found: Collectivity, *, is_recorded: bool) -> EditCollectivityForm:
    publishes = found.publishes_amounts
    form = EditCollectivityForm(
        version=revisions.version_of(session, Subject(kind="collectivity", record_id=found.id)),
        is_recorded=is_recorded,
        data={
            "name": found.name,
            "kind": found.kind,
            "siren": found.siren or "",
            "siret": found.siret or "",
            "department": found.department or "",
            "country": found.country,
            "is_adherent": found.is_adherent,
            "publishes": None if publishes is None else "yes" if publishes else "no",
            "aliases": "\n".join(edit.aliases_of(session, found.id)),
        },
    )
    offer_kinds(form.kind)
    form.publishes.offer([("yes", _("yes")), ("no", _("no"))])
    if found.register_code is not None:
        for name in edit.OF_REGISTER:
            delattr(form, name)
    return form


@form_page("/collectivities/<int:collectivity_id>/describe", Permission.RECORD_DONATION, files=True)
def describe_collectivity(collectivity_id: int) -> tuple[str, int] | Response:
    """Say where its letters go, and what stands on its reports."""
    session = reading.session()
    collectivity_id = get_collectivity(session, min(collectivity_id, LARGEST)).id
    back = url_for(".collectivity", collectivity_id=collectivity_id)
    form = _description(session, collectivity_id, is_recorded=False)
    if form.is_sent():
        if describing.recorded(form, collectivity_id):
            say(_("Collectivity edited."))
            return redirect(back, code=303)
        if form.is_outdated:
            form.compare(_description(session, collectivity_id, is_recorded=True))
    found = get_collectivity(session, collectivity_id)
    html = render_template(
        "people/describe.html",
        form=form,
        collectivity=found,
        crumbs=[(_("Collectivities"), url_for(".collectivities")), (found.name, back)],
        back=back,
    )
    return html, form.status


def _description(session: Session, collectivity_id: int, *, is_recorded: bool) -> DescribeForm:
    found = get_collectivity(session, collectivity_id)
    version = revisions.version_of(session, Subject(kind="collectivity", record_id=found.id))
    logo = get_photo(session, found.logo_sha256) if found.logo_sha256 else None
    return describing.form_of(found, logo, version=version, is_recorded=is_recorded)


@form_page("/collectivities/<int:collectivity_id>/successions/new", Permission.RECORD_DONATION)
def record_succession(collectivity_id: int) -> tuple[str, int] | Response:
    """Record a merger, a split or a renaming of a collectivity."""
    session = reading.session()
    found = get_collectivity(session, min(collectivity_id, LARGEST))
    collectivity_id = found.id
    back = url_for(".collectivity", collectivity_id=collectivity_id)
    form = SuccessionForm(data={"effective_on": clock.today().replace(month=1, day=1)})
    form.kind.offer_members(SuccessionKind)
    if form.is_sent() and (successor := _named(session, form)) is not None:
        wanted = service.RecordSuccession(
            kind=form.kind.data,
            predecessor_id=collectivity_id,
            successor_id=successor,
            effective_on=form.effective_on.data,
            reference=form.reference.data or "",
        )
        done = form.record(
            lambda session, by: service.record_succession(session, wanted, by=by).id,
            {SuccessionLoop: "successor"},
        )
        if done is not None:
            say(_("Succession recorded: what was given stays under the name that gave it."))
            return redirect(back, code=303)
    context = {
        "form": form,
        "collectivity": get_collectivity(session, collectivity_id),
        "others": [
            it.name
            for it in collectivity_search.known(session, "", limit=_OFFERED)
            if it.id != collectivity_id
        ],
        "back": back,
    }
    return render_template("staff/succession_form.html", **context), form.status


def _named(session: Session, form: SuccessionForm) -> int | None:
    """Return the collectivity that was typed; say beside the field that there is none."""
    try:
        return named(session, form.successor.data or "").id
    except (NoSuchCollectivity, SeveralCollectivities) as refusal:
        form.refuse("successor", refusal)
        form.status = 422
        return None
