"""Reversing entries: of one book together, or a carry-over in both books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.corrections.errors import (
    NothingToReverse,
    ReverseInBothFunds,
    WithdrawInstead,
)
from fundtracker.donations.models import CarryOver
from fundtracker.funds.lock import check_moves_money, check_second_pair
from fundtracker.funds.models import Fund
from fundtracker.ledger import service as ledger
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.reversal import post_correction, reversals
from fundtracker.money import Cents
from fundtracker.spending.models import ExpenditureEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.ledger.models import Book


@dataclass(frozen=True, kw_only=True, slots=True)
class Reverse:
    """Entries of one fund's book to be reversed by one act, on a day, for a reason."""

    fund_id: int
    numbers: tuple[int, ...]
    on: date
    reason: str


def reverse(session: Session, request: Reverse, *, by: Signature) -> list[int]:
    """Reverse entries by one act; return the numbers of the reversals in the fund's own book.

    A fee is named together with its receipt where both were wrong; a carry-over is reversed in
    both books. Raises ReasonMissing, NothingToReverse, ReverseInBothFunds, WithdrawInstead,
    AlreadyReversed, ReversalOfReversal, ReversalTooEarly, or ReverseOthersFirst naming what moved
    the money on.
    """
    carried = _carry_over(session, request)
    fund = session.get_one(Fund, request.fund_id)
    books = {carried.from_book_id, carried.to_book_id} if carried else {fund.book_id}
    locked = {book.id: book for book in ledger.lock(session, *books)}
    session.refresh(fund)
    repeat = acts.find_repeat(session, ActKind.REVERSE, request, by=by)
    if repeat is not None:
        return _numbers(session, repeat, fund.book_id)
    check_moves_money(fund)
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    if not request.numbers:
        raise NothingToReverse
    _check_no_expenditure(session, fund.book_id, request.numbers)
    for each in _funds(session, fund, carried):
        amount = _amount(session, each.book_id, request, carried)
        check_second_pair(each, ActKind.REVERSE, request, amount, by=by)
    act = acts.record(session, ActKind.REVERSE, request, by=by, reason=reason)
    if carried is None:
        _reverse_in(session, act, locked[fund.book_id], request.numbers, request, reason)
    else:
        _reverse_both(session, act, carried, locked, request, reason)
    acts.concern(session, act, *_subjects(session, act))
    return _numbers(session, act, fund.book_id)


def _funds(session: Session, fund: Fund, carried: CarryOver | None) -> list[Fund]:
    """Return the funds whose money moves: one, or both of a carry-over."""
    if carried is None:
        return [fund]
    books = (carried.from_book_id, carried.to_book_id)
    return list(session.scalars(select(Fund).where(Fund.book_id.in_(books))))


def _amount(session: Session, book_id: int, request: Reverse, carried: CarryOver | None) -> Cents:
    """Add up what is reversed in a book."""
    numbers = request.numbers
    if carried is not None:
        numbers = (carried.from_number if book_id == carried.from_book_id else carried.to_number,)
    moved = select(func.sum(Transfer.amount)).where(
        Transfer.book_id == book_id, Transfer.number.in_(numbers)
    )
    return Cents(int(session.scalar(moved) or 0))


def _check_no_expenditure(session: Session, book_id: int, numbers: Sequence[int]) -> None:
    number = session.scalar(
        select(ExpenditureEntry.number).where(
            ExpenditureEntry.book_id == book_id, ExpenditureEntry.number.in_(numbers)
        )
    )
    if number is not None:
        raise WithdrawInstead(n_number=number)


_BOOK = select(Fund.book_id).where(Fund.id == bindparam("fund")).scalar_subquery()
_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)
_CARRIED = select(CarryOver).where(
    or_(
        and_(CarryOver.from_book_id == _BOOK, CarryOver.from_number.in_(_NUMBERS)),
        and_(CarryOver.to_book_id == _BOOK, CarryOver.to_number.in_(_NUMBERS)),
    )
)


def _carry_over(session: Session, request: Reverse) -> CarryOver | None:
    """Find the carry-over that the request reverses, if it is one."""
    values = {"fund": request.fund_id, "numbers": request.numbers}
    carried = session.scalars(_CARRIED, values).all()
    if carried and len(request.numbers) > 1:
        raise ReverseInBothFunds(n_number=request.numbers[0])
    return carried[0] if carried else None


def _reverse_in(
    session: Session,
    act: Act,
    book: Book,
    numbers: Sequence[int],
    request: Reverse,
    reason: str,
) -> None:
    drafts = reversals(session, book, numbers, on=request.on, memo=reason)
    post_correction(session, act, book, *drafts)


def _reverse_both(
    session: Session,
    act: Act,
    carried: CarryOver,
    books: dict[int, Book],
    request: Reverse,
    reason: str,
) -> None:
    """Reverse a carry-over: the fee it bore in the other fund first, then both of its entries."""
    arrival = session.get_one(Entry, (carried.to_book_id, carried.to_number))
    fees = session.scalars(
        select(Entry.number).where(
            Entry.book_id == carried.to_book_id,
            Entry.act_id == arrival.act_id,
            Entry.purpose == Purpose.MANAGEMENT_FEE,
        )
    )
    into = [carried.to_number, *fees]
    _reverse_in(session, act, books[carried.to_book_id], into, request, reason)
    _reverse_in(session, act, books[carried.from_book_id], [carried.from_number], request, reason)


def _numbers(session: Session, act: Act, book_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Entry.number)
            .where(Entry.act_id == act.id, Entry.book_id == book_id)
            .order_by(Entry.number)
        )
    )


def _subjects(session: Session, act: Act) -> list[Subject]:
    """Name the donations and projects whose money an act moved."""
    rows = session.execute(
        select(Account.donation_id, Account.project_id)
        .join(
            Transfer,
            or_(
                Transfer.debit_account_id == Account.id,
                Transfer.credit_account_id == Account.id,
            ),
        )
        .join(Entry, (Entry.book_id == Transfer.book_id) & (Entry.number == Transfer.number))
        .where(Entry.act_id == act.id)
        .distinct()
        .order_by(Account.donation_id, Account.project_id)
    ).all()
    donations = {donation_id for donation_id, _ in rows}
    projects = {project_id for _, project_id in rows if project_id is not None}
    return [
        *(Subject(kind="donation", record_id=it) for it in sorted(donations)),
        *(Subject(kind="project", record_id=it) for it in sorted(projects)),
    ]
