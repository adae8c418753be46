"""Local currency at the mean rate of the instalments, in whole cents."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.donations.errors import AmountNotPositive
from fundtracker.errors import Refusal
from fundtracker.money import Cents
from fundtracker.spending.errors import (
    InvalidCurrency,
    LocalAmountIncomplete,
    LocalAmountTooLarge,
)
from fundtracker.spending.exchange import LARGEST_LOCAL, Changed, check_local, mean
from fundtracker.spending.headings import Heading, heading_label


def changed(euros: int, local: int) -> Changed:
    return Changed(euros=Cents(euros), local=Cents(local))


def test_the_mean_rate_weighs_each_instalment_by_what_it_brought() -> None:
    both = mean([changed(1000_00, 655_957_00), changed(500_00, 330_000_00)])
    assert both == changed(1500_00, 985_957_00)
    assert mean([]) is None


@pytest.mark.parametrize(
    ("local", "cents"), [(1, 0), (2, 1), (3, 1), (4, 1), (5, 1), (6, 2), (400, 100)]
)
def test_half_a_cent_is_rounded_up(local: int, cents: int) -> None:
    assert changed(1, 4).convert(Cents(local)) == cents


@given(st.integers(1, 10**10), st.integers(1, 10**15), st.integers(1, 10**15))
def test_a_conversion_is_exact_to_half_a_cent(euros: int, local: int, amount: int) -> None:
    exact = Fraction(amount * euros, local)
    got = changed(euros, local).convert(Cents(amount))
    assert -Fraction(1, 2) < got - exact <= Fraction(1, 2)


def test_all_of_the_local_money_comes_to_all_of_the_euros() -> None:
    assert changed(1500_00, 985_957_00).convert(Cents(985_957_00)) == 1500_00


@pytest.mark.parametrize(
    ("euros", "local", "rate"),
    [
        (100, 100, "1"),
        (1000_00, 655_957_00, "0.001524490172374"),
        (1, 10**15, "0.000000000000001"),
        (250, 100, "2.5"),
    ],
)
def test_the_rate_is_written_out(euros: int, local: int, rate: str) -> None:
    assert changed(euros, local).rate == rate


def test_the_longest_rate_fits_its_column() -> None:
    assert len(changed(10**10, 7).rate) <= 30


@pytest.mark.parametrize(
    ("currency", "amount", "kind"),
    [
        ("XOF", None, LocalAmountIncomplete),
        (None, 100, LocalAmountIncomplete),
        ("EUR", 100, InvalidCurrency),
        ("xof", 100, InvalidCurrency),
        ("ZZZ", 100, InvalidCurrency),
        ("", 100, InvalidCurrency),
        ("XOF", 0, AmountNotPositive),
        ("XOF", -1, AmountNotPositive),
        ("XOF", LARGEST_LOCAL + 1, LocalAmountTooLarge),
    ],
)
def test_a_local_amount_that_cannot_be_is_refused(
    currency: str | None, amount: int | None, kind: type[Refusal]
) -> None:
    with pytest.raises(kind):
        check_local(currency, None if amount is None else Cents(amount))


def test_no_local_amount_is_fine_and_so_is_a_whole_one() -> None:
    check_local(None, None)
    check_local("XOF", LARGEST_LOCAL)


def test_a_heading_of_ours_is_shown_in_words_and_a_free_one_as_it_is() -> None:
    assert heading_label("exchange_loss") == Heading.EXCHANGE_LOSS.label
    assert heading_label("Matériaux") == "Matériaux"
