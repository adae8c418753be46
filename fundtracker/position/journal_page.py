"""The journal of a fund: its entries, the latest first, all of them or those that fit a filter.

Numbers of a book have no gap, so a page of the whole journal is a range of numbers, and its last
number is its count: both cost the same whatever the length of the book.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select, union
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Decision
from fundtracker.ledger.models import Account, Entry, EntryMemo, Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Collectivity
from fundtracker.parties.names import search_key
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Book
    from fundtracker.ledger.places import Purpose

_back = aliased(Entry)
_debit = aliased(Account)
_credit = aliased(Account)

PAGE = 100
HASH_SHOWN = 12

# Entries read at once for a file: well below the parameters that either database takes.
_CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    """Which entries are asked for; an amount (cents) is an entry's whole or one of its lines."""

    purpose: Purpose | None = None
    since: date | None = None
    until: date | None = None
    amount: Cents | None = None
    donor: str = ""
    collectivity_id: int | None = None
    project_id: int | None = None
    decision_id: int | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether every entry fits."""
        return self == JournalFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the lines of an entry come to, in cents, and whom and what they concern.

    ``donor`` is the first by name of ``n_donors``; a project is named where there is one alone.
    """

    amount: Cents = ZERO
    donor: str | None = None
    n_donors: int = 0
    project_id: int | None = None
    project: str | None = None
    n_projects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """An entry as the journal shows it; ``actor`` is None for the server itself."""

    entry: Entry
    memo: str | None
    act_kind: str
    actor: str | None
    reason: str
    decision_id: int | None
    decision: str | None
    reversed_by: int | None
    share: Share

    @property
    def short_hash(self) -> str:
        """The start of the hash, as printed."""
        return self.entry.hash[:HASH_SHOWN]

    @property
    def amount(self) -> Cents:
        """What the entry moves, in cents; below zero where it reverses another."""
        return Cents(-self.share.amount) if self.entry.reverses_number else self.share.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """Some entries of a journal, how many fit in all, and what those of one purpose come to.

    ``total`` is None where several purposes are mixed: their sum would mean nothing. Reversals
    count below zero.
    """

    rows: tuple[JournalRow, ...]
    n_all: int
    total: Cents | None


def journal_page(
    session: Session, book: Book, wanted: JournalFilter, *, page: int = 1, size: int = PAGE
) -> JournalPage:
    """Return a page of the journal of ``book``, in at most three statements."""
    if wanted.is_nothing:
        last = book.last_number - (page - 1) * size
        here = Entry.number.between(last - size + 1, last)
        rows = session.execute(_entries().where(Entry.book_id == book.id, here)).all()
        return JournalPage(rows=_rows(session, book.id, rows), n_all=book.last_number, total=None)
    fitting = _fitting(book.id, wanted)
    n_all, total = _count(session, fitting, has_total=wanted.purpose is not None)
    rows = session.execute(_entries().where(*fitting).limit(size).offset((page - 1) * size)).all()
    return JournalPage(rows=_rows(session, book.id, rows), n_all=n_all, total=total)


def whole_journal(session: Session, book: Book, wanted: JournalFilter) -> list[JournalRow]:
    """Return all entries of ``book`` that fit, the latest first, read some at a time."""
    numbers = session.scalars(
        select(Entry.number).where(*_fitting(book.id, wanted)).order_by(Entry.number.desc())
    ).all()
    found: list[JournalRow] = []
    for start in range(0, len(numbers), _CHUNK):
        some = Entry.number.in_(numbers[start : start + _CHUNK])
        rows = session.execute(_entries().where(Entry.book_id == book.id, some)).all()
        found += _rows(session, book.id, rows)
    return found


def _entries() -> Select[Entry, str, Act, str, str, int]:
    return (
        select(Entry, EntryMemo.memo, Act, User.name, Decision.reference, _back.number)
        .join(Act, Act.id == Entry.act_id)
        .outerjoin(User, User.id == Act.actor_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .outerjoin(
            EntryMemo, (EntryMemo.book_id == Entry.book_id) & (EntryMemo.number == Entry.number)
        )
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .order_by(Entry.number.desc())
    )


def _fitting(book_id: int, wanted: JournalFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Entry.book_id == book_id]
    if wanted.purpose is not None:
        where.append(Entry.purpose == wanted.purpose)
    if wanted.since is not None:
        where.append(Entry.effective_on >= wanted.since)
    if wanted.until is not None:
        where.append(Entry.effective_on <= wanted.until)
    if wanted.decision_id is not None:
        acts = select(Act.id).where(Act.decision_id == wanted.decision_id)
        where.append(Entry.act_id.in_(acts))
    if wanted.amount is not None:
        where.append(Entry.number.in_(_of_amount(book_id, wanted.amount)))
    where += [Entry.number.in_(_touching(book_id, it)) for it in _accounts(book_id, wanted)]
    return where


def _accounts(book_id: int, wanted: JournalFilter) -> list[Select[int]]:
    """Say which accounts an entry must touch, one of each set."""
    sets = []
    if wanted.project_id is not None:
        sets.append(select(Account.id).where(Account.project_id == wanted.project_id))
    if wanted.collectivity_id is not None:
        sets.append(
            select(Account.id).where(
                Account.book_id == book_id, Account.collectivity_id == wanted.collectivity_id
            )
        )
    if wanted.donor:
        sets.append(select(Account.id).where(Account.book_id == book_id, _is_donor(wanted.donor)))
    return sets


def _is_donor(text: str) -> ColumnElement[bool]:
    """Find accounts by each word of a name, or by a part of a donation's reference."""
    words = search_key(text).split() or ["-"]
    named = select(Collectivity.id).where(*(Collectivity.sort_key.contains(it) for it in words))
    gifts = select(Donation.id).where(Donation.reference.contains(text.upper(), autoescape=True))
    return or_(Account.collectivity_id.in_(named), Account.donation_id.in_(gifts))


def _touching(book_id: int, accounts: Select[int]) -> Select[int]:
    sides = union(
        *(
            select(Transfer.number).where(Transfer.book_id == book_id, side.in_(accounts))
            for side in (Transfer.debit_account_id, Transfer.credit_account_id)
        )
    ).subquery()
    return select(sides.c.number)


def _of_amount(book_id: int, amount: Cents) -> Select[int]:
    return (
        select(Transfer.number)
        .where(Transfer.book_id == book_id)
        .group_by(Transfer.number)
        .having(
            or_(
                func.sum(Transfer.amount) == amount,
                func.max(case((Transfer.amount == amount, 1), else_=0)) == 1,
            )
        )
    )


def _count(
    session: Session, fitting: Sequence[ColumnElement[bool]], *, has_total: bool
) -> tuple[int, Cents | None]:
    if not has_total:
        query = select(func.count()).select_from(Entry).where(*fitting)
        return session.execute(query).scalar_one(), None
    sign = case((Entry.reverses_number.is_not(None), -1), else_=1)
    n_all, total = session.execute(
        select(func.count(Entry.number.distinct()), summed(Transfer.amount * sign))
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(*fitting)
    ).one()
    return n_all, Cents(total)


def _rows(
    session: Session,
    book_id: int,
    rows: Sequence[Row[Entry, str, Act, str, str, int]],
) -> tuple[JournalRow, ...]:
    shares = _shares(session, book_id, [entry.number for entry, *_ in rows])
    return tuple(
        JournalRow(
            entry=entry,
            memo=memo,
            act_kind=act.kind,
            actor=actor,
            reason=act.reason,
            decision_id=act.decision_id,
            decision=decision,
            reversed_by=reversed_by,
            share=shares.get(entry.number, Share()),
        )
        for entry, memo, act, actor, decision, reversed_by in rows
    )


def _shares(session: Session, book_id: int, numbers: Collection[int]) -> dict[int, Share]:
    """Sum up the lines of entries, one row for each."""
    if not numbers:
        return {}
    rows = session.execute(
        select(
            Transfer.number,
            summed(Transfer.amount),
            func.min(Collectivity.name),
            func.count(Collectivity.id.distinct()),
            func.min(Project.id),
            func.min(Project.title),
            func.count(Project.id.distinct()),
        )
        .join(_debit, _debit.id == Transfer.debit_account_id)
        .join(_credit, _credit.id == Transfer.credit_account_id)
        .outerjoin(Collectivity, Collectivity.id == _debit.collectivity_id)
        .outerjoin(Project, Project.id == func.coalesce(_debit.project_id, _credit.project_id))
        .where(Transfer.book_id == book_id, Transfer.number.in_(numbers))
        .group_by(Transfer.number)
    )
    return {
        number: Share(
            amount=Cents(amount),
            donor=donor,
            n_donors=n_donors,
            project_id=project_id if n_projects == 1 else None,
            project=project if n_projects == 1 else None,
            n_projects=n_projects,
        )
        for number, amount, donor, n_donors, project_id, project, n_projects in rows
    }
