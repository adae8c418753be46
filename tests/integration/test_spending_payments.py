"""Payments to partners: whose money pays, how much at most, and what they set free."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import KeyReused
from fundtracker.donations.errors import AmountNotPositive, DonationFrozen, NoSuchDonation
from fundtracker.donations.kinds import DonationKind
from fundtracker.errors import Refusal
from fundtracker.funds.errors import FundClosed
from fundtracker.funds.states import FundState
from fundtracker.ledger.errors import DatedInTheFuture, PeriodLocked
from fundtracker.ledger.models import Book, Entry
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.agreements import PlannedInstalment
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.spending.errors import (
    AgreementExceeded,
    InvalidCurrency,
    LineExceedsDonation,
    LinesDoNotAddUp,
    LocalAmountIncomplete,
    MoreThanFree,
    MoreThanLeft,
    NoSuchAgreement,
    NoSuchInstalment,
    ProjectNotCovered,
)
from fundtracker.spending.models import Disbursement
from fundtracker.spending.queries import instalments_of
from fundtracker.spending.sources import propose_split
from tests.spending_world import ACCEPTED, LATER, PAID, Site, sign, site
from tests.world import DECIDED, World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_a_payment_is_one_entry_of_one_line_for_each_donation(world: World) -> None:
    here = site(world, Cents(100), Cents(200), Cents(300))
    paid = here.disburse(Cents(61), bank_reference="VIR 77")
    assert here.parts(paid.number) == [(0, 10), (1, 20), (2, 31)]
    assert here.at(Place.HELD) == [90, 180, 269]
    assert here.at(Place.ADVANCED) == [10, 20, 31]
    entry = world.session.get_one(Entry, (here.fund.book_id, paid.number))
    assert (entry.purpose, entry.effective_on) == ("disbursement", PAID)
    assert (entry.piece_reference, entry.piece_on) == ("VIR 77", PAID)


def test_all_that_is_held_may_be_paid_and_not_a_cent_more(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    with pytest.raises(MoreThanLeft) as refusal:
        here.disburse(Cents(301))
    assert refusal.value.data["left"] == 300
    here.disburse(Cents(300))
    assert here.at(Place.HELD) == [0, 0]


def test_staff_may_choose_whose_money_pays(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    paid = here.disburse(Cents(150), lines=(here.line(1, Cents(150)), here.line(0, Cents(0))))
    assert here.parts(paid.number) == [(1, 150)]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [(101, 49, LineExceedsDonation), (100, 49, LinesDoNotAddUp), (-1, 151, AmountNotPositive)],
)
def test_chosen_lines_are_held_to_what_is_there(
    world: World, first: int, second: int, kind: type[Refusal]
) -> None:
    here = site(world, Cents(100), Cents(200))
    with pytest.raises(kind):
        here.disburse(Cents(150), lines=(here.line(0, Cents(first)), here.line(1, Cents(second))))


def test_a_line_of_an_unknown_donation_is_refused(world: World) -> None:
    here = site(world, Cents(100))
    line = here.line(0, Cents(10))
    unknown = type(line)(donation_id=999_999, amount=Cents(10))
    with pytest.raises(NoSuchDonation):
        here.disburse(Cents(10), lines=(unknown,))


def test_frozen_money_pays_nothing_by_proposal_nor_by_choice(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    here.freeze(0)
    paid = here.disburse(Cents(60))
    assert here.parts(paid.number) == [(1, 60)]
    with pytest.raises(DonationFrozen):
        here.disburse(Cents(10), lines=(here.line(0, Cents(10)),))
    with pytest.raises(MoreThanFree) as refusal:
        here.disburse(Cents(141))
    assert (refusal.value.data["left"], refusal.value.data["bound"]) == (140, 100)
    here.freeze(0, is_frozen=False)
    here.disburse(Cents(240))


def test_a_proposal_lists_every_donor_with_what_binds_it(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    own = world.other_money(here.fund, DonationKind.OWN)
    world.receive(own, Cents(300))
    world.allocate(here.project, (own, Cents(300)))
    here.freeze(0)
    lines = propose_split(world.session, Place.HELD, here.project.id, None, Cents(50), on=PAID)
    assert [(it.donation_id, it.left, it.proposed) for it in lines] == [
        (here.gifts[0].id, 100, 0),
        (here.gifts[1].id, 200, 20),
        (own.id, 300, 30),
    ]
    assert [it.obstacle is None for it in lines] == [False, True, True]
    assert lines[2].donor == DonationKind.OWN.label
    assert lines[0].donor.startswith("Ville ")


def test_a_proposal_of_nothing_lists_what_is_there(world: World) -> None:
    here = site(world, Cents(100))
    (line,) = propose_split(world.session, Place.HELD, here.project.id, None, Cents(0))
    assert (line.left, line.proposed) == (100, 0)
    with pytest.raises(MoreThanLeft):
        propose_split(world.session, Place.HELD, here.project.id, None, Cents(101))


def test_a_back_dated_payment_takes_only_what_was_there_by_then(world: World) -> None:
    here = site(world, Cents(100))
    late = world.paid_gift(here.fund, Cents(100))
    here.gifts.append(late)
    world.allocate(here.project, (late, Cents(100)), on=date(2016, 12, 15))
    paid = here.disburse(Cents(80), PAID)
    assert here.parts(paid.number) == [(0, 80)]
    with pytest.raises(MoreThanLeft) as refusal:
        here.disburse(Cents(30), PAID)
    assert refusal.value.data["left"] == 20
    later = here.disburse(Cents(60), date(2016, 12, 15))
    assert here.parts(later.number) == [(0, 10), (1, 50)]


def test_a_payment_before_the_allocation_is_refused(world: World) -> None:
    here = site(world, Cents(100))
    with pytest.raises(MoreThanLeft) as refusal:
        here.disburse(Cents(1), DECIDED - timedelta(days=1))
    assert refusal.value.data["left"] == 0


def test_no_more_is_paid_than_was_agreed_less_what_came_back(world: World) -> None:
    here = site(world, euros(100), agreed=euros(50))
    with pytest.raises(AgreementExceeded) as refusal:
        here.disburse(Cents(50_01))
    assert refusal.value.data["left"] == euros(50)
    here.disburse(euros(50))
    here.give_back(euros(20))
    with pytest.raises(AgreementExceeded):
        here.disburse(Cents(20_01), LATER)
    here.disburse(euros(20), LATER)


def test_a_payment_is_for_a_project_and_an_instalment_of_the_agreement(world: World) -> None:
    here = site(world, Cents(100))
    other = world.project(here.fund)
    elsewhere = sign(
        world,
        here.fund,
        other,
        amount=euros(10),
        instalments=(PlannedInstalment(amount=euros(10)),),
    )
    (instalment,) = instalments_of(world.session, elsewhere.id)
    with pytest.raises(ProjectNotCovered):
        here.disburse(Cents(10), project_id=other.id)
    with pytest.raises(NoSuchInstalment):
        here.disburse(Cents(10), instalment_id=instalment.instalment_id)
    with pytest.raises(NoSuchAgreement):
        here.disburse(Cents(10), agreement_id=999_999)


def test_an_instalment_says_what_was_paid_of_it(world: World) -> None:
    here = site(world, euros(100))
    agreement = sign(
        world,
        here.fund,
        here.project,
        amount=euros(100),
        instalments=(PlannedInstalment(amount=euros(60)), PlannedInstalment(amount=euros(40))),
    )
    first = instalments_of(world.session, agreement.id)[0].instalment_id
    there = Site(world, here.fund, here.project, agreement, here.gifts)
    there.disburse(euros(20), instalment_id=first)
    there.disburse(euros(25), instalment_id=first)
    there.disburse(euros(1))
    assert [it.paid for it in instalments_of(world.session, agreement.id)] == [euros(45), 0]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"currency": "XOF"}, LocalAmountIncomplete),
        ({"local_amount": Cents(100)}, LocalAmountIncomplete),
        ({"currency": "EUR", "local_amount": Cents(100)}, InvalidCurrency),
        ({"currency": "XOF", "local_amount": Cents(0)}, AmountNotPositive),
    ],
)
def test_what_the_partners_bank_gave_is_whole_and_in_another_currency(
    world: World, fields: dict[str, Any], kind: type[Refusal]
) -> None:
    with pytest.raises(kind):
        site(world, Cents(100)).disburse(Cents(10), **fields)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_payment_is_above_zero(world: World, amount: int) -> None:
    with pytest.raises(AmountNotPositive):
        site(world, Cents(100)).disburse(Cents(amount))


def test_days_to_come_and_closed_periods_bear_no_payment(world: World) -> None:
    here = site(world, Cents(100))
    with pytest.raises(DatedInTheFuture):
        here.disburse(Cents(10), clock.today() + timedelta(days=1))
    world.session.get_one(Book, here.fund.book_id).locked_until = PAID
    world.session.flush()
    with pytest.raises(PeriodLocked):
        here.disburse(Cents(10), PAID)
    here.disburse(Cents(10), PAID + timedelta(days=1))


def test_a_closed_fund_pays_nobody(world: World) -> None:
    here = site(world, Cents(100))
    here.fund.state = FundState.CLOSED
    world.session.flush()
    for ask in (here.disburse, here.accept, here.spend, here.give_back, here.give_up):
        with pytest.raises(FundClosed):
            ask(Cents(1), LATER)


@pytest.mark.parametrize("status", [ProjectStatus.CLOSED, ProjectStatus.CANCELLED])
def test_a_project_that_takes_no_money_is_paid_nothing(world: World, status: ProjectStatus) -> None:
    here = site(world, Cents(100))
    here.project.status = status
    world.session.flush()
    for ask in (here.disburse, here.spend):
        with pytest.raises(ProjectTakesNoMoney):
            ask(Cents(1), PAID)


def test_the_same_payment_sent_twice_is_paid_once(world: World) -> None:
    here = site(world, Cents(100))

    def request(amount: int) -> Disburse:
        return Disburse(
            agreement_id=here.agreement.id,
            project_id=here.project.id,
            amount=Cents(amount),
            paid_on=PAID,
            lines=(here.line(0, Cents(amount)),),
        )

    signature = by()
    first = disburse(world.session, request(60), by=signature)
    assert disburse(world.session, request(60), by=signature) is first
    assert here.at(Place.HELD) == [40]
    with pytest.raises(KeyReused):
        disburse(world.session, request(61), by=signature)


def test_a_payment_posts_what_waited_in_the_same_act(world: World) -> None:
    here = site(world, euros(50), euros(50))
    first = here.accept(euros(30), ACCEPTED)
    second = here.accept(euros(40), ACCEPTED)
    assert here.posted(first) == []
    paid = here.disburse(euros(50), LATER)
    assert here.posted(first) == [(LATER, euros(30))]
    assert here.posted(second) == [(LATER, euros(20))]
    assert here.at(Place.JUSTIFIED) == [euros(25), euros(25)]
    entries = world.session.query(Entry).filter_by(act_id=paid.act_id).order_by(Entry.number)
    assert [it.purpose for it in entries] == ["disbursement", "expenditure", "expenditure"]
    assert entries[1].piece_reference == "F-12"


def test_a_payment_dated_before_the_acceptance_posts_on_the_day_of_acceptance(
    world: World,
) -> None:
    here = site(world, euros(50))
    waiting = here.accept(euros(30), ACCEPTED)
    here.disburse(euros(50), PAID)
    assert here.posted(waiting) == [(ACCEPTED, euros(30))]


def test_a_payment_posts_nothing_of_other_projects(world: World) -> None:
    fund = world.fund()
    projects = [world.project(fund), world.project(fund)]
    gifts = [world.paid_gift(fund, euros(100))]
    for project in projects:
        world.allocate(project, (gifts[0], euros(50)))
    agreement = sign(world, fund, *projects, amount=euros(100))
    here, there = (Site(world, fund, project, agreement, gifts) for project in projects)
    waiting = here.accept(euros(30))
    there.disburse(euros(50), LATER)
    assert here.posted(waiting) == []
    here.disburse(euros(50), LATER)
    assert here.posted(waiting) == [(LATER, euros(30))]


def test_a_disbursement_keeps_what_the_bank_said(world: World) -> None:
    here = site(world, euros(100))
    paid = here.disburse(
        euros(100), currency="XOF", local_amount=Cents(65_595_700), bank_reference="VIR 1"
    )
    row = world.session.get_one(Disbursement, paid.id)
    assert (row.currency, row.local_amount, row.bank_reference) == ("XOF", 65_595_700, "VIR 1")
