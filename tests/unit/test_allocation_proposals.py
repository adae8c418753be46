"""Proposals of which donations give to a project."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.allocations.errors import (
    AllocationExceedsDonation,
    AmountNotPositive,
    NotEnoughFreeMoney,
    NothingToAllocate,
    SameDonationTwice,
)
from fundtracker.allocations.rules import Line, Method, Source, check_lines, propose
from fundtracker.donations.errors import DonationFrozen
from fundtracker.donations.restrictions import Restriction, Target
from fundtracker.money import Cents
from fundtracker.projects.kinds import ActionType, Theme

TARGET = Target(
    project_id=7, title="Eau", theme=Theme.GENERAL, action_type=ActionType.CRISIS_RESPONSE
)


def _source(donation_id: int, left: int, **restriction: object) -> Source:
    bound = Restriction(donation_reference=f"E-{donation_id}", **restriction)  # type: ignore[arg-type]
    return Source(donation_id=donation_id, left=Cents(left), restriction=bound)


def _amounts(lines: list[Line]) -> dict[int, int]:
    return {line.donation_id: line.amount for line in lines}


def test_a_proposal_is_in_proportion_to_what_each_has_left() -> None:
    lines = propose([_source(1, 300), _source(2, 100)], TARGET, Cents(100), Method.PROPORTIONAL)
    assert _amounts(lines) == {1: 75, 2: 25}


def test_ties_go_to_the_donation_recorded_first() -> None:
    sources = [_source(3, 100), _source(1, 100), _source(2, 100)]
    lines = propose(sources, TARGET, Cents(100), Method.PROPORTIONAL)
    assert _amounts(lines) == {1: 34, 2: 33, 3: 33}


def test_oldest_first_empties_one_donation_after_the_other() -> None:
    lines = propose([_source(2, 100), _source(1, 30)], TARGET, Cents(50), Method.OLDEST_FIRST)
    assert _amounts(lines) == {1: 30, 2: 20}


def test_earmarked_money_is_used_before_free_money() -> None:
    sources = [_source(1, 100), _source(2, 40, project_id=7)]
    lines = propose(sources, TARGET, Cents(60), Method.EARMARKED_FIRST)
    assert _amounts(lines) == {1: 20, 2: 40}


@pytest.mark.parametrize(
    "restriction",
    [{"frozen_reason": "vote"}, {"project_id": 8}, {"budget": Theme.WATER}],
)
def test_bound_money_is_in_no_proposal_outside_its_restriction(
    restriction: dict[str, object],
) -> None:
    sources = [_source(1, 100), _source(2, 100, **restriction)]
    lines = propose(sources, TARGET, Cents(100), Method.PROPORTIONAL)
    assert _amounts(lines) == {1: 100}
    with pytest.raises(NotEnoughFreeMoney) as refusal:
        propose(sources, TARGET, Cents(101), Method.PROPORTIONAL)
    assert refusal.value.data["left"] == 100


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=80),
    st.data(),
    st.sampled_from(list(Method)),
)
def test_every_proposal_adds_up_and_passes_the_rules(
    lefts: list[int], data: st.DataObject, method: Method
) -> None:
    sources = [_source(number, left) for number, left in enumerate(lefts, start=1)]
    amount = Cents(data.draw(st.integers(1, sum(lefts))))
    lines = propose(sources, TARGET, amount, method)
    assert sum(line.amount for line in lines) == amount
    check_lines(lines, sources, TARGET)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_line_of_zero_or_less_is_refused(amount: int) -> None:
    with pytest.raises(AmountNotPositive):
        check_lines([Line(donation_id=1, amount=Cents(amount))], [_source(1, 10)], TARGET)


def test_all_of_it_may_be_allocated_and_not_a_cent_more() -> None:
    check_lines([Line(donation_id=1, amount=Cents(10))], [_source(1, 10)], TARGET)
    with pytest.raises(AllocationExceedsDonation) as refusal:
        check_lines([Line(donation_id=1, amount=Cents(11))], [_source(1, 10)], TARGET)
    assert refusal.value.data["left"] == 10


def test_no_line_and_two_lines_of_one_donation_are_refused() -> None:
    with pytest.raises(NothingToAllocate):
        check_lines([], [], TARGET)
    line = Line(donation_id=1, amount=Cents(1))
    with pytest.raises(SameDonationTwice):
        check_lines([line, line], [_source(1, 10)], TARGET)


def test_a_line_of_a_frozen_donation_is_refused() -> None:
    frozen = _source(1, 10, frozen_reason="vote")
    with pytest.raises(DonationFrozen):
        check_lines([Line(donation_id=1, amount=Cents(1))], [frozen], TARGET)
