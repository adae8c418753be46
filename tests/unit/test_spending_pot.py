"""What a donation may give on a day, never taking what later days needed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.money import Cents
from fundtracker.spending.pot import Pot

MONDAY = date(2016, 11, 7)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_what_came_later_cannot_be_given_before() -> None:
    pot = Pot({1: 100}, {1: {day(5): 60}})
    assert pot.left(day(4)) == {1: 40}
    assert pot.left(day(5)) == {1: 100}


def test_what_a_later_day_needed_cannot_be_given_before() -> None:
    # 100 until day 5, when 70 went out; day 8 brought 50 back.
    pot = Pot({1: 80}, {1: {day(5): -70, day(8): 50}})
    assert pot.left(day(0)) == {1: 30}
    assert pot.left(day(8)) == {1: 80}


def test_a_donation_with_nothing_to_give_is_left_out() -> None:
    assert Pot({2: 10, 1: 10}, {1: {day(3): 10}}).left(day(0)) == {2: 10}


def test_donations_come_in_the_order_of_their_ids() -> None:
    assert list(Pot({9: 1, 3: 1, 5: 1}).left(day(0))) == [3, 5, 9]


def test_what_is_taken_is_gone_on_every_day() -> None:
    pot = Pot({1: 100}, {1: {day(5): 60}})
    pot.take(day(6), {1: Cents(90)})
    assert pot.left(day(6)) == {1: 10}
    assert pot.left(day(0)) == {1: 10}


def test_days_are_those_on_which_money_came() -> None:
    pot = Pot({1: 50, 2: 50}, {1: {day(3): 10, day(2): -5}, 2: {day(1): 20}})
    assert pot.days(day(0)) == [day(0), day(1), day(3)]
    assert pot.days(day(3)) == [day(3)]


def test_without_some_donations_the_others_keep_theirs() -> None:
    pot = Pot({1: 50, 2: 50}, {1: {day(3): 10}, 2: {day(3): 10}})
    assert pot.without({1}).left(day(0)) == {2: 40}
    assert pot.left(day(3)) == {1: 50, 2: 50}


@st.composite
def histories(draw: st.DrawFn) -> dict[int, int]:
    """Daily changes of one account that is never below zero at the end of a day."""
    changes: dict[int, int] = {}
    balance = 0
    for number in range(draw(st.integers(1, 8))):
        change = draw(st.integers(-balance, 100))
        changes[number] = change
        balance += change
    return changes


@given(history=histories(), on=st.integers(0, 8))
def test_all_that_may_be_given_leaves_no_later_day_below_zero_and_a_cent_more_would(
    history: dict[int, int], on: int
) -> None:
    pot = Pot({1: sum(history.values())}, {1: {day(it): cents for it, cents in history.items()}})
    left = pot.left(day(on)).get(1, 0)
    ends = [sum(cents for it, cents in history.items() if it <= end) for end in range(on, 9)]
    assert min(ends) - left == 0


@pytest.mark.parametrize("on", [0, 4, 9])
def test_an_account_that_did_not_move_since_gives_its_balance(on: int) -> None:
    assert Pot({1: 7}).left(day(on)) == {1: 7}
