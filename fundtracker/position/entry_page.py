"""The page of an entry: its transfers, the record it belongs to, and whose money it moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.donations.models import Donation
from fundtracker.files.models import StoredFile
from fundtracker.funds.models import Decision
from fundtracker.ledger.errors import NoSuchEntry
from fundtracker.ledger.models import Account, Book, Entry, EntryFile, EntryMemo, Transfer
from fundtracker.parties.models import Collectivity
from fundtracker.position.entry_records import Records, records
from fundtracker.position.entry_trace import Owners, owners
from fundtracker.projects.models import Project
from fundtracker.users.models import User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.donations.kinds import DonationKind
    from fundtracker.funds.models import Fund
    from fundtracker.ledger.places import Place, Purpose
    from fundtracker.money import Cents

_actor = aliased(User)
_second = aliased(User)
_back = aliased(Entry)
_debit = aliased(Account)
_credit = aliased(Account)
_theirs = aliased(Donation)

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine:
    """One transfer of an entry, in cents: whose money, from where to where, for what."""

    line: int
    amount: Cents
    source: Place
    target: Place
    donor: str | None
    kind: DonationKind
    reference: str
    other_reference: str | None
    project_id: int | None
    project: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """All that is known of an entry, and some of its transfers."""

    entry: Entry
    act: Act
    actor: str | None
    confirmed_by: str | None
    decision: Decision | None
    memo: str | None
    reversed_by: int | None
    last_number: int
    lines: tuple[TransferLine, ...]
    owners: Owners
    siblings: tuple[tuple[int, Purpose], ...]
    files: tuple[StoredFile, ...]
    records: Records

    @property
    def has_memo_erased(self) -> bool:
        """Whether a memo was there and only its hash is left."""
        return self.entry.memo_hash is not None and self.memo is None


def entry_page(session: Session, fund: Fund, number: int, *, page: int = 1) -> EntryPage:
    """Return the page of an entry, ``page`` of its transfers, in at most nine statements.

    Raises NoSuchEntry.
    """
    found = session.execute(
        select(Entry, Act, _actor.name, _second.name, Decision, EntryMemo.memo, _back.number, Book)
        .join(Act, Act.id == Entry.act_id)
        .join(Book, Book.id == Entry.book_id)
        .outerjoin(_actor, _actor.id == Act.actor_id)
        .outerjoin(_second, _second.id == Act.confirmed_by_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .outerjoin(
            EntryMemo, (EntryMemo.book_id == Entry.book_id) & (EntryMemo.number == Entry.number)
        )
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .where(Entry.book_id == fund.book_id, Entry.number == number)
    ).one_or_none()
    if found is None:
        raise NoSuchEntry(n_number=number)
    entry, act, who, confirmed_by, decision, memo, reversed_by, book = found
    return EntryPage(
        entry=entry,
        act=act,
        actor=who,
        confirmed_by=confirmed_by,
        decision=decision,
        memo=memo,
        reversed_by=reversed_by,
        last_number=book.last_number,
        lines=_lines(session, entry, page),
        owners=owners(session, entry),
        siblings=_siblings(session, entry),
        files=_files(session, entry),
        records=records(session, entry),
    )


def _lines(session: Session, entry: Entry, page: int) -> tuple[TransferLine, ...]:
    rows = session.execute(
        select(
            Transfer, _debit, _credit, Donation, _theirs.reference, Collectivity.name,
            Project.id, Project.title,
        )
        .join(_debit, _debit.id == Transfer.debit_account_id)
        .join(_credit, _credit.id == Transfer.credit_account_id)
        .join(Donation, Donation.id == _credit.donation_id)
        .join(_theirs, _theirs.id == _debit.donation_id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .outerjoin(Project, Project.id == func.coalesce(_debit.project_id, _credit.project_id))
        .where(Transfer.book_id == entry.book_id, Transfer.number == entry.number)
        .order_by(Transfer.line)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )  # fmt: skip
    return tuple(
        TransferLine(
            line=transfer.line,
            amount=transfer.amount,
            source=source.place,
            target=target.place,
            donor=donor,
            kind=donation.kind,
            reference=donation.reference,
            other_reference=other if other != donation.reference else None,
            project_id=project_id,
            project=project,
        )
        for transfer, target, source, donation, other, donor, project_id, project in rows
    )


def _siblings(session: Session, entry: Entry) -> tuple[tuple[int, Purpose], ...]:
    """List the other entries of the same act in this book."""
    rows = session.execute(
        select(Entry.number, Entry.purpose)
        .where(
            Entry.act_id == entry.act_id,
            Entry.book_id == entry.book_id,
            Entry.number != entry.number,
        )
        .order_by(Entry.number)
        .limit(PAGE)
    )
    return tuple((number, purpose) for number, purpose in rows)


def _files(session: Session, entry: Entry) -> tuple[StoredFile, ...]:
    return tuple(
        session.scalars(
            select(StoredFile)
            .join(EntryFile, EntryFile.sha256 == StoredFile.sha256)
            .where(EntryFile.book_id == entry.book_id, EntryFile.number == entry.number)
            .order_by(StoredFile.name)
        )
    )
