"""Posting: the only way to write entries, and the rules that are asked before it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, union_all

from fundtracker import clock
from fundtracker.db import is_holding, note_holding
from fundtracker.ledger import writing
from fundtracker.ledger.accounts import stand
from fundtracker.ledger.bounds import first_shortfall
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.models import Book, Transfer
from fundtracker.ledger.places import AccountKey, is_route

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.ledger.accounts import Standing, Standings
    from fundtracker.ledger.drafts import Draft, Posted

_LOCKED = "fundtracker_locked_books"


def lock(session: Session, *book_ids: int) -> list[Book]:
    """Hold books until the transaction ends, in the order of their ids, and return them fresh.

    Called before a service reads what its rules ask for. Raises KeyError on an unknown id.
    """
    by_id = {it.id: it for it in hold(session, _BY_ID, {"ids": list(set(book_ids))})}
    return [by_id[book_id] for book_id in book_ids]


def locking(condition: ColumnElement[bool]) -> Select[Book]:
    """Return the statement that holds the books that fit a condition, in the order of their ids."""
    return (
        select(Book)
        .where(condition)
        .order_by(Book.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


_BY_ID = locking(Book.id.in_(bindparam("ids", expanding=True)))


def hold(session: Session, statement: Select[Book], values: Mapping[str, object]) -> list[Book]:
    """Hold the books that a ``locking`` statement finds, as ``lock`` does."""
    books = list(session.scalars(statement, values))
    held: set[int] = session.info.setdefault(_LOCKED, set())
    if not is_holding(session):
        held.clear()
    if books:
        note_holding(session)
    held.update(book.id for book in books)
    return books


def post(
    session: Session, act: Act, book: Book, *drafts: Draft, known: Standings | None = None
) -> list[Posted]:
    """Post the entries of one act to a locked book, all or none; bounds hold at the act's end.

    ``known`` are accounts that were read under the lock already. Raises DatedInTheFuture,
    PeriodLocked, or InsufficientBalance naming the day and what was left. Costs the same whatever
    the book's length.
    """
    _check_locked(session, book)
    if not drafts:
        message = "an act that posts nothing does not post"
        raise ValueError(message)
    for draft in drafts:
        _check_draft(book, draft)
    touched = (key for draft in drafts for it in draft.movements for key in (it.credit, it.debit))
    accounts = stand(session, book, touched, known or {})
    _check_bounds(session, accounts, drafts)
    return writing.write(session, act, book, accounts, drafts)


def _check_locked(session: Session, book: Book) -> None:
    assert is_holding(session), "post() without lock()"
    assert book.id in session.info[_LOCKED], "post() to a book not locked"


def _check_draft(book: Book, draft: Draft) -> None:
    if draft.effective_on > clock.today():
        raise DatedInTheFuture(on=draft.effective_on)
    if book.locked_until is not None and draft.effective_on <= book.locked_until:
        raise PeriodLocked(on=draft.effective_on, locked_until=book.locked_until)
    if not draft.movements:
        message = "an entry without movements"
        raise ValueError(message)
    for movement in draft.movements:
        if movement.amount <= 0:
            message = "a movement of zero or less"
            raise ValueError(message)
        credit, debit = movement.credit, movement.debit
        if draft.reverses is not None:
            credit, debit = debit, credit
        if not is_route(draft.purpose, credit, debit):
            message = f"{draft.purpose} does not go from {credit} to {debit}"
            raise ValueError(message)


def _changes(drafts: Sequence[Draft]) -> dict[AccountKey, dict[date, int]]:
    """Sum what the drafts do to each account, by day: debits less credits, in cents."""
    changes: dict[AccountKey, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for draft in drafts:
        for it in draft.movements:
            changes[it.debit][draft.effective_on] += it.amount
            changes[it.credit][draft.effective_on] -= it.amount
    return changes


def _check_bounds(session: Session, accounts: Standings, drafts: Sequence[Draft]) -> None:
    changes = _changes(drafts)
    back_dated = [
        account
        for key, account in accounts.items()
        if account.last_moved_on is not None and min(changes[key]) < account.last_moved_on
    ]
    later = _days_since(session, back_dated, min(d.effective_on for d in drafts))
    for key, account in accounts.items():
        days: Mapping[date, int] = changes[key]
        past, opening = later.get(account.id), account.balance
        if past is not None:
            opening -= sum(past.values())
            days = {day: days.get(day, 0) + past.get(day, 0) for day in {*days, *past}}
        short = first_shortfall(key.place, opening, days)
        if short is not None:
            on, by = short
            requested = -sum(amount for amount in changes[key].values() if amount < 0)
            raise InsufficientBalance(
                on=on,
                left=max(requested - by, 0),
                requested=requested,
                n_place=key.place.label,
                n_account=account.id,
                n_short=by,
            )


def _days_since(
    session: Session, accounts: Sequence[Standing], since: date
) -> dict[int, dict[date, int]]:
    """Sum the transfers of accounts, by day, from ``since`` on: debits less credits."""
    if not accounts:
        return {}
    ids = [account.id for account in accounts]
    sides = union_all(
        *(
            select(side.label("account_id"), Transfer.effective_on, amount.label("amount")).where(
                side.in_(ids), Transfer.effective_on >= since
            )
            for side, amount in (
                (Transfer.debit_account_id, Transfer.amount),
                (Transfer.credit_account_id, -Transfer.amount),
            )
        )
    ).subquery()
    rows = session.execute(
        select(sides.c.account_id, sides.c.effective_on, func.sum(sides.c.amount)).group_by(
            sides.c.account_id, sides.c.effective_on
        )
    )
    days: dict[int, dict[date, int]] = defaultdict(dict)
    for account_id, day, amount in rows:
        days[account_id][day] = int(amount)
    return days
