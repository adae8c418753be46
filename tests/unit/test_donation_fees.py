"""The management fee of a donation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.donations.fees import NO_FEE, Rate, fee_due, rate_on
from fundtracker.money import Cents


@pytest.mark.parametrize(
    ("received", "fee"),
    [(0, 0), (6, 0), (7, 1), (1_00, 8), (5_000_00, 400_00), (12_345_67, 987_65)],
)
def test_the_fee_is_the_rate_rounded_half_up(received: int, fee: int) -> None:
    assert fee_due(Rate(rate_bp=800), received=Cents(received), taken=Cents(0)) == fee


def test_a_cap_is_the_most_that_a_donation_bears() -> None:
    rate = Rate(rate_bp=800, cap=Cents(300_00))
    assert fee_due(rate, received=Cents(5_000_00), taken=Cents(0)) == 300_00
    assert fee_due(rate, received=Cents(9_000_00), taken=Cents(300_00)) == 0


def test_a_lower_rate_gives_nothing_back_by_itself() -> None:
    assert fee_due(Rate(rate_bp=100), received=Cents(1_000), taken=Cents(80)) == 0


@given(st.lists(st.integers(1, 10_000_00), min_size=1, max_size=8), st.integers(0, 10_000))
def test_a_gift_in_parts_bears_the_same_fee_as_at_once(parts: list[int], rate_bp: int) -> None:
    rate = Rate(rate_bp=rate_bp)
    received = taken = 0
    for part in parts:
        received += part
        taken += fee_due(rate, received=Cents(received), taken=Cents(taken))
    assert taken == fee_due(rate, received=Cents(sum(parts)), taken=Cents(0))


def test_the_rule_in_force_is_the_last_one_valid_by_the_day() -> None:
    old = Rate(rate_bp=500, valid_from=date(2016, 1, 1))
    new = Rate(rate_bp=800, valid_from=date(2020, 1, 1))
    assert rate_on([new, old], date(2015, 12, 31)) == NO_FEE
    assert rate_on([new, old], date(2019, 12, 31)) == old
    assert rate_on([new, old], date(2020, 1, 1)) == new


def test_of_two_rules_of_one_day_the_one_recorded_later_counts() -> None:
    first = Rate(rate_bp=500, valid_from=date(2016, 1, 1))
    second = Rate(rate_bp=600, valid_from=date(2016, 1, 1))
    assert rate_on([first, second], date(2016, 1, 1)) == second
