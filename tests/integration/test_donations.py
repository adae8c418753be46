"""Donations through their services: steps, receipts, fees, freezes."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker.acts.errors import KeyReused, ReasonMissing
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.donations.errors import (
    AmountNotPositive,
    CollectivityNeeded,
    CollectivityNotWanted,
    DonationNotFrozen,
    EarmarkElsewhere,
    MoreThanFees,
    StepAlreadyReplaced,
    StepOfAnotherDonation,
)
from fundtracker.donations.fee_moves import ReturnFee, WithdrawFees, return_fee, withdraw_fees
from fundtracker.donations.kinds import DonationKind, StepKind
from fundtracker.donations.models import Donation, DonationStep
from fundtracker.donations.queries import commitment_of
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.donations.record import (
    Freeze,
    RecordDonation,
    RecordStep,
    freeze,
    record_donation,
    record_step,
)
from fundtracker.funds.errors import FundClosed
from fundtracker.funds.service import ChangeFundState, change_fund_state
from fundtracker.funds.states import FundState
from fundtracker.ledger.errors import DatedInTheFuture
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from tests.world import OPENED, RECEIVED, World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def _acts(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Act)).one()


def test_a_receipt_takes_its_fee_in_the_same_act(world: World) -> None:
    gift = world.gift(world.fund(rate_bp=800))
    receipt = world.receive(gift, euros(5_000))
    entries = world.session.scalars(
        select(Entry).where(Entry.act_id == receipt.act_id).order_by(Entry.number)
    ).all()
    assert [entry.purpose for entry in entries] == ["receipt", "management_fee"]
    assert world.everywhere(gift) == {
        Place.DONOR: euros(-5_000),
        Place.UNALLOCATED: euros(4_600),
        Place.FEES: euros(400),
    }


def test_the_fee_of_payments_in_parts_stops_at_the_cap(world: World) -> None:
    gift = world.gift(world.fund(rate_bp=800, cap=euros(100)))
    for _ in range(3):
        world.receive(gift, euros(1_000))
    assert world.at(Place.FEES, gift) == euros(100)


def test_the_donations_own_fee_goes_before_the_funds(world: World) -> None:
    fund = world.fund(rate_bp=800)
    gift = record_donation(
        world.session,
        RecordDonation(fund_id=fund.id, collectivity_id=world.collectivity().id, fee_rate_bp=0),
        by=by(),
    )
    world.receive(gift, euros(1_000))
    assert world.at(Place.FEES, gift) == 0


@pytest.mark.parametrize("kind", [DonationKind.INCOME, DonationKind.TO_IDENTIFY, DonationKind.OWN])
def test_only_gifts_bear_fees(world: World, kind: DonationKind) -> None:
    money = world.other_money(world.fund(rate_bp=800), kind)
    world.receive(money, euros(100))
    assert world.everywhere(money) == {
        Place.DONOR: euros(-100),
        Place.UNALLOCATED: euros(100),
    }


def test_the_same_form_sent_twice_is_recorded_once(world: World) -> None:
    gift = world.gift(world.fund())
    request = ReceivePayment(donation_id=gift.id, amount=euros(10), received_on=RECEIVED)
    key = Signature()
    first = receive(world.session, request, by=key)
    before = _acts(world.session)
    assert receive(world.session, request, by=key).id == first.id
    assert _acts(world.session) == before
    assert world.at(Place.UNALLOCATED, gift) == euros(10)


def test_the_same_form_with_other_content_is_refused(world: World) -> None:
    gift = world.gift(world.fund())
    key = Signature()
    for amount, refused in ((10, False), (11, True)):
        request = ReceivePayment(donation_id=gift.id, amount=euros(amount), received_on=RECEIVED)
        if refused:
            with pytest.raises(KeyReused):
                receive(world.session, request, by=key)
        else:
            receive(world.session, request, by=key)
    assert world.at(Place.UNALLOCATED, gift) == euros(10)


def test_two_equal_payments_the_same_day_are_two(world: World) -> None:
    gift = world.gift(world.fund())
    world.receive(gift, euros(10))
    world.receive(gift, euros(10))
    assert world.at(Place.UNALLOCATED, gift) == euros(20)


def test_money_is_received_without_any_step(world: World) -> None:
    gift = world.gift(world.fund())
    world.receive(gift, euros(10))
    assert commitment_of(world.session, gift.id, RECEIVED).firm == 0


@pytest.mark.parametrize("amount", [0, -1])
def test_a_receipt_of_zero_or_less_is_refused(world: World, amount: int) -> None:
    gift = world.gift(world.fund())
    with pytest.raises(AmountNotPositive):
        world.receive(gift, Cents(amount))


def test_a_receipt_dated_tomorrow_is_refused(world: World) -> None:
    gift = world.gift(world.fund())
    with pytest.raises(DatedInTheFuture):
        world.receive(gift, euros(10), on=date(2999, 1, 1))


def test_a_closed_fund_receives_nothing(world: World) -> None:
    fund = world.fund()
    gift = world.gift(fund)
    for state in (FundState.CLOSING, FundState.CLOSED):
        change_fund_state(
            world.session,
            ChangeFundState(fund_id=fund.id, state=state, since=OPENED, reason=""),
            by=by(),
        )
    with pytest.raises(FundClosed):
        world.receive(gift, euros(10))


def test_references_count_up_within_a_fund(world: World) -> None:
    fund = world.fund(code="equateur-2016")
    references = [world.gift(fund).reference for _ in range(2)]
    assert references == ["EQUATEUR-2016-0001", "EQUATEUR-2016-0002"]


def test_a_gift_needs_a_collectivity_and_other_money_has_none(world: World) -> None:
    fund = world.fund()
    with pytest.raises(CollectivityNeeded):
        record_donation(world.session, RecordDonation(fund_id=fund.id), by=by())
    with pytest.raises(CollectivityNotWanted):
        record_donation(
            world.session,
            RecordDonation(
                fund_id=fund.id, kind=DonationKind.OWN, collectivity_id=world.collectivity().id
            ),
            by=by(),
        )


def test_an_earmark_stays_in_its_fund(world: World) -> None:
    elsewhere = world.project(world.fund())
    with pytest.raises(EarmarkElsewhere):
        world.gift(world.fund(), earmark_project_id=elsewhere.id)


def _step(world: World, donation: Donation, **parts: object) -> DonationStep:
    request = RecordStep(
        **{  # type: ignore[arg-type]
            "donation_id": donation.id,
            "kind": StepKind.VOTED,
            "amount": euros(500),
            "dated_on": RECEIVED,
            **parts,
        }
    )
    return record_step(world.session, request, by=by())


def test_a_step_is_replaced_once_and_only_within_its_donation(world: World) -> None:
    fund = world.fund()
    gift, other = world.gift(fund), world.gift(fund)
    vote = _step(world, gift)
    with pytest.raises(StepOfAnotherDonation):
        _step(world, other, replaces_id=vote.id)
    _step(world, gift, amount=euros(400), replaces_id=vote.id)
    with pytest.raises(StepAlreadyReplaced):
        _step(world, gift, amount=euros(300), replaces_id=vote.id)
    assert commitment_of(world.session, gift.id, RECEIVED).firm == euros(400)


def test_a_step_is_never_overwritten_in_the_database(world: World) -> None:
    step = _step(world, world.gift(world.fund()))
    step.amount = euros(1)
    with pytest.raises(IntegrityError, match="append-only"), world.session.begin_nested():
        world.session.flush()
    world.session.rollback()


def test_a_freeze_needs_a_reason_and_can_be_lifted_once(world: World) -> None:
    gift = world.gift(world.fund())

    def ask(reason: str, *, is_frozen: bool) -> None:
        request = Freeze(donation_id=gift.id, is_frozen=is_frozen, dated_on=RECEIVED, reason=reason)
        freeze(world.session, request, by=by())

    with pytest.raises(ReasonMissing):
        ask("", is_frozen=True)
    ask("vote du conseil", is_frozen=True)
    assert gift.frozen_reason == "vote du conseil"
    ask("nouveau vote", is_frozen=False)
    assert gift.frozen_reason is None
    with pytest.raises(DonationNotFrozen):
        ask("encore", is_frozen=False)


def test_a_fee_can_be_given_back_up_to_what_was_taken(world: World) -> None:
    gift = world.gift(world.fund(rate_bp=800))
    world.receive(gift, euros(100))
    with pytest.raises(MoreThanFees) as refusal:
        return_fee(
            world.session,
            ReturnFee(donation_id=gift.id, amount=Cents(801), on=RECEIVED, reason="erreur"),
            by=by(),
        )
    assert refusal.value.data["left"] == euros(8)
    return_fee(
        world.session,
        ReturnFee(donation_id=gift.id, amount=euros(8), on=RECEIVED, reason="erreur"),
        by=by(),
    )
    assert world.at(Place.UNALLOCATED, gift) == euros(100)


def test_cuf_takes_fees_in_proportion_and_never_more_than_there_are(world: World) -> None:
    fund = world.fund(rate_bp=1000)
    gifts = [world.gift(fund), world.gift(fund)]
    for gift, amount in zip(gifts, (300, 100), strict=True):
        world.receive(gift, euros(amount))
    withdraw_fees(
        world.session, WithdrawFees(fund_id=fund.id, amount=euros(20), on=RECEIVED), by=by()
    )
    assert [world.at(Place.FEES_WITHDRAWN, gift) for gift in gifts] == [euros(15), euros(5)]
    with pytest.raises(MoreThanFees):
        withdraw_fees(
            world.session, WithdrawFees(fund_id=fund.id, amount=euros(21), on=RECEIVED), by=by()
        )
