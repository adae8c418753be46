"""Reading the ledger: books, balances, and the transfers of entries and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.drafts import Movement
from fundtracker.ledger.errors import NoSuchBook, NoSuchEntry
from fundtracker.ledger.models import Account, Book, Entry, Transfer
from fundtracker.ledger.places import AccountKey
from fundtracker.money import ZERO

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from fundtracker.ledger.places import Place
    from fundtracker.money import Cents

_debit = aliased(Account)
_credit = aliased(Account)


@dataclass(frozen=True, slots=True)
class Available:
    """What a donation has left at one place of a project, in cents."""

    key: AccountKey
    left: Cents


def get_book(session: Session, code: str) -> Book:
    """Return the book of ``code``; raise NoSuchBook."""
    book = session.scalar(select(Book).where(Book.code == code))
    if book is None:
        raise NoSuchBook(n_code=code)
    return book


def get_entry(session: Session, book_id: int, number: int) -> Entry:
    """Return an entry of a book; raise NoSuchEntry."""
    entry = session.get(Entry, (book_id, number))
    if entry is None:
        raise NoSuchEntry(n_number=number)
    return entry


def balance(session: Session, key: AccountKey) -> Cents:
    """Return the present balance of one account in cents; zero where it was never opened."""
    account = find_account(session, key)
    return account.balance if account is not None else ZERO


def find_account(session: Session, key: AccountKey) -> Account | None:
    """Find the account of an address, read afresh."""
    return session.scalar(
        select(Account)
        .where(
            Account.donation_id == key.donation_id,
            Account.place == key.place,
            _same(Account.project_id, key.project_id),
            _same(Account.agreement_id, key.agreement_id),
        )
        .execution_options(populate_existing=True)
    )


def available(
    session: Session,
    place: Place,
    project_id: int,
    agreement_id: int | None = None,
    *,
    donation_ids: Collection[int] | None = None,
) -> list[Available]:
    """List what each donation has left at ``place`` of a project, by donation id, above zero."""
    query = (
        select(Account)
        .where(
            Account.project_id == project_id,
            Account.place == place,
            _same(Account.agreement_id, agreement_id),
            Account.debits_posted > Account.credits_posted,
        )
        .order_by(Account.donation_id)
        .execution_options(populate_existing=True)
    )
    if donation_ids is not None:
        query = query.where(Account.donation_id.in_(donation_ids))
    return [Available(account.key, account.balance) for account in session.scalars(query)]


_MOVEMENTS = (
    select(
        Transfer.amount,
        *(getattr(side, name) for side in (_credit, _debit) for name in AccountKey._fields),
    )
    .join(_debit, _debit.id == Transfer.debit_account_id)
    .join(_credit, _credit.id == Transfer.credit_account_id)
    .where(Transfer.book_id == bindparam("book"), Transfer.number == bindparam("number"))
    .order_by(Transfer.line)
)


def movements_of(session: Session, book_id: int, number: int) -> Sequence[Movement]:
    """Return the movements of an entry, in line order."""
    session.flush()
    # Past the ORM: an entry has as many as a fund has donations.
    rows = session.connection().execute(_MOVEMENTS, {"book": book_id, "number": number})
    size = len(AccountKey._fields)
    return [
        Movement(
            credit=AccountKey(*row[1 : size + 1]), debit=AccountKey(*row[size + 1 :]), amount=row[0]
        )
        for row in rows
    ]


def last_entry_on(session: Session, book_id: int, as_of: date) -> int:
    """Return the highest entry number dated on or before ``as_of``; 0 where there is none."""
    number = session.scalar(
        select(func.max(Entry.number)).where(Entry.book_id == book_id, Entry.effective_on <= as_of)
    )
    return number or 0


def _same(column: InstrumentedAttribute[int | None], value: int | None) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value
