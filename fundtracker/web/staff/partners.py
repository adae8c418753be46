"""Partners: the list, the page of each, adding and editing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.files.attachments import attached_to
from fundtracker.i18n import N_, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.parties import edit, service
from fundtracker.parties.contacts import contacts_and_refused
from fundtracker.parties.errors import NoSuchCountry
from fundtracker.parties.models import PartnerKind
from fundtracker.parties.names import sort_key
from fundtracker.parties.queries import get_partner
from fundtracker.position.partner_page import (
    PartnerRow,
    partner_agreements,
    partner_projects,
    partner_rows,
)
from fundtracker.position.timeline import timeline
from fundtracker.web import asked, lists, reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.said import say
from fundtracker.web.security_log import note
from fundtracker.web.staff.attachments import attach_page, remove_page
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal

_BLAME: dict[type[Refusal], str] = {NoSuchCountry: "country"}

_COLUMNS: list[Column[PartnerRow]] = [
    Column(
        "name", N_("Name"), lambda it: it.partner.name,
        href=lambda it: url_for(".partner", partner_id=it.partner.id),
    ),
    Column("kind", N_("Part"), lambda it: it.partner.kind.label),
    Column("country", N_("Country"), lambda it: it.partner.country),
    Column("projects", N_("Projects"), lambda it: it.n_projects, Kind.COUNT),
    Column("agreements", N_("Agreements"), lambda it: it.n_agreements, Kind.COUNT),
    Column("agreed", N_("Agreed"), lambda it: it.agreed, Kind.AMOUNT),
]  # fmt: skip


class _Facts:
    """What a partner says of itself."""

    name = LineField(lazy_gettext("Name"), limit=200)
    kind = ChoiceField(lazy_gettext("Part"), coerce=PartnerKind)
    country = LineField(lazy_gettext("Country (two letters)"), required=False, limit=2)


class PartnerForm(_Facts, Form):
    """A partner to be added."""


class EditPartnerForm(_Facts, EditForm):
    """A partner as it is, to be edited."""


@page("/partners")
def partners() -> str | Response:
    """Show the partners that carry projects out, are helped, or fund beside the fund."""
    text = asked.text()
    wanted = lists.wanted(_COLUMNS, order="name")
    rows = lists.in_order(partner_rows(reading.session(), sort_key(text).split()), wanted)
    totals = {"agreed": Cents(sum(it.agreed for it in rows))}
    if wanted.file:
        return lists.answer(wanted, rows, title=_("Partners"), totals=totals)
    shown = lists.show(wanted, rows, totals=totals)
    return render_template("staff/partners.html", rows=rows, shown=shown, text=text)


@page("/partners/<int:partner_id>")
def partner(partner_id: int) -> str:
    """Show a partner: its agreements, its projects, the people to write to."""
    session = reading.session()
    found = get_partner(session, min(partner_id, LARGEST))
    note("personal_data", of="partner")
    subject = Subject(kind="partner", record_id=found.id)
    contacts, refused = contacts_and_refused(session, subject)
    return render_template(
        "staff/partner.html",
        partner=found,
        agreements=partner_agreements(session, found.id),
        projects=partner_projects(session, found.id),
        contacts=contacts,
        refused=refused,
        files=attached_to(session, subject),
        deeds=timeline(session, [subject]),
    )


@form_page("/partners/new", Permission.MANAGE_PROJECT)
def new_partner() -> tuple[str, int] | Response:
    """Add a partner."""
    form = PartnerForm()
    form.kind.offer_members(PartnerKind)
    if form.is_sent():
        wanted = service.AddPartner(
            kind=form.kind.data,
            name=form.name.data or "",
            country=form.country.data or None,
        )
        added = form.record(
            lambda session, by: service.add_partner(session, wanted, by=by).id, _BLAME
        )
        if added is not None:
            say(_("Partner added."))
            return redirect(url_for(".partner", partner_id=added), code=303)
    context = {"form": form, "partner": None, "back": url_for(".partners")}
    return render_template("staff/partner_form.html", **context), form.status


@form_page("/partners/<int:partner_id>/edit", Permission.MANAGE_PROJECT)
def edit_partner(partner_id: int) -> tuple[str, int] | Response:
    """Edit what a partner says of itself."""
    session = reading.session()
    partner_id = min(partner_id, LARGEST)
    form = _recorded(session, partner_id, is_recorded=False)
    back = url_for(".partner", partner_id=partner_id)
    if form.is_sent():
        wanted = edit.EditPartner(
            partner_id=partner_id,
            version=form.seen_version,
            kind=form.kind.data,
            name=form.name.data or "",
            country=form.country.data or "",
        )
        done = form.record(lambda session, by: edit.edit_partner(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Partner edited."))
            return redirect(back, code=303)
        if form.is_outdated:
            form.compare(_recorded(session, partner_id, is_recorded=True))
    context = {"form": form, "partner": get_partner(session, partner_id), "back": back}
    return render_template("staff/partner_form.html", **context), form.status


def _recorded(session: Session, partner_id: int, *, is_recorded: bool) -> EditPartnerForm:
    found = get_partner(session, partner_id)
    form = EditPartnerForm(
        version=revisions.version_of(session, Subject(kind="partner", record_id=found.id)),
        is_recorded=is_recorded,
        data={"name": found.name, "kind": found.kind, "country": found.country or ""},
    )
    form.kind.offer_members(PartnerKind)
    return form


@form_page("/partners/<int:partner_id>/documents/new", Permission.MANAGE_PROJECT, files=True)
def attach_to_partner(partner_id: int) -> tuple[str, int] | Response:
    """Attach a document to a partner."""
    found = get_partner(reading.session(), min(partner_id, LARGEST))
    subject = Subject(kind="partner", record_id=found.id)
    return attach_page(subject, to=found.name, back=url_for(".partner", partner_id=found.id))


@form_page(
    "/partners/<int:partner_id>/documents/<int:attachment_id>/remove", Permission.MANAGE_PROJECT
)
def remove_from_partner(partner_id: int, attachment_id: int) -> tuple[str, int] | Response:
    """Take a document away from a partner."""
    found = get_partner(reading.session(), min(partner_id, LARGEST))
    subject = Subject(kind="partner", record_id=found.id)
    back = url_for(".partner", partner_id=found.id)
    return remove_page(subject, attachment_id, to=found.name, back=back)
