"""The people to write to at a collectivity or a partner: the same pages for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties import contacts
from fundtracker.parties.errors import InvalidContactEmail
from fundtracker.parties.queries import get_collectivity, get_partner
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.parties.models import Collectivity, Partner

LARGEST = 2**62

_BLAME: dict[type[Refusal], str] = {InvalidContactEmail: "email"}


class _Facts:
    """What is known of somebody to write to."""

    name = LineField(lazy_gettext("Name"), limit=150)
    function = LineField(lazy_gettext("Function"), required=False, limit=150)
    email = LineField(lazy_gettext("E-mail address"), required=False, limit=254)
    phone = LineField(lazy_gettext("Telephone"), required=False, limit=30)


class ContactForm(_Facts, Form):
    """Somebody to write to."""


class EditContactForm(_Facts, EditForm):
    """A contact as it is, to be edited."""


class RemoveContactForm(Form):
    """The button that erases a contact."""


def _party(session: Session, kind: str, record_id: int) -> tuple[Collectivity | Partner, str]:
    """Return a party and the address of its page."""
    record_id = min(record_id, LARGEST)
    if kind == "collectivity":
        return get_collectivity(session, record_id), url_for(
            ".collectivity", collectivity_id=record_id
        )
    return get_partner(session, record_id), url_for(".partner", partner_id=record_id)


def _add(kind: str, record_id: int) -> tuple[str, int] | Response:
    party, back = _party(reading.session(), kind, record_id)
    subject = Subject(kind=kind, record_id=party.id)
    form = ContactForm()
    if form.is_sent():
        wanted = contacts.AddContact(
            party=subject,
            name=form.name.data or "",
            function=form.function.data or "",
            email=form.email.data or "",
            phone=form.phone.data or "",
        )
        added = form.record(
            lambda session, by: contacts.add_contact(session, wanted, by=by), _BLAME
        )
        if added is not None:
            say(_("Contact added."))
            return redirect(f"{back}#contacts", code=303)
    return _show(form, kind, record_id, is_new=True)


def _edit(kind: str, record_id: int, contact_id: int) -> tuple[str, int] | Response:
    session = reading.session()
    party, back = _party(session, kind, record_id)
    subject = Subject(kind=kind, record_id=party.id)
    contact_id = min(contact_id, LARGEST)
    form = _recorded(session, subject, contact_id, is_recorded=False)
    if form.is_sent():
        wanted = contacts.EditContact(
            contact_id=contact_id,
            version=form.seen_version,
            name=form.name.data or "",
            function=form.function.data or "",
            email=form.email.data or "",
            phone=form.phone.data or "",
        )
        done = form.record(
            lambda session, by: contacts.edit_contact(session, wanted, by=by), _BLAME
        )
        if done is not None:
            say(_("Contact edited."))
            return redirect(f"{back}#contacts", code=303)
        if form.is_outdated:
            form.compare(_recorded(session, subject, contact_id, is_recorded=True))
    return _show(form, kind, record_id, is_new=False)


def _recorded(
    session: Session, party: Subject, contact_id: int, *, is_recorded: bool
) -> EditContactForm:
    found = contacts.get_contact(session, party, contact_id)
    subject = Subject(kind="contact", record_id=found.id)
    return EditContactForm(
        version=revisions.version_of(session, subject),
        is_recorded=is_recorded,
        data={
            "name": found.name,
            "function": found.function,
            "email": found.email or "",
            "phone": found.phone or "",
        },
    )


def _show(
    form: ContactForm | EditContactForm, kind: str, record_id: int, *, is_new: bool
) -> tuple[str, int]:
    # Asked for again: a refusal ends the session's transaction.
    party, back = _party(reading.session(), kind, record_id)
    context = {"form": form, "party": party, "back": back, "is_new": is_new, "kind": kind}
    return render_template("staff/contact_form.html", **context), form.status


def _remove(kind: str, record_id: int, contact_id: int) -> tuple[str, int] | Response:
    session = reading.session()
    party, back = _party(session, kind, record_id)
    subject = Subject(kind=kind, record_id=party.id)
    found = contacts.get_contact(session, subject, min(contact_id, LARGEST))
    form = RemoveContactForm()
    if form.is_sent():
        wanted = contacts.RemoveContact(contact_id=found.id)
        done = form.record(lambda session, by: contacts.remove_contact(session, wanted, by=by))
        if done is not None:
            say(_("Contact erased."))
            return redirect(f"{back}#contacts", code=303)
    party, back = _party(session, kind, record_id)
    contact = contacts.get_contact(session, subject, min(contact_id, LARGEST))
    context = {"form": form, "party": party, "back": back, "contact": contact, "kind": kind}
    return render_template("staff/contact_remove.html", **context), form.status


@form_page("/collectivities/<int:collectivity_id>/contacts/new", Permission.RECORD_DONATION)
def add_collectivity_contact(collectivity_id: int) -> tuple[str, int] | Response:
    """Add somebody to write to at a collectivity."""
    return _add("collectivity", collectivity_id)


@form_page(
    "/collectivities/<int:collectivity_id>/contacts/<int:contact_id>/edit",
    Permission.RECORD_DONATION,
)
def edit_collectivity_contact(collectivity_id: int, contact_id: int) -> tuple[str, int] | Response:
    """Edit a contact of a collectivity."""
    return _edit("collectivity", collectivity_id, contact_id)


@form_page(
    "/collectivities/<int:collectivity_id>/contacts/<int:contact_id>/remove",
    Permission.RECORD_DONATION,
)
def remove_collectivity_contact(
    collectivity_id: int, contact_id: int
) -> tuple[str, int] | Response:
    """Erase a contact of a collectivity."""
    return _remove("collectivity", collectivity_id, contact_id)


@form_page("/partners/<int:partner_id>/contacts/new", Permission.MANAGE_PROJECT)
def add_partner_contact(partner_id: int) -> tuple[str, int] | Response:
    """Add somebody to write to at a partner."""
    return _add("partner", partner_id)


@form_page("/partners/<int:partner_id>/contacts/<int:contact_id>/edit", Permission.MANAGE_PROJECT)
def edit_partner_contact(partner_id: int, contact_id: int) -> tuple[str, int] | Response:
    """Edit a contact of a partner."""
    return _edit("partner", partner_id, contact_id)


@form_page("/partners/<int:partner_id>/contacts/<int:contact_id>/remove", Permission.MANAGE_PROJECT)
def remove_partner_contact(partner_id: int, contact_id: int) -> tuple[str, int] | Response:
    """Erase a contact of a partner."""
    return _remove("partner", partner_id, contact_id)
