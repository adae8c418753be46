"""Reversals: once, never before what they reverse, and naming what must be reversed first."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from fundtracker.ledger.errors import (
    AlreadyReversed,
    NoSuchEntry,
    ReversalOfReversal,
    ReversalTooEarly,
    ReverseOthersFirst,
)
from fundtracker.ledger.places import Place
from tests.builders import FIRST, SECOND, THIRD, Ledger


@pytest.fixture
def ledger(session: Session) -> Ledger:
    return Ledger.of(session)


def test_a_reversal_turns_every_line_back_and_says_which_entry(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.post(ledger.allocation(400))
    (back,) = ledger.reverse(2, on=SECOND)
    assert (back.reverses_number, back.purpose, back.effective_on) == (2, "allocation", SECOND)
    assert (ledger.at(Place.UNALLOCATED), ledger.at(Place.HELD)) == (1000, 0)


def test_an_entry_is_reversed_once(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.reverse(1, on=FIRST)
    with pytest.raises(AlreadyReversed) as refusal:
        ledger.reverse(1, on=FIRST)
    assert (refusal.value.data["n_number"], refusal.value.data["n_by"]) == (1, 2)


def test_a_reversal_is_not_reversed(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.reverse(1, on=FIRST)
    with pytest.raises(ReversalOfReversal):
        ledger.reverse(2, on=FIRST)


def test_a_reversal_is_not_dated_before_what_it_reverses(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000, SECOND))
    with pytest.raises(ReversalTooEarly):
        ledger.reverse(1, on=FIRST)
    ledger.reverse(1, on=SECOND)


def test_an_entry_that_is_not_there_is_not_reversed(ledger: Ledger) -> None:
    with pytest.raises(NoSuchEntry):
        ledger.reverse(1, on=FIRST)


def test_what_moved_the_money_on_is_named_to_be_reversed_first(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.post(ledger.allocation(100))
    ledger.post(ledger.allocation(200, SECOND))
    with pytest.raises(ReverseOthersFirst) as refusal:
        ledger.reverse(1, on=SECOND)
    assert refusal.value.data["n_list"] == [3, 2]
    ledger.reverse(3, on=SECOND)
    with pytest.raises(ReverseOthersFirst) as refusal:
        ledger.reverse(1, on=SECOND)
    assert refusal.value.data["n_list"] == [2]
    ledger.reverse(2, on=SECOND)
    ledger.reverse(1, on=SECOND)
    assert ledger.at(Place.UNALLOCATED) == 0


def test_no_more_entries_are_named_than_it_takes(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.post(ledger.receipt(1000))
    ledger.post(ledger.allocation(500))
    ledger.post(ledger.allocation(600))
    with pytest.raises(ReverseOthersFirst) as refusal:
        ledger.reverse(1, on=FIRST)
    assert refusal.value.data["n_list"] == [4]


def test_entries_dated_after_the_day_that_is_short_are_not_named(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000, FIRST))
    ledger.post(ledger.allocation(1000, FIRST))
    ledger.post(ledger.receipt(1000, THIRD))
    ledger.post(ledger.allocation(1000, THIRD))
    with pytest.raises(ReverseOthersFirst) as refusal:
        ledger.reverse(1, on=SECOND)
    assert refusal.value.data["n_list"] == [2]


def test_entries_that_depend_on_each_other_are_reversed_together(ledger: Ledger) -> None:
    ledger.post(ledger.receipt(1000))
    ledger.post(ledger.allocation(400))
    backs = ledger.reverse(1, 2, on=SECOND)
    assert [it.reverses_number for it in backs] == [2, 1]
    assert ledger.at(Place.DONOR) == 0
