"""People to write to. They are people: their history names what changed, never what it said.

A contact that is removed is erased (article 17 of the GDPR): the act stays, the person does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.outbox.models import Mail
from fundtracker.parties.errors import InvalidContactEmail, NoSuchContact
from fundtracker.parties.models import Collectivity, Contact, Partner
from fundtracker.parties.queries import get_collectivity, get_partner

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

_PHONE, _SHOWN = 30, 60


@dataclass(frozen=True, kw_only=True, slots=True)
class AddContact:
    """Somebody to write to; ``party`` is a collectivity or a partner."""

    party: Subject
    name: str
    function: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EditContact:
    """What is to be known of a contact; ``version`` is the one that was edited."""

    contact_id: int
    version: int
    name: str
    function: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveContact:
    """A contact to be erased."""

    contact_id: int


def contacts_of(session: Session, party: Subject) -> Sequence[Contact]:
    """List the contacts of a collectivity or a partner by name."""
    column = Contact.collectivity_id if party.kind == "collectivity" else Contact.partner_id
    query = select(Contact).where(column == party.record_id)
    return session.scalars(query.order_by(Contact.name, Contact.id)).all()


def contacts_and_refused(session: Session, party: Subject) -> tuple[list[Contact], set[str]]:
    """List the contacts of a party, and the addresses whose last letter was refused for good.

    In one statement; addresses as letters bear them, in small letters.
    """
    column = Contact.collectivity_id if party.kind == "collectivity" else Contact.partner_id
    last = (
        select(func.max(Mail.id))
        .where(Mail.recipient == func.lower(Contact.email))
        .correlate(Contact)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Contact, Mail.given_up_at)
        .outerjoin(Mail, Mail.id == last)
        .where(column == party.record_id)
        .order_by(Contact.name, Contact.id)
    ).all()
    refused = {it.email.lower() for it, given_up in rows if it.email and given_up is not None}
    return [it for it, _given_up in rows], refused


def get_contact(session: Session, party: Subject, contact_id: int) -> Contact:
    """Return a contact of a party; raise NoSuchContact."""
    found = session.get(Contact, contact_id)
    if found is None or party_of(found) != party:
        raise NoSuchContact
    return found


def party_of(contact: Contact) -> Subject:
    """Say whose contact somebody is."""
    if contact.collectivity_id is not None:
        return Subject(kind="collectivity", record_id=contact.collectivity_id)
    assert contact.partner_id is not None
    return Subject(kind="partner", record_id=contact.partner_id)


def add_contact(session: Session, request: AddContact, *, by: Signature) -> int:
    """Add somebody to write to and return the contact's id; raise InvalidContactEmail."""
    repeat = acts.find_repeat(session, ActKind.ADD_CONTACT, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    party: Collectivity | Partner
    if request.party.kind == "collectivity":
        party = get_collectivity(session, request.party.record_id)
        contact = Contact(collectivity_id=party.id, **_facts(request))
    else:
        party = get_partner(session, request.party.record_id)
        contact = Contact(partner_id=party.id, **_facts(request))
    session.add(contact)
    act = acts.record(session, ActKind.ADD_CONTACT, request, by=by)
    acts.concern(session, act, Subject(kind="contact", record_id=contact.id), request.party)
    return contact.id


def edit_contact(session: Session, request: EditContact, *, by: Signature) -> int:
    """Edit a contact and return its id; raise ChangedMeanwhile or InvalidContactEmail."""
    if acts.find_repeat(session, ActKind.EDIT_CONTACT, request, by=by) is not None:
        return request.contact_id
    subject = Subject(kind="contact", record_id=request.contact_id)
    revisions.check_version(session, subject, request.version)
    found = session.get(Contact, request.contact_id)
    if found is None:
        raise NoSuchContact
    changes = revisions.differences(found, _facts(request))
    if not changes:
        return found.id
    act = acts.record(session, ActKind.EDIT_CONTACT, request, by=by)
    for name, value in changes.after.items():
        setattr(found, name, value)
    which = dict.fromkeys(changes.after)
    revisions.revise(session, act, subject, Changes(before=which, after=which))
    acts.concern(session, act, subject, party_of(found))
    return found.id


def remove_contact(session: Session, request: RemoveContact, *, by: Signature) -> int:
    """Erase a contact and return the id it had; raise NoSuchContact."""
    if acts.find_repeat(session, ActKind.REMOVE_CONTACT, request, by=by) is not None:
        return request.contact_id
    found = session.get(Contact, request.contact_id)
    if found is None:
        raise NoSuchContact
    act = acts.record(session, ActKind.REMOVE_CONTACT, request, by=by)
    subject = Subject(kind="contact", record_id=found.id)
    acts.concern(session, act, subject, party_of(found))
    session.delete(found)
    session.flush()
    return request.contact_id


def _facts(request: AddContact | EditContact) -> dict[str, Any]:
    return {
        "name": text.line(request.name),
        "function": text.line(request.function, required=False),
        "email": parse_email(request.email),
        "phone": text.line(request.phone, limit=_PHONE, required=False) or None,
    }


def parse_email(typed: str) -> str | None:
    """Return the address that was typed, None where it is empty; raise InvalidContactEmail."""
    if not typed.strip():
        return None
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise InvalidContactEmail(text=typed.strip()[:_SHOWN]) from error
    return checked.normalized
