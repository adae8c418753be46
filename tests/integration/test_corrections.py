"""Refunds, carry-overs, reversals and corrected receipts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker.acts.errors import ReasonMissing
from fundtracker.corrections.correct_receipt import CorrectReceipt, correct_receipt
from fundtracker.corrections.errors import ReceiptReversed
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.errors import ConsentMissing, MoreThanUnallocated, SameFund
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.donations.models import CarryOver, Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.errors import AlreadyReversed, ReversalOfReversal, ReverseOthersFirst
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.projects.kinds import Theme
from tests.world import DECIDED, RECEIVED, World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def _reverse(world: World, fund: Fund, *numbers: int, reason: str = "erreur") -> list[int]:
    request = Reverse(fund_id=fund.id, numbers=numbers, on=DECIDED, reason=reason)
    return reverse(world.session, request, by=by())


def test_a_refund_takes_only_what_is_unallocated(world: World) -> None:
    fund = world.fund()
    gift = world.paid_gift(fund, euros(100))
    world.allocate(world.project(fund), (gift, euros(60)))

    def ask(amount: Cents) -> int:
        request = Refund(
            donation_id=gift.id,
            amount=amount,
            on=DECIDED,
            decision_id=world.decision(fund).id,
        )
        return refund(world.session, request, by=by())

    with pytest.raises(MoreThanUnallocated) as refusal:
        ask(Cents(40_01))
    assert refusal.value.data["left"] == euros(40)
    ask(euros(40))
    assert world.at(Place.RETURNED, gift) == euros(40)


def _carry(world: World, gift: Donation, to: Fund, *, consent: str = "délibération") -> CarryOver:
    fund = world.session.get_one(Fund, gift.fund_id)
    request = CarryOverTo(
        donation_id=gift.id,
        to_fund_id=to.id,
        amount=euros(40),
        on=DECIDED,
        decision_id=world.decision(fund).id,
        consent=consent,
    )
    return carry_over(world.session, request, by=by())


def test_a_carry_over_moves_money_in_both_books_and_keeps_what_binds_it(world: World) -> None:
    here, there = world.fund(), world.fund(rate_bp=800)
    gift = world.paid_gift(here, euros(100), budget=Theme.WATER)
    carried = _carry(world, gift, there)
    arrived = world.session.get_one(Donation, carried.to_donation_id)
    assert arrived.collectivity_id == gift.collectivity_id
    assert arrived.carried_from_id == gift.id
    assert arrived.budget is Theme.WATER
    assert world.at(Place.CARRIED, gift) == euros(40)
    # The other fund's rule does not bear on carried money, so no fee is taken.
    assert world.everywhere(arrived) == {
        Place.CARRIED: euros(-40),
        Place.UNALLOCATED: euros(40),
    }


def test_a_carry_over_needs_another_fund_and_the_donors_consent(world: World) -> None:
    here, there = world.fund(), world.fund()
    gift = world.paid_gift(here, euros(100))
    with pytest.raises(SameFund):
        _carry(world, gift, here)
    with pytest.raises(ConsentMissing):
        _carry(world, gift, there, consent="")


def test_a_carry_over_is_reversed_in_both_books(world: World) -> None:
    here, there = world.fund(), world.fund()
    gift = world.paid_gift(here, euros(100))
    carried = _carry(world, gift, there)
    _reverse(world, there, carried.to_number)
    assert world.at(Place.UNALLOCATED, gift) == euros(100)
    assert world.everywhere(world.session.get_one(Donation, carried.to_donation_id)) == {}
    with pytest.raises(AlreadyReversed):
        _reverse(world, here, carried.from_number)


def test_a_reversal_keeps_the_purpose_and_turns_the_money_back(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    number = world.allocate(project, (gift, euros(60)))
    (back,) = _reverse(world, fund, number)
    entry = world.session.get_one(Entry, (fund.book_id, back))
    assert (entry.purpose, entry.reverses_number) == ("allocation", number)
    assert world.at(Place.UNALLOCATED, gift) == euros(100)


def test_a_second_reversal_and_the_reversal_of_a_reversal_are_refused(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    number = world.allocate(project, (gift, euros(60)))
    (back,) = _reverse(world, fund, number)
    with pytest.raises(AlreadyReversed) as refusal:
        _reverse(world, fund, number)
    assert refusal.value.data["n_by"] == back
    with pytest.raises(ReversalOfReversal):
        _reverse(world, fund, back)


def test_a_reversal_needs_its_reason(world: World) -> None:
    fund = world.fund()
    gift = world.paid_gift(fund, euros(100))
    number = world.allocate(world.project(fund), (gift, euros(60)))
    with pytest.raises(ReasonMissing):
        _reverse(world, fund, number, reason=" ")


def test_a_refused_reversal_names_what_must_be_reversed_first(world: World) -> None:
    fund = world.fund()
    gift = world.gift(fund)
    receipt = world.receive(gift, euros(100))
    first = world.allocate(world.project(fund), (gift, euros(60)))
    second = world.allocate(world.project(fund), (gift, euros(40)))
    with pytest.raises(ReverseOthersFirst) as refusal:
        _reverse(world, fund, receipt.number)
    assert refusal.value.data["n_list"] == [second, first]
    _reverse(world, fund, receipt.number, first, second)
    assert world.everywhere(gift) == {}


def _correct(world: World, receipt_id: int, amount: Cents, on: date = RECEIVED) -> int:
    request = CorrectReceipt(
        receipt_id=receipt_id, amount=amount, received_on=on, reason="faute de frappe"
    )
    return correct_receipt(world.session, request, by=by()).id


def test_a_corrected_receipt_has_the_right_amount_and_fee_after_allocation(world: World) -> None:
    fund = world.fund(rate_bp=800)
    gift = world.gift(fund)
    receipt = world.receive(gift, euros(500))
    world.allocate(world.project(fund), (gift, euros(400)))
    _correct(world, receipt.id, euros(5_000))
    assert world.everywhere(gift) == {
        Place.DONOR: euros(-5_000),
        Place.FEES: euros(400),
        Place.HELD: euros(400),
        Place.UNALLOCATED: euros(4_200),
    }


def test_a_correction_is_one_act(world: World) -> None:
    gift = world.gift(world.fund(rate_bp=800))
    receipt = world.receive(gift, euros(500))
    _correct(world, receipt.id, euros(600))
    numbers_by_act: dict[int, list[int]] = {}
    for act_id, number in world.session.execute(
        select(Entry.act_id, Entry.number).order_by(Entry.number)
    ):
        numbers_by_act.setdefault(act_id, []).append(number)
    assert list(numbers_by_act.values()) == [[1, 2], [3, 4, 5, 6]]


def test_a_correction_below_what_was_allocated_names_the_allocation(world: World) -> None:
    fund = world.fund()
    gift = world.gift(fund)
    receipt = world.receive(gift, euros(500))
    number = world.allocate(world.project(fund), (gift, euros(400)))
    with pytest.raises(ReverseOthersFirst) as refusal:
        _correct(world, receipt.id, euros(399))
    assert refusal.value.data["n_list"] == [number]


def test_moving_a_receipt_after_its_allocation_is_refused(world: World) -> None:
    fund = world.fund()
    gift = world.gift(fund)
    receipt = world.receive(gift, euros(500))
    world.allocate(world.project(fund), (gift, euros(400)), on=DECIDED)
    with pytest.raises(ReverseOthersFirst):
        _correct(world, receipt.id, euros(500), on=date(2016, 12, 1))
    _correct(world, receipt.id, euros(500), on=date(2016, 9, 1))


def test_a_receipt_is_corrected_once_and_then_its_replacement(world: World) -> None:
    gift = world.gift(world.fund())
    receipt = world.receive(gift, euros(500))
    replacement = _correct(world, receipt.id, euros(600))
    with pytest.raises(ReceiptReversed):
        _correct(world, receipt.id, euros(700))
    _correct(world, replacement, euros(700))
    assert world.at(Place.UNALLOCATED, gift) == euros(700)
