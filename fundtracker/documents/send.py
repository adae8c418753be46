"""Sending issued documents to donors: one letter to each address, nobody twice by mistake."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.documents import queries
from fundtracker.documents.errors import NothingToSend
from fundtracker.documents.for_donors import for_donors
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.models import DocumentSending
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.outbox import service as outbox
from fundtracker.outbox.service import Attached
from fundtracker.parties.models import Contact
from fundtracker.parties.queries import successors_of
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.documents.queries import DocumentLine
    from fundtracker.outbox.service import Letter


@dataclass(frozen=True, kw_only=True, slots=True)
class SendDocuments:
    """Documents that are to be sent to the people of the donors that they are about."""

    document_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What goes to one address: the documents of one donor that it did not get before."""

    recipient: str
    donor: str
    documents: tuple[DocumentLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Deliveries:
    """Who gets what; whom nothing can be sent to, and what was sent before."""

    deliveries: tuple[Delivery, ...]
    without_address: tuple[str, ...]
    n_sent_before: int


def deliveries(session: Session, document_ids: Collection[int]) -> Deliveries:
    """Say what would be sent to whom: valid documents, to contacts and people who sign in.

    A donor's document goes to it alone, what convenes a committee to all its members.
    """
    lines = [it for it in reversed(queries.of_ids(session, document_ids)) if it.can_be_sent]
    donors: dict[int, _Donor] = {}
    for line in lines:
        for donor_id, name in _whose(session, line):
            donors.setdefault(donor_id, _Donor(name, [])).lines.append(line)
    addresses = _addresses(session, donors)
    before = {
        (document_id, recipient)
        for document_id, recipient in session.execute(
            select(DocumentSending.document_id, DocumentSending.recipient).where(
                DocumentSending.document_id.in_([it.document.id for it in lines])
            )
        )
    }
    found, n_before = [], 0
    for donor_id, donor in donors.items():
        for recipient in addresses.get(donor_id, ()):
            new = tuple(it for it in donor.lines if (it.document.id, recipient) not in before)
            n_before += len(donor.lines) - len(new)
            if new:
                found.append(Delivery(recipient=recipient, donor=donor.name, documents=new))
            # Somebody who is there for two donors gets what both are to have once.
            before |= {(it.document.id, recipient) for it in new}
    return Deliveries(
        deliveries=tuple(found),
        without_address=tuple(it.name for key, it in donors.items() if not addresses.get(key)),
        n_sent_before=n_before,
    )


@dataclass(frozen=True, slots=True)
class _Donor:
    name: str
    lines: list[DocumentLine]


def _whose(session: Session, line: DocumentLine) -> list[tuple[int, str]]:
    """Name the donors that a document goes to."""
    document = line.document
    if document.collectivity_id is not None:
        return [(document.collectivity_id, line.about)]
    fund = get_fund_by_id(session, document.fund_id or 0)
    report = DocumentKind.DONOR_REPORT
    members = for_donors(session, fund, report, document.as_of, locale="fr")
    return [(it.wanted.collectivity, it.about) for it in members]


def send(
    session: Session,
    request: SendDocuments,
    write: Callable[[Delivery], Letter],
    *,
    by: Signature,
) -> int:
    """Queue a letter for each address, with its documents, and return how many there are.

    ``write`` says what the letter says. Raises NothingToSend.
    """
    repeat = acts.find_repeat(session, ActKind.SEND_DOCUMENTS, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    due = deliveries(session, request.document_ids).deliveries
    if not due:
        raise NothingToSend
    act = acts.record(session, ActKind.SEND_DOCUMENTS, request, by=by)
    for it in due:
        mail = outbox.queue(session, write(it))
        session.add_all(
            DocumentSending(
                document_id=line.document.id,
                recipient=it.recipient,
                mail_id=mail.id,
                act_id=act.id,
            )
            for line in it.documents
        )
    session.flush()
    acts.concern(
        session,
        act,
        *(
            Subject(kind="issued_document", record_id=line.document.id)
            for it in due
            for line in it.documents
        ),
    )
    return len(due)


def attached(documents: Sequence[DocumentLine]) -> tuple[Attached, ...]:
    """Return issued files as they go with a letter."""
    return tuple(
        Attached(
            name=f"{it.document.shown_number}-v{it.document.version}.pdf",
            sha256=it.document.file_sha256,
        )
        for it in documents
    )


def _addresses(session: Session, donor_ids: Collection[int]) -> dict[int, list[str]]:
    """Find the addresses of donors; of who has none left, those of whoever took its place."""
    found = _own_addresses(session, donor_ids)
    without = [it for it in donor_ids if it not in found]
    if not without:
        return found
    successors = successors_of(session, without, clock.today())
    theirs = _own_addresses(session, set().union(*successors.values()))
    for donor_id, its in successors.items():
        addresses = dict.fromkeys(one for it in sorted(its) for one in theirs.get(it, ()))
        if addresses:
            found[donor_id] = list(addresses)
    return found


def _own_addresses(session: Session, donor_ids: Collection[int]) -> dict[int, list[str]]:
    """Find those who sign in for donors, and their contacts."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    people = session.execute(
        select(User.collectivity_id, User.email)
        .where(User.collectivity_id.in_(donor_ids), User.active)
        .order_by(User.id)
    )
    contacts = session.execute(
        select(Contact.collectivity_id, Contact.email)
        .where(Contact.collectivity_id.in_(donor_ids), Contact.email.is_not(None))
        .order_by(Contact.id)
    )
    for donor_id, email in (*people, *contacts):
        if donor_id is not None and email:
            found[donor_id][email.lower()] = None
    return {donor_id: list(it) for donor_id, it in found.items()}


def forget_recipient(session: Session, email: str, instead: str) -> None:
    """Put another address in place of one that is erased: that something was sent stays known."""
    session.execute(
        update(DocumentSending).where(DocumentSending.recipient == email).values(recipient=instead)
    )
