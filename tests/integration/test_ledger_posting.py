"""Posting: numbers, hashes, counters, totals; bounds at an act's end and on every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance
from fundtracker.ledger.models import (
    Account,
    AccountMonth,
    DonorTotal,
    Entry,
    ProjectTotal,
    Transfer,
)
from fundtracker.ledger.places import Place, Purpose
from fundtracker.ledger.service import lock, post
from fundtracker.money import Cents
from tests.builders import FIRST, SECOND, THIRD, Ledger


@pytest.fixture
def ledger(session: Session) -> Ledger:
    return Ledger.of(session)


def test_entries_are_numbered_one_by_one_each_bearing_the_hash_before(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000), ledger.fee(80))
    ledger.post(ledger.allocation(500))
    entries = ledger.session.scalars(select(Entry).order_by(Entry.number)).all()
    assert [it.number for it in entries] == [1, 2, 3]
    assert [it.previous_hash for it in entries] == ["0" * 64, entries[0].hash, entries[1].hash]
    assert (ledger.book.last_number, ledger.book.last_hash) == (3, entries[2].hash)


def test_a_balance_is_what_came_less_what_went(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000), ledger.fee(80), ledger.allocation(500))
    places = (Place.DONOR, Place.FEES, Place.UNALLOCATED, Place.HELD)
    assert [ledger.at(place) for place in places] == [-1000, 80, 420, 500]


def test_an_account_is_kept_as_its_months_ended_whatever_the_order_of_entries(
    ledger: Ledger,
) -> None:
    june, july, august = date(2016, 6, 30), date(2016, 7, 31), date(2016, 8, 1)
    ledger.post(ledger.receipt(1000, july))
    assert _months(ledger) == [(date(2016, 7, 1), 1000)]
    # Within one act: before, in and after the last month.
    ledger.post(ledger.receipt(5, august), ledger.receipt(10, june), ledger.receipt(1, july))
    assert _months(ledger) == [
        (date(2016, 6, 1), 10),
        (date(2016, 7, 1), 1011),
        (date(2016, 8, 1), 1016),
    ]
    # Into a month that nothing moved in, between two that something did; then into it again.
    ledger.post(ledger.receipt(1, date(2016, 9, 30)), ledger.receipt(300, date(2016, 10, 2)))
    ledger.post(ledger.receipt(100, date(2016, 5, 20)))
    ledger.post(ledger.receipt(1, date(2016, 5, 1)), ledger.receipt(2, date(2016, 7, 2)))
    assert _months(ledger) == [
        (date(2016, 5, 1), 101),
        (date(2016, 6, 1), 111),
        (date(2016, 7, 1), 1114),
        (date(2016, 8, 1), 1119),
        (date(2016, 9, 1), 1120),
        (date(2016, 10, 1), 1420),
    ]


def _months(ledger: Ledger) -> list[tuple[date, int]]:
    rows = ledger.session.execute(
        select(AccountMonth.month, AccountMonth.debits, AccountMonth.credits)
        .join(Account, Account.id == AccountMonth.account_id)
        .where(Account.place == Place.UNALLOCATED)
        .order_by(AccountMonth.month)
    ).all()
    assert all(row.credits == 0 for row in rows)
    return [(row.month, row.debits) for row in rows]


def test_kept_totals_follow_each_movement(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000, FIRST))
    ledger.post(ledger.receipt(10, FIRST), ledger.receipt(5, date(2016, 7, 31)))
    total = select(DonorTotal.credits).where(DonorTotal.place == Place.DONOR)
    assert ledger.session.scalars(total).all() == [1015]
    project = select(func.sum(ProjectTotal.debits)).where(
        ProjectTotal.project_id == 0, ProjectTotal.place == Place.UNALLOCATED
    )
    assert ledger.session.scalars(project).all() == [1015]


@pytest.mark.parametrize("cents", [1, 999, 1000])
def test_money_that_is_there_can_be_used_to_the_last_cent(ledger: Ledger, cents: int) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.post(ledger.allocation(cents))
    assert ledger.at(Place.UNALLOCATED) == 1000 - cents


def test_one_cent_more_than_there_is_is_refused_saying_what_is_left(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    with pytest.raises(InsufficientBalance) as refusal:
        ledger.post(ledger.allocation(1001))
    data = refusal.value.data
    assert (data["on"], data["left"], data["requested"]) == (FIRST, 1000, 1001)
    assert "10,00" in refusal.value.message()
    assert ledger.at(Place.UNALLOCATED) == 1000
    assert ledger.book.last_number == 1


def test_nothing_of_an_act_is_kept_when_its_last_entry_is_refused(ledger: Ledger) -> None:
    with pytest.raises(InsufficientBalance):
        ledger.post(ledger.receipt(1000), ledger.allocation(1001))
    assert ledger.session.scalars(select(func.count()).select_from(Transfer)).one() == 0
    assert ledger.book.last_number == 0


def test_bounds_hold_at_the_end_of_an_act_whatever_the_order_of_its_entries(
    ledger: Ledger,
) -> None:
    ledger.post(ledger.allocation(400), ledger.receipt(1000))
    assert ledger.at(Place.UNALLOCATED) == 600


def test_money_is_not_used_on_a_day_before_it_came(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000, SECOND))
    with pytest.raises(InsufficientBalance) as refusal:
        ledger.post(ledger.allocation(1, FIRST))
    assert (refusal.value.data["on"], refusal.value.data["left"]) == (FIRST, 0)


def test_money_used_since_is_not_used_on_an_earlier_day(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000, FIRST))
    ledger.post(ledger.allocation(700, THIRD))
    with pytest.raises(InsufficientBalance) as refusal:
        ledger.post(ledger.allocation(301, SECOND))
    assert (refusal.value.data["on"], refusal.value.data["left"]) == (THIRD, 300)
    ledger.post(ledger.allocation(300, SECOND))
    assert ledger.at(Place.UNALLOCATED) == 0


def test_what_an_act_uses_on_one_day_it_cannot_bring_on_a_later_one(ledger: Ledger) -> None:
    with pytest.raises(InsufficientBalance) as refusal:
        ledger.post(ledger.allocation(5, FIRST), ledger.receipt(5, SECOND))
    assert refusal.value.data["on"] == FIRST


def test_an_account_last_moved_on_its_latest_day_not_on_its_last_entry(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000, THIRD))
    ledger.post(ledger.receipt(1000, FIRST))
    moved = select(Account.last_moved_on).where(Account.place == Place.UNALLOCATED)
    assert ledger.session.scalars(moved).one() == THIRD


def test_today_is_the_latest_day(ledger: Ledger) -> None:
    today = clock.today()
    with pytest.raises(DatedInTheFuture):
        ledger.post(ledger.receipt(1, today + timedelta(days=1)))
    ledger.post(ledger.receipt(1, today))


def test_money_never_goes_along_a_way_that_its_purpose_has_not(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    wrong = ledger.draft(Purpose.RELEASE, Place.UNALLOCATED, Place.HELD, 1, FIRST)
    with pytest.raises(ValueError, match="does not go from"):
        ledger.post(wrong)


@pytest.mark.parametrize("cents", [0, -1])
def test_a_movement_is_above_zero(ledger: Ledger, cents: int) -> None:
    with pytest.raises(ValueError, match="zero or less"):
        ledger.post(ledger.receipt(cents))


def test_an_entry_has_movements_and_an_act_that_posts_has_entries(ledger: Ledger) -> None:
    empty = Draft(purpose=Purpose.RECEIPT, effective_on=FIRST, movements=[])
    with pytest.raises(ValueError, match="without movements"):
        ledger.post(empty)
    with pytest.raises(ValueError, match="posts nothing"):
        ledger.post()


def test_posting_without_holding_the_book_is_a_bug(ledger: Ledger) -> None:
    other, draft, act = ledger.beside(), ledger.receipt(1), ledger.act()
    other_book_id = other.book.id
    ledger.session.commit()
    with pytest.raises(AssertionError, match="without lock"):
        post(ledger.session, act, ledger.book, draft)
    lock(ledger.session, other_book_id)
    with pytest.raises(AssertionError, match="not locked"):
        post(ledger.session, act, ledger.book, draft)


def test_books_are_held_in_one_order_and_given_back_as_asked(ledger: Ledger) -> None:
    other = ledger.beside()
    asked = (other.book.id, ledger.book.id)
    assert [book.id for book in lock(ledger.session, *asked)] == list(asked)
    with pytest.raises(KeyError):
        lock(ledger.session, 10**6)


def _statements(ledger: Ledger, *drafts: Draft) -> int:
    seen: list[str] = []

    def note(*details: object) -> None:
        seen.append(str(details[2]))

    connection = ledger.session.connection()
    (book,) = lock(ledger.session, ledger.book.id)
    act = ledger.act()
    event.listen(connection, "before_cursor_execute", note)
    try:
        post(ledger.session, act, book, *drafts)
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return len(seen)


def test_posting_takes_as_many_statements_for_seventy_lines_as_for_one(ledger: Ledger) -> None:
    gifts = [ledger.world.gift(ledger.fund) for _ in range(70)]
    movements = [
        Movement(
            credit=ledger.key(Place.DONOR)._replace(donation_id=gift.id),
            debit=ledger.key(Place.UNALLOCATED)._replace(donation_id=gift.id),
            amount=Cents(100),
        )
        for gift in gifts
    ]
    long = Draft(purpose=Purpose.RECEIPT, effective_on=FIRST, movements=movements)
    # The first time, accounts are opened: on SQLite that is one statement each.
    ledger.post(ledger.receipt(1), long)
    assert _statements(ledger, long) == _statements(ledger, ledger.receipt(1)) <= 9
