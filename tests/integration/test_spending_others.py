"""What CUF spends itself, what partners give back, and what is given up."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from fundtracker.donations.errors import AmountNotPositive, DonationFrozen
from fundtracker.funds.errors import DecisionNeeded, NoSuchDecision
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.direct import SpendDirectly, spend_directly
from fundtracker.spending.errors import (
    AcceptedBeforeIncurred,
    LinesDoNotAddUp,
    LocalAmountIncomplete,
    MoreThanDocument,
    MoreThanFree,
    MoreThanLeft,
)
from fundtracker.spending.refund import RefundByPartner, refund_by_partner
from fundtracker.spending.withdraw import WithdrawExpenditure, withdraw_expenditure
from fundtracker.spending.write_off import WriteOff, write_off
from tests.spending_world import LATER, PAID, fund_costs, site
from tests.world import World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_cuf_spends_what_it_holds_for_a_project(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    spent = here.spend(Cents(31), supplier="Bureau d’études", heading="mission")
    assert here.posted(spent) == [(PAID, 31)]
    assert here.at(Place.SPENT) == [10, 21]
    assert spent.agreement_id is None
    with pytest.raises(MoreThanLeft) as refusal:
        here.spend(Cents(270))
    assert refusal.value.data["left"] == 269


def test_cuf_spends_for_the_funds_own_costs(world: World) -> None:
    here = fund_costs(world, euros(50))
    here.spend(Cents(12_30))
    assert here.at(Place.SPENT) == [12_30]


def test_cuf_spends_no_frozen_money(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    here.freeze(1)
    here.spend(Cents(30))
    assert here.at(Place.SPENT) == [30, 0]
    with pytest.raises(MoreThanFree):
        here.spend(Cents(71))
    with pytest.raises(DonationFrozen):
        here.spend(Cents(1), lines=(here.line(1, Cents(1)),))


def test_cuf_says_at_which_rate_it_paid_abroad(world: World) -> None:
    here = site(world, euros(100))
    spent = here.spend(
        Cents(50_00), currency="USD", local_amount=Cents(62_50), local_total=Cents(70_00)
    )
    assert (spent.rate, spent.local_amount, spent.local_total) == ("0.8", 62_50, 70_00)


def test_a_direct_expense_that_cannot_be_is_refused(world: World) -> None:
    here = site(world, euros(100))
    with pytest.raises(AmountNotPositive):
        here.spend(Cents(0))
    with pytest.raises(MoreThanDocument):
        here.spend(Cents(2), document_total=Cents(1))
    with pytest.raises(MoreThanDocument):
        here.spend(Cents(2), currency="USD", local_amount=Cents(3), local_total=Cents(2))
    with pytest.raises(LocalAmountIncomplete):
        here.spend(Cents(2), local_amount=Cents(3))
    with pytest.raises(AcceptedBeforeIncurred):
        here.spend(Cents(2), incurred_on=LATER)


def test_a_withdrawn_direct_expense_is_held_again(world: World) -> None:
    here = site(world, euros(100))
    spent = here.spend(euros(30))
    withdraw_expenditure(
        world.session,
        WithdrawExpenditure(expenditure_id=spent.id, on=LATER, reason="doublon"),
        by=by(),
    )
    assert here.at(Place.HELD) == [euros(100)]
    assert here.at(Place.SPENT) == [0]


def test_a_partner_gives_back_at_most_what_it_holds(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    here.disburse(Cents(150))
    here.accept(Cents(30))
    with pytest.raises(MoreThanLeft) as refusal:
        here.give_back(Cents(121))
    assert refusal.value.data["left"] == 120
    number = here.give_back(Cents(120), bank_reference="VIR RETOUR")
    assert here.at(Place.ADVANCED) == [0, 0]
    assert here.at(Place.HELD) == [90, 180]
    entry = world.session.get_one(Entry, (here.fund.book_id, number))
    assert (entry.purpose, entry.piece_reference) == ("partner_refund", "VIR RETOUR")


def test_what_a_partner_gives_back_returns_to_frozen_donors_too(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(100))
    here.freeze(0)
    here.give_back(Cents(40))
    assert here.at(Place.HELD) == [70, 70]


def test_staff_may_say_whose_money_came_back(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(100))
    here.give_back(Cents(40), lines=(here.line(1, Cents(40)),))
    assert here.at(Place.ADVANCED) == [50, 10]
    with pytest.raises(LinesDoNotAddUp):
        here.give_back(Cents(20), lines=(here.line(1, Cents(10)),))


def test_the_partner_of_a_closed_project_may_still_give_back(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100))
    here.project.status = ProjectStatus.CLOSED
    world.session.flush()
    here.give_back(Cents(60))
    here.give_up(Cents(40))
    assert here.at(Place.ADVANCED) == [0]


def test_a_refund_sent_twice_is_recorded_once(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100))
    request = RefundByPartner(
        agreement_id=here.agreement.id,
        project_id=here.project.id,
        amount=Cents(30),
        received_on=LATER,
    )
    signature = by()
    number = refund_by_partner(world.session, request, by=signature)
    assert refund_by_partner(world.session, request, by=signature) == number
    assert here.at(Place.HELD) == [30]


def test_a_loss_falls_on_all_whose_money_was_there(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    here.disburse(Cents(150))
    here.freeze(0)
    here.give_up(Cents(30))
    assert here.at(Place.LOST) == [10, 20]
    with pytest.raises(MoreThanLeft) as refusal:
        here.give_up(Cents(121))
    assert refusal.value.data["left"] == 120


def test_giving_up_follows_a_decision_of_the_fund(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    with pytest.raises(DecisionNeeded):
        here.give_up(Cents(10), decision_id=None)
    with pytest.raises(NoSuchDecision):
        here.give_up(Cents(10), decision_id=world.decision(world.fund()).id)


def test_a_write_off_sent_twice_is_recorded_once(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100))
    request = WriteOff(
        agreement_id=here.agreement.id,
        project_id=here.project.id,
        amount=Cents(30),
        on=LATER,
        decision_id=world.decision(here.fund).id,
    )
    signature = by()
    number = write_off(world.session, request, by=signature)
    assert write_off(world.session, request, by=signature) == number
    assert here.at(Place.LOST) == [30]


def test_a_direct_expense_sent_twice_is_spent_once(world: World) -> None:
    here = site(world, Cents(100))
    request = SpendDirectly(
        project_id=here.project.id,
        supplier="Banque",
        heading="bank_charges",
        piece_reference="R-1",
        incurred_on=PAID,
        paid_on=PAID,
        amount=Cents(30),
        document_total=Cents(30),
    )
    signature = by()
    first = spend_directly(world.session, request, by=signature)
    assert spend_directly(world.session, request, by=signature) is first
    assert here.at(Place.SPENT) == [30]
