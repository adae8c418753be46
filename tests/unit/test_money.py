"""Amounts: split to the cent, read as people type them, refused when they could be two things."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.money import (
    LARGEST_AMOUNT,
    AmountFault,
    Cents,
    InvalidAmount,
    parse_amount,
    share,
    split,
)

_WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=30).filter(any)


@given(total=st.integers(min_value=0, max_value=10**11), weights=_WEIGHTS)
def test_the_parts_of_a_split_add_up_to_the_cent(total: int, weights: list[int]) -> None:
    parts = split(Cents(total), weights)
    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(weights=_WEIGHTS, data=st.data())
def test_no_part_exceeds_its_weight_when_there_is_enough(
    weights: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(min_value=0, max_value=sum(weights)))
    parts = split(Cents(total), weights)
    assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


@given(total=st.integers(min_value=0, max_value=10**11), weights=_WEIGHTS)
def test_each_part_is_within_a_cent_of_its_exact_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(split(Cents(total), weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (1, [1, 1, 1], [1, 0, 0]),
        (2, [1, 1, 1], [1, 1, 0]),
        (100, [1, 1, 1], [34, 33, 33]),
        (0, [1, 2], [0, 0]),
        (10, [0, 5], [0, 10]),
        # The largest remainder first: 7/8 for the last.
        (7, [1, 2, 5], [1, 2, 4]),
    ],
)
def test_what_is_left_goes_by_largest_remainder_then_to_the_earlier(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert split(Cents(total), weights) == parts


@pytest.mark.parametrize(("total", "weights"), [(1, []), (1, [0]), (1, [2, -1]), (-1, [1])])
def test_a_split_of_nothing_or_by_nothing_is_a_bug(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="a split needs"):
        split(Cents(total), weights)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("0,01", 1),
        ("1", 100),
        ("1234.5", 123450),
        ("1 234,56", 123456),
        ("1\u202f234\u00a0567,89\u00a0€", 123456789),
        ("  5000 EUR ", 500000),
        ("5000 euros", 500000),
        ("5 k€", 500000),
        ("5k", 500000),
        ("1,5 k€", 150000),
        ("12,34567 k€", 1234567),
        ("100 000 000,00", LARGEST_AMOUNT),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, cents: int) -> None:
    assert parse_amount(typed) == cents


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", AmountFault.MISSING),
        ("\u00a0\u202f ", AmountFault.MISSING),
        ("0", AmountFault.NOT_POSITIVE),
        ("0,00", AmountFault.NOT_POSITIVE),
        ("-5", AmountFault.NOT_POSITIVE),
        ("\u22125", AmountFault.NOT_POSITIVE),
        ("1,234", AmountFault.TOO_PRECISE),
        ("1.234", AmountFault.TOO_PRECISE),
        ("0,001", AmountFault.TOO_PRECISE),
        ("1,234567 k€", AmountFault.TOO_PRECISE),
        ("1.234,56", AmountFault.AMBIGUOUS),
        ("1,234.56", AmountFault.AMBIGUOUS),
        ("1.234.567", AmountFault.AMBIGUOUS),
        ("100 000 000,01", AmountFault.TOO_LARGE),
        ("9" * 10_000, AmountFault.TOO_LARGE),
        ("NaN", AmountFault.NOT_A_NUMBER),
        ("inf", AmountFault.NOT_A_NUMBER),
        ("1e9", AmountFault.NOT_A_NUMBER),
        ("1_000", AmountFault.NOT_A_NUMBER),
        ("0x10", AmountFault.NOT_A_NUMBER),
        ("12 34", AmountFault.NOT_A_NUMBER),
        ("1234 567", AmountFault.NOT_A_NUMBER),
        ("5,", AmountFault.NOT_A_NUMBER),
        (",5", AmountFault.NOT_A_NUMBER),
        ("+5", AmountFault.NOT_A_NUMBER),
        ("5 $", AmountFault.NOT_A_NUMBER),
        ("٥٠٠", AmountFault.NOT_A_NUMBER),
        ("५००", AmountFault.NOT_A_NUMBER),
        ("５００", AmountFault.NOT_A_NUMBER),
        ("5²", AmountFault.NOT_A_NUMBER),
        ("5\n6", AmountFault.NOT_A_NUMBER),
    ],
)
def test_what_is_not_one_clear_amount_is_refused_with_its_fault(
    typed: str, fault: AmountFault
) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount(typed)
    assert refusal.value.fault is fault


def test_zero_is_read_only_where_it_is_allowed() -> None:
    assert parse_amount("0", allow_zero=True) == 0
    with pytest.raises(InvalidAmount):
        parse_amount("-0,01", allow_zero=True)


@given(st.text())
def test_any_text_gives_an_amount_or_a_fault(typed: str) -> None:
    with suppress(InvalidAmount):
        assert 0 < parse_amount(typed) <= LARGEST_AMOUNT


@pytest.mark.parametrize(
    ("amount", "rate_bp", "expected"),
    [(10_000, 800, 800), (100, 0, 0), (100, 10_000, 100), (50, 100, 1), (49, 100, 0), (1, 5000, 1)],
)
def test_a_share_is_rounded_half_up(amount: int, rate_bp: int, expected: int) -> None:
    assert share(Cents(amount), rate_bp) == expected
