"""Allocating, releasing and substituting through the services."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker.acts.models import Act, ActSubject
from fundtracker.allocations.errors import (
    AllocationExceedsDonation,
    DonationOfAnotherFund,
    ReleaseExceedsHeld,
    SubstitutionExceeds,
    SubstitutionWithItself,
)
from fundtracker.allocations.queries import proposal
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, Release, allocate, release
from fundtracker.allocations.substitute import Substitute, substitute
from fundtracker.donations.errors import WrongBudget
from fundtracker.funds.errors import DecisionNeeded, NoAllocationNow, NoSuchDecision
from fundtracker.funds.models import Fund
from fundtracker.funds.service import ChangeFundState, change_fund_state
from fundtracker.funds.states import FundState
from fundtracker.ledger.errors import InsufficientBalance
from fundtracker.ledger.models import Entry, Transfer
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.kinds import ProjectStatus, Theme
from fundtracker.projects.service import ChangeProjectStatus, change_project_status
from tests.world import DECIDED, OPENED, World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_an_allocation_over_thirty_donations_is_one_entry_of_thirty_transfers(
    world: World,
) -> None:
    fund = world.fund()
    project = world.project(fund)
    gifts = [world.paid_gift(fund, euros(100 + number)) for number in range(30)]
    lines = proposal(world.session, project, Cents(1_000_01))
    number = allocate(
        world.session,
        Allocate(
            project_id=project.id,
            decision_id=world.decision(fund).id,
            on=DECIDED,
            lines=tuple(lines),
        ),
        by=by(),
    )
    amounts = world.session.scalars(
        select(Transfer.amount).where(Transfer.book_id == fund.book_id, Transfer.number == number)
    ).all()
    assert len(amounts) == 30
    assert sum(amounts) == 1_000_01
    assert sum(world.at(Place.HELD, gift, project) for gift in gifts) == 1_000_01


def test_an_allocation_follows_its_decision_and_concerns_its_donations(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    number = world.allocate(project, (gift, euros(60)))
    entry = world.session.get_one(Entry, (fund.book_id, number))
    act = world.session.get_one(Act, entry.act_id)
    assert act.decision_id is not None
    subjects = world.session.execute(
        select(ActSubject.kind, ActSubject.record_id).where(ActSubject.act_id == act.id)
    ).all()
    assert ("donation", gift.id) in subjects
    assert ("project", project.id) in subjects


def test_all_of_it_may_be_allocated_and_not_a_cent_more(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    with pytest.raises(AllocationExceedsDonation) as refusal:
        world.allocate(project, (gift, Cents(100_01)))
    assert refusal.value.data["left"] == euros(100)
    world.allocate(project, (gift, euros(100)))
    assert world.at(Place.UNALLOCATED, gift) == 0


def test_money_is_not_allocated_before_it_came(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    with pytest.raises(InsufficientBalance) as refusal:
        world.allocate(project, (gift, euros(100)), on=date(2016, 5, 31))
    assert refusal.value.data["on"] == date(2016, 5, 31)
    assert refusal.value.data["left"] == 0


def test_a_back_dated_allocation_may_not_starve_a_later_one(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.gift(fund)
    world.receive(gift, euros(100), on=date(2016, 6, 1))
    world.allocate(project, (gift, euros(100)), on=date(2016, 7, 1))
    world.receive(gift, euros(100), on=date(2016, 8, 1))
    with pytest.raises(InsufficientBalance) as refusal:
        world.allocate(project, (gift, euros(1)), on=date(2016, 6, 15))
    assert refusal.value.data["on"] == date(2016, 7, 1)


def test_an_allocation_needs_a_decision_of_its_own_fund(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    elsewhere = world.decision(world.fund())
    line = (Line(donation_id=gift.id, amount=euros(1)),)
    with pytest.raises(NoSuchDecision):
        allocate(
            world.session,
            Allocate(project_id=project.id, decision_id=elsewhere.id, on=DECIDED, lines=line),
            by=by(),
        )
    with pytest.raises(DecisionNeeded):
        allocate(
            world.session,
            Allocate(project_id=project.id, decision_id=None, on=DECIDED, lines=line),  # type: ignore[arg-type]
            by=by(),
        )


def test_a_donation_of_another_fund_is_refused(world: World) -> None:
    fund = world.fund()
    stranger = world.paid_gift(world.fund(), euros(100))
    with pytest.raises(DonationOfAnotherFund):
        world.allocate(world.project(fund), (stranger, euros(1)))


def test_water_money_goes_to_water_only(world: World) -> None:
    fund = world.fund()
    gift = world.paid_gift(fund, euros(100), budget=Theme.WATER)
    with pytest.raises(WrongBudget):
        world.allocate(world.project(fund), (gift, euros(1)))
    world.allocate(world.project(fund, theme=Theme.WATER), (gift, euros(1)))


def test_a_suspended_fund_and_a_cancelled_project_take_nothing(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    _state(world, fund, FundState.SUSPENDED)
    with pytest.raises(NoAllocationNow):
        world.allocate(project, (gift, euros(1)))
    _state(world, fund, FundState.PROGRAMMING)
    change_project_status(
        world.session,
        ChangeProjectStatus(
            project_id=project.id, status=ProjectStatus.CANCELLED, since=OPENED, reason="Covid"
        ),
        by=by(),
    )
    with pytest.raises(ProjectTakesNoMoney):
        world.allocate(project, (gift, euros(1)))


def _state(world: World, fund: Fund, state: FundState) -> None:
    change_fund_state(
        world.session,
        ChangeFundState(fund_id=fund.id, state=state, since=OPENED, reason="pause"),
        by=by(),
    )


def test_what_is_held_can_be_released_and_no_more(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    world.allocate(project, (gift, euros(60)))

    def ask(amount: Cents) -> int:
        return release(
            world.session,
            Release(
                project_id=project.id,
                decision_id=world.decision(fund).id,
                on=DECIDED,
                lines=(Line(donation_id=gift.id, amount=amount),),
            ),
            by=by(),
        )

    with pytest.raises(ReleaseExceedsHeld) as refusal:
        ask(Cents(60_01))
    assert refusal.value.data["left"] == euros(60)
    ask(euros(60))
    assert world.at(Place.UNALLOCATED, gift) == euros(100)


def test_a_substitution_moves_the_project_money_and_gives_the_same_back(world: World) -> None:
    fund = world.fund()
    project = world.project(fund)
    first, second = world.paid_gift(fund, euros(100)), world.paid_gift(fund, euros(50))
    world.allocate(project, (first, euros(80)))

    def ask(amount: Cents, stand_in: int) -> int:
        return substitute(
            world.session,
            Substitute(
                project_id=project.id,
                place=Place.HELD,
                donation_id=first.id,
                by_donation_id=stand_in,
                amount=amount,
                on=DECIDED,
                decision_id=world.decision(fund).id,
                reason="erreur de donateur",
            ),
            by=by(),
        )

    with pytest.raises(SubstitutionExceeds):
        ask(euros(81), second.id)
    with pytest.raises(AllocationExceedsDonation):
        ask(euros(51), second.id)
    with pytest.raises(SubstitutionWithItself):
        ask(euros(1), first.id)
    ask(euros(50), second.id)
    assert world.at(Place.HELD, first, project) == euros(30)
    assert world.at(Place.HELD, second, project) == euros(50)
    assert world.at(Place.UNALLOCATED, first) == euros(70)
    assert world.at(Place.UNALLOCATED, second) == 0
