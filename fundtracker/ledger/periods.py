"""Closing periods: from then on nothing is posted on or before their last day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.ledger.errors import LockMovesBackwards, PeriodNotOver
from fundtracker.ledger.queries import get_book
from fundtracker.ledger.service import lock

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Book


@dataclass(frozen=True, kw_only=True, slots=True)
class LockPeriod:
    """The accounts of a book are closed up to and including a day; ``reason`` may be empty."""

    book_code: str
    until: date
    reason: str = ""


def lock_period(session: Session, request: LockPeriod, *, by: Signature) -> Book:
    """Close a book's accounts up to a day that is over; return the book.

    Raises NoSuchBook, PeriodNotOver, or LockMovesBackwards: what was closed stays closed.
    """
    (book,) = lock(session, get_book(session, request.book_code).id)
    repeat = acts.find_repeat(session, ActKind.LOCK_PERIOD, request, by=by)
    if repeat is not None:
        return book
    if request.until >= clock.today():
        raise PeriodNotOver(on=request.until)
    if book.locked_until is not None and request.until <= book.locked_until:
        raise LockMovesBackwards(locked_until=book.locked_until)
    act = acts.record(
        session, ActKind.LOCK_PERIOD, request, by=by, reason=text.prose(request.reason)
    )
    book.locked_until = request.until
    acts.concern(session, act, Subject(kind="book", record_id=book.id))
    return book
