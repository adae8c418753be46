"""Closed periods, and memos that are erased."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.ledger.errors import (
    LockMovesBackwards,
    NoMemo,
    NoSuchBook,
    NoSuchEntry,
    PeriodLocked,
    PeriodNotOver,
)
from fundtracker.ledger.memos import EraseMemo, erase_memo
from fundtracker.ledger.models import EntryMemo
from fundtracker.ledger.periods import LockPeriod, lock_period
from fundtracker.ledger.verify import verify
from tests.builders import FIRST, SECOND, THIRD, Ledger
from tests.world import by


@pytest.fixture
def ledger(session: Session) -> Ledger:
    return Ledger.of(session)


def _lock(ledger: Ledger, until: date, signature: Signature | None = None) -> None:
    request = LockPeriod(book_code=ledger.book.code, until=until)
    lock_period(ledger.session, request, by=signature or by())


def test_nothing_is_posted_on_or_before_the_last_closed_day(ledger: Ledger) -> None:
    _lock(ledger, SECOND)
    for day in (FIRST, SECOND):
        with pytest.raises(PeriodLocked) as refusal:
            ledger.post(ledger.receipt(1, day))
        assert refusal.value.data == {"on": day, "locked_until": SECOND}
    ledger.post(ledger.receipt(1, THIRD))


def test_a_reversal_in_a_closed_period_is_dated_after_it(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1, FIRST))
    _lock(ledger, SECOND)
    with pytest.raises(PeriodLocked):
        ledger.reverse(1, on=SECOND)
    ledger.reverse(1, on=THIRD)


@pytest.mark.parametrize("until", [FIRST, SECOND])
def test_what_is_closed_is_not_opened_again(ledger: Ledger, until: date) -> None:
    _lock(ledger, SECOND)
    with pytest.raises(LockMovesBackwards):
        _lock(ledger, until)
    _lock(ledger, THIRD)
    assert ledger.book.locked_until == THIRD


def test_only_days_that_are_over_are_closed(ledger: Ledger) -> None:
    today = clock.today()
    for day in (today, today + timedelta(days=1)):
        with pytest.raises(PeriodNotOver):
            _lock(ledger, day)
    _lock(ledger, today - timedelta(days=1))


def test_closing_twice_with_one_key_closes_once(ledger: Ledger) -> None:
    signature = by()
    _lock(ledger, SECOND, signature)
    _lock(ledger, SECOND, signature)
    acts = select(Act).where(Act.kind == "lock_period")
    assert len(ledger.session.scalars(acts).all()) == 1


def test_a_book_that_is_not_there_is_not_closed(session: Session) -> None:
    with pytest.raises(NoSuchBook):
        lock_period(session, LockPeriod(book_code="nulle-part", until=FIRST), by=by())


def _erase(ledger: Ledger, number: int = 1, reason: str = "nom d’une personne") -> None:
    request = EraseMemo(book_code=ledger.book.code, number=number, reason=reason)
    erase_memo(ledger.session, request, by=by())


def test_a_memo_is_erased_and_the_chain_still_holds(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1, memo="payé par M. Untel"))
    _erase(ledger)
    assert ledger.session.get(EntryMemo, (ledger.book.id, 1)) is None
    assert verify(ledger.session).is_sound
    with pytest.raises(NoMemo):
        _erase(ledger)


def test_erasing_says_why_and_names_an_entry_that_is_there(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1, memo="mot"), ledger.receipt(1))
    with pytest.raises(ReasonMissing):
        _erase(ledger, reason="  ")
    with pytest.raises(NoMemo):
        _erase(ledger, number=2)
    with pytest.raises(NoSuchEntry):
        _erase(ledger, number=3)
    assert ledger.session.get(EntryMemo, (ledger.book.id, 1)) is not None
