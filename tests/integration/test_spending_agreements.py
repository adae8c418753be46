"""Agreements: what they cover, how much, and where they stand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import KeyReused
from fundtracker.acts.models import Act
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.files.errors import NoSuchFile
from fundtracker.files.service import keep
from fundtracker.files.store import FileStore
from fundtracker.funds.errors import FundClosed
from fundtracker.funds.states import FundState
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.parties.errors import NoSuchPartner
from fundtracker.projects.errors import NoSuchProject, ProjectTakesNoMoney
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.agreements import PlannedInstalment, SignAgreement, sign_agreement
from fundtracker.spending.errors import (
    AgreementForAction,
    InstalmentsExceedAgreement,
    ProjectNeeded,
    SignedInTheFuture,
)
from fundtracker.spending.models import PartnerAgreement
from fundtracker.spending.positions import AgreementPosition, agreement_position
from fundtracker.spending.queries import agreements_of, instalments_of, projects_of
from fundtracker.text import TextMissing
from tests.spending_world import SIGNED, partner, sign, site
from tests.world import World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_an_agreement_keeps_its_projects_and_instalments(world: World, tmp_path: Path) -> None:
    fund = world.fund()
    projects = [world.project(fund), world.project(fund)]
    file = keep(world.session, FileStore(tmp_path), b"%PDF-1.7", name="convention.pdf")
    agreement = sign(
        world,
        fund,
        *projects,
        amount=euros(100),
        file_sha256=file.sha256,
        instalments=(
            PlannedInstalment(amount=euros(60), condition="à la signature", due_on=SIGNED),
            PlannedInstalment(amount=euros(40), condition="rapport intermédiaire"),
        ),
    )
    assert projects_of(world.session, agreement.id) == [it.id for it in projects]
    assert [
        (it.rank, it.amount, it.condition, it.paid)
        for it in instalments_of(world.session, agreement.id)
    ] == [(1, euros(60), "à la signature", 0), (2, euros(40), "rapport intermédiaire", 0)]
    assert agreements_of(world.session, fund.id) == [agreement]


def test_instalments_above_the_agreement_are_refused(world: World) -> None:
    fund = world.fund()
    with pytest.raises(InstalmentsExceedAgreement):
        sign(
            world,
            fund,
            world.project(fund),
            amount=euros(100),
            instalments=(PlannedInstalment(amount=Cents(100_01)),),
        )


def test_an_agreement_is_for_projects_of_action_of_its_own_fund(world: World) -> None:
    fund, other = world.fund(), world.fund()
    with pytest.raises(AgreementForAction):
        sign(world, fund, world.project(fund, action_type=None), amount=euros(100))
    with pytest.raises(NoSuchProject):
        sign(world, fund, world.project(other), amount=euros(100))
    with pytest.raises(ProjectNeeded):
        sign(world, fund, amount=euros(100))


@pytest.mark.parametrize("status", [ProjectStatus.CLOSED, ProjectStatus.CANCELLED])
def test_no_agreement_for_a_project_that_takes_no_money(
    world: World, status: ProjectStatus
) -> None:
    fund = world.fund()
    project = world.project(fund)
    project.status = status
    world.session.flush()
    with pytest.raises(ProjectTakesNoMoney):
        sign(world, fund, project, amount=euros(100))


def test_no_agreement_in_a_closed_fund(world: World) -> None:
    fund = world.fund()
    project = world.project(fund)
    fund.state = FundState.CLOSED
    world.session.flush()
    with pytest.raises(FundClosed):
        sign(world, fund, project, amount=euros(100))


def test_an_agreement_of_nothing_unsigned_with_nobody_or_without_its_file_is_refused(
    world: World,
) -> None:
    fund = world.fund()
    project = world.project(fund)
    with pytest.raises(AmountNotPositive):
        sign(world, fund, project, amount=Cents(0))
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(SignedInTheFuture):
        sign(world, fund, project, amount=euros(1), signed_on=tomorrow)
    with pytest.raises(NoSuchPartner):
        sign(world, fund, project, amount=euros(1), partner_id=999_999)
    with pytest.raises(NoSuchFile):
        sign(world, fund, project, amount=euros(1), file_sha256="a" * 64)
    with pytest.raises(TextMissing):
        sign(world, fund, project, amount=euros(1), reference=" ")


def test_the_same_form_sent_twice_signs_once_and_other_content_is_refused(world: World) -> None:
    fund = world.fund()

    def request(amount: Cents) -> SignAgreement:
        return SignAgreement(
            fund_id=fund.id,
            partner_id=partner_id,
            project_ids=(project_id,),
            reference="CP-1",
            amount=amount,
            signed_on=SIGNED,
        )

    partner_id, project_id = partner(world).id, world.project(fund).id
    signature = by()
    first = sign_agreement(world.session, request(euros(100)), by=signature)
    acts = world.session.scalar(select(func.count()).select_from(Act))
    assert sign_agreement(world.session, request(euros(100)), by=signature) is first
    assert world.session.scalar(select(func.count()).select_from(Act)) == acts
    assert world.session.scalar(select(func.count()).select_from(PartnerAgreement)) == 1
    with pytest.raises(KeyReused):
        sign_agreement(world.session, request(euros(99)), by=signature)


def test_an_agreements_position_follows_its_money(world: World) -> None:
    here = site(world, euros(100), agreed=euros(80))
    here.disburse(euros(70))
    here.accept(euros(30))
    here.give_back(euros(10))
    here.give_up(euros(5))
    here.accept(euros(40), date(2017, 3, 1))
    position = agreement_position(world.session, here.agreement.id)
    assert position == AgreementPosition(
        amount=euros(80),
        paid=euros(70),
        refunded=euros(10),
        justified=euros(55),
        lost=euros(5),
        waiting=euros(15),
    )
    assert position.left_to_pay == euros(20)
    assert position.to_justify == 0
    assert sum(here.at(Place.ADVANCED)) == position.to_justify


def test_a_reversed_payment_leaves_the_position_as_it_was(world: World) -> None:
    here = site(world, euros(100), agreed=euros(80))
    number = here.disburse(euros(70)).number
    request = Reverse(
        fund_id=here.fund.id, numbers=(number,), on=date(2016, 11, 2), reason="erreur"
    )
    reverse(world.session, request, by=by())
    position = agreement_position(world.session, here.agreement.id)
    assert (position.paid, position.left_to_pay) == (0, euros(80))
    here.disburse(euros(80), date(2016, 11, 2))


def test_a_position_may_be_that_of_one_project(world: World) -> None:
    here = site(world, euros(100))
    other = world.project(here.fund)
    here.disburse(euros(70))
    assert agreement_position(
        world.session, here.agreement.id, project_id=here.project.id
    ).paid == euros(70)
    assert agreement_position(world.session, here.agreement.id, project_id=other.id).paid == 0
