"""Whose money pays, how much at most, and what is posted when money comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.allocations.errors import SameDonationTwice
from fundtracker.allocations.rules import Line
from fundtracker.donations.errors import AmountNotPositive, DonationFrozen
from fundtracker.errors import Refusal
from fundtracker.i18n import use_locale
from fundtracker.ledger.places import Place
from fundtracker.money import LARGEST_AMOUNT, Cents
from fundtracker.spending.errors import (
    AgreementExceeded,
    AmountTooLarge,
    InstalmentsExceedAgreement,
    LineExceedsDonation,
    LinesDoNotAddUp,
    MoreThanFree,
    MoreThanLeft,
)
from fundtracker.spending.pot import Pot
from fundtracker.spending.rules import (
    Sources,
    Waiting,
    check_amount,
    check_instalments,
    check_within_agreement,
    choose,
    plan,
)

DAY = date(2016, 11, 7)


def frozen(reference: str) -> Refusal:
    return DonationFrozen(reference=reference, reason="attente")


def sources(balances: dict[int, int], *, bound: tuple[int, ...] = ()) -> Sources:
    return Sources(
        place=Place.HELD,
        project="Eau potable",
        pot=Pot(balances),
        references={it: f"E-{it}" for it in (*balances, 99)},
        bound={it: frozen(f"E-{it}") for it in bound},
    )


def lines(*amounts: tuple[int, int]) -> list[Line]:
    return [Line(donation_id=donation_id, amount=Cents(cents)) for donation_id, cents in amounts]


@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_is_above_zero(amount: int) -> None:
    with pytest.raises(AmountNotPositive):
        check_amount(Cents(amount))


def test_an_amount_is_not_beyond_any_fund() -> None:
    check_amount(LARGEST_AMOUNT)
    with pytest.raises(AmountTooLarge):
        check_amount(Cents(LARGEST_AMOUNT + 1))


def test_instalments_may_come_to_the_agreement_and_not_to_a_cent_more() -> None:
    check_instalments(Cents(100), [Cents(60), Cents(40)])
    check_instalments(Cents(100), [])
    with pytest.raises(InstalmentsExceedAgreement) as refusal:
        check_instalments(Cents(100), [Cents(60), Cents(41)])
    assert refusal.value.data["instalments"] == 101


def test_an_instalment_of_zero_is_refused() -> None:
    with pytest.raises(AmountNotPositive):
        check_instalments(Cents(100), [Cents(0)])


@pytest.mark.parametrize(("amount", "is_allowed"), [(1, True), (50, True), (51, False)])
def test_what_the_partner_gave_back_may_be_paid_again(amount: int, *, is_allowed: bool) -> None:
    def check() -> None:
        check_within_agreement(
            Cents(amount), agreed=Cents(100), paid=Cents(80), refunded=Cents(30), reference="C-1"
        )

    if is_allowed:
        check()
        return
    with pytest.raises(AgreementExceeded) as refusal:
        check()
    assert refusal.value.data["left"] == 50


def test_a_payment_is_shared_in_proportion_to_what_is_left_to_the_cent() -> None:
    assert choose(sources({1: 100, 2: 200, 3: 300}), Cents(61), DAY, None) == {1: 10, 2: 20, 3: 31}


def test_a_tie_goes_to_the_earlier_donation() -> None:
    assert choose(sources({8: 100, 5: 100}), Cents(3), DAY, None) == {5: 2, 8: 1}


def test_frozen_money_is_in_no_proposal() -> None:
    assert choose(sources({1: 100, 2: 100}, bound=(1,)), Cents(50), DAY, None) == {2: 50}


def test_a_cent_more_than_what_is_left_is_refused_saying_how_much_there_is() -> None:
    assert choose(sources({1: 100, 2: 100}), Cents(200), DAY, None) == {1: 100, 2: 100}
    with pytest.raises(MoreThanLeft) as refusal, use_locale("en"):
        choose(sources({1: 100, 2: 100}), Cents(201), DAY, None)
    assert not isinstance(refusal.value, MoreThanFree)
    with use_locale("en"):
        assert "€2.00 was left" in refusal.value.message()


def test_a_refusal_says_what_stands_still() -> None:
    with pytest.raises(MoreThanFree) as refusal:
        choose(sources({1: 100, 2: 70}, bound=(2,)), Cents(101), DAY, None)
    assert (refusal.value.data["left"], refusal.value.data["bound"]) == (100, 70)


def test_chosen_lines_are_taken_as_they_are_those_of_zero_left_out() -> None:
    chosen = lines((2, 70), (1, 30), (3, 0))
    assert choose(sources({1: 100, 2: 100, 3: 1}), Cents(100), DAY, chosen) == {1: 30, 2: 70}


@pytest.mark.parametrize(
    ("chosen", "kind"),
    [
        ([(1, 101)], LineExceedsDonation),
        ([(99, 1)], LineExceedsDonation),
        ([(2, 10)], DonationFrozen),
        ([(1, 10), (1, 10)], SameDonationTwice),
        ([(1, -1)], AmountNotPositive),
        ([(1, 9)], LinesDoNotAddUp),
        ([], LinesDoNotAddUp),
    ],
)
def test_lines_that_cannot_be_are_refused(
    chosen: list[tuple[int, int]], kind: type[Refusal]
) -> None:
    with pytest.raises(kind):
        choose(sources({1: 100, 2: 100}, bound=(2,)), Cents(10), DAY, lines(*chosen))


def waits(expenditure_id: int, amount: int, accepted: int = 0) -> Waiting:
    on = DAY + timedelta(days=accepted)
    return Waiting(expenditure_id=expenditure_id, accepted_on=on, amount=Cents(amount))


def test_what_waits_is_posted_in_order_as_far_as_money_goes() -> None:
    postings = plan([waits(7, 60), waits(8, 60)], sources({1: 100}), DAY, {})
    assert [(it.expenditure_id, sum(it.parts.values())) for it in postings] == [(7, 60), (8, 40)]


def test_a_part_is_dated_the_later_of_acceptance_and_payment() -> None:
    early, late = waits(7, 10, accepted=-5), waits(8, 10, accepted=5)
    postings = plan([early, late], sources({1: 100}), DAY, {})
    assert [it.on for it in postings] == [DAY, DAY + timedelta(days=5)]


def test_money_that_came_later_posts_on_the_day_it_came() -> None:
    came = DAY + timedelta(days=9)
    found = Sources(
        place=Place.ADVANCED,
        project="Eau",
        pot=Pot({1: 50, 2: 50}, {2: {came: 50}}),
        references={1: "E-1", 2: "E-2"},
        bound={},
    )
    postings = plan([waits(7, 80)], found, DAY, {})
    assert [(it.on, dict(it.parts)) for it in postings] == [(DAY, {1: 50}), (came, {2: 30})]


def test_chosen_lines_must_come_to_all_that_can_be_posted() -> None:
    found = sources({1: 40, 2: 40})
    (posting,) = plan([waits(7, 100)], found, DAY, {7: lines((1, 40), (2, 40))})
    assert posting.parts == {1: 40, 2: 40}
    with pytest.raises(LinesDoNotAddUp):
        plan([waits(7, 100)], found, DAY, {7: lines((1, 40))})


def test_frozen_money_posts_nothing() -> None:
    assert plan([waits(7, 100)], sources({1: 40}, bound=(1,)), DAY, {}) == []


@given(
    balances=st.dictionaries(st.integers(1, 20), st.integers(1, 1000), min_size=1, max_size=6),
    amounts=st.lists(st.integers(1, 1500), min_size=1, max_size=5),
)
def test_whatever_waits_no_cent_is_posted_twice_nor_kept_back(
    balances: dict[int, int], amounts: list[int]
) -> None:
    waiting = [waits(rank, amount) for rank, amount in enumerate(amounts)]
    postings = plan(waiting, sources(balances), DAY, {})
    posted = sum(sum(it.parts.values()) for it in postings)
    assert posted == min(sum(amounts), sum(balances.values()))
    for donation_id, balance in balances.items():
        assert sum(it.parts.get(donation_id, 0) for it in postings) <= balance
