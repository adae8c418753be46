"""Funds, projects, parties through their services."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker.acts.errors import ReasonMissing
from fundtracker.funds.errors import (
    CodeTaken,
    DecidedInTheFuture,
    DecisionNeeded,
    InvalidBic,
    InvalidCode,
    InvalidIban,
    MoneyLeft,
    RateOutOfRange,
    StateNotReachable,
)
from fundtracker.funds.models import Fund
from fundtracker.funds.service import (
    ChangeFundState,
    OpenFund,
    RecordDecision,
    SetFeeRule,
    change_fund_state,
    open_fund,
    record_decision,
    set_fee_rule,
)
from fundtracker.funds.states import DecisionBody, FundState
from fundtracker.money import Cents
from fundtracker.parties.errors import (
    AlreadyKnown,
    InvalidSiren,
    NoSuchCollectivity,
    SeveralCollectivities,
    SuccessionLoop,
)
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import Collectivity, SuccessionKind
from fundtracker.parties.named import named
from fundtracker.parties.service import (
    AddCollectivity,
    RecordSuccession,
    add_collectivity,
    record_succession,
)
from fundtracker.projects.errors import ActionTypeNeeded, FundCostsExist, StatusReasonNeeded
from fundtracker.projects.kinds import ActionType, ProjectKind, ProjectStatus
from fundtracker.projects.models import Project
from fundtracker.projects.service import (
    AddProject,
    ChangeProjectStatus,
    add_project,
    change_project_status,
)
from fundtracker.text import HiddenCharacters, TextMissing, TextTooLong
from tests.world import OPENED, World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def _open(world: World, **parts: object) -> Fund:
    request = OpenFund(
        **{  # type: ignore[arg-type]
            "code": "equateur-2016",
            "name": "Équateur 2016",
            "territory": "Équateur",
            "crisis_name": "Séisme",
            "crisis_on": date(2016, 4, 16),
            "opened_on": OPENED,
            **parts,
        }
    )
    return open_fund(world.session, request, by=by())


@pytest.mark.parametrize("code", ["", "Équateur", "EQUATEUR", "a b", "-a", "a-", "a" * 41])
def test_a_funds_code_is_short_and_readable(world: World, code: str) -> None:
    with pytest.raises(InvalidCode):
        _open(world, code=code)


def test_a_code_is_taken_once(world: World) -> None:
    _open(world)
    with pytest.raises(CodeTaken):
        _open(world)


def test_bank_details_are_checked_and_kept_compact(world: World) -> None:
    with pytest.raises(InvalidIban):
        _open(world, iban="FR76 3000 6000 0112 3456 7890 188")
    with pytest.raises(InvalidBic):
        _open(world, bic="ABC")
    fund = _open(world, iban="FR76 3000 6000 0112 3456 7890 189", bic="agri frpp")
    assert fund.iban == "FR7630006000011234567890189"
    assert fund.bic == "AGRIFRPP"


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("", TextMissing),
        ("   ", TextMissing),
        ("É" * 10_000, TextTooLong),
        ("Équateur\u202e6102", HiddenCharacters),
        ("Équateur\x00", HiddenCharacters),
    ],
)
def test_names_that_hide_or_overflow_are_refused(
    world: World, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        _open(world, name=name)


def _change(world: World, fund: Fund, state: FundState, **parts: object) -> None:
    request = ChangeFundState(
        **{  # type: ignore[arg-type]
            "fund_id": fund.id,
            "state": state,
            "since": OPENED,
            "reason": "",
            **parts,
        }
    )
    change_fund_state(world.session, request, by=by())


def test_a_fund_closes_only_when_nothing_is_left(world: World) -> None:
    fund = world.fund()
    world.paid_gift(fund, euros(100))
    _change(world, fund, FundState.CLOSING)
    with pytest.raises(MoneyLeft) as refusal:
        _change(world, fund, FundState.CLOSED)
    assert refusal.value.data["unallocated"] == euros(100)


def test_a_closed_fund_reopens_only_by_decision_and_into_closing(world: World) -> None:
    fund = world.fund()
    _change(world, fund, FundState.CLOSING)
    _change(world, fund, FundState.CLOSED)
    with pytest.raises(StateNotReachable):
        _change(world, fund, FundState.COLLECTING)
    with pytest.raises(DecisionNeeded):
        _change(world, fund, FundState.CLOSING)
    _change(world, fund, FundState.CLOSING, decision_id=world.decision(fund).id)
    assert fund.state is FundState.CLOSING


def test_suspending_a_fund_needs_its_reason(world: World) -> None:
    fund = world.fund()
    with pytest.raises(ReasonMissing):
        _change(world, fund, FundState.SUSPENDED)


@pytest.mark.parametrize("rate_bp", [-1, 10_001])
def test_a_fee_rate_lies_between_nothing_and_all(world: World, rate_bp: int) -> None:
    fund = world.fund()
    request = SetFeeRule(
        fund_id=fund.id,
        valid_from=OPENED,
        rate_bp=rate_bp,
        decision_id=world.decision(fund).id,
    )
    with pytest.raises(RateOutOfRange):
        set_fee_rule(world.session, request, by=by())


def test_a_decision_is_not_dated_tomorrow(world: World) -> None:
    request = RecordDecision(
        fund_id=world.fund().id,
        body=DecisionBody.BUREAU,
        decided_on=date(2999, 1, 1),
        reference="D-1",
        subject="Frais",
        approved=Cents(1),
    )
    with pytest.raises(DecidedInTheFuture):
        record_decision(world.session, request, by=by())


def _add(world: World, fund: Fund, **parts: object) -> Project:
    request = AddProject(
        **{  # type: ignore[arg-type]
            "fund_id": fund.id,
            "title": "Eau potable",
            "country": "Équateur",
            "place": "Sucre",
            "action_type": ActionType.CRISIS_RESPONSE,
            "since": OPENED,
            **parts,
        }
    )
    return add_project(world.session, request, by=by())


def test_a_project_of_action_has_one_type_and_fund_costs_none(world: World) -> None:
    fund = world.fund()
    with pytest.raises(ActionTypeNeeded):
        _add(world, fund, action_type=None)
    with pytest.raises(ActionTypeNeeded):
        _add(world, fund, kind=ProjectKind.FUND_COSTS)
    _add(world, fund, kind=ProjectKind.FUND_COSTS, action_type=None)
    with pytest.raises(FundCostsExist):
        _add(world, fund, kind=ProjectKind.FUND_COSTS, action_type=None)


def test_a_slowed_project_says_why(world: World) -> None:
    project = _add(world, world.fund())

    def slow(reason: str) -> Project:
        request = ChangeProjectStatus(
            project_id=project.id, status=ProjectStatus.SLOWED, since=OPENED, reason=reason
        )
        return change_project_status(world.session, request, by=by())

    with pytest.raises(StatusReasonNeeded):
        slow(" ")
    assert slow("pandémie").status_reason == "pandémie"


def test_what_an_account_stands_on_is_fixed_in_the_database(world: World) -> None:
    fund = world.fund()
    project, gift = world.project(fund), world.paid_gift(fund, euros(100))
    world.allocate(project, (gift, euros(1)))
    other = world.collectivity()
    changes = [
        update(type(gift)).values(collectivity_id=other.id),
        update(Project).values(action_type=ActionType.RISK_REDUCTION),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="fixed"), world.session.begin_nested():
            world.session.execute(change)


def _collectivity(world: World, name: str, **parts: object) -> Collectivity:
    request = AddCollectivity(
        **{"kind": CollectivityKind.COMMUNE, "name": name, **parts}  # type: ignore[arg-type]
    )
    return add_collectivity(world.session, request, by=by())


def test_a_siren_is_checked_and_belongs_to_one(world: World) -> None:
    with pytest.raises(InvalidSiren):
        _collectivity(world, "Grenoble", siren="213801856")
    _collectivity(world, "Grenoble", siren="213 801 855")
    with pytest.raises(AlreadyKnown):
        _collectivity(world, "Autre", siren="213801855")


def test_a_collectivity_is_named_by_siren_name_or_alias(world: World) -> None:
    grenoble = _collectivity(world, "Grenoble", siren="213801855", aliases=("Grelibre",))
    for text in (
        "213801855",
        "213 801 855",
        "grenoble",
        "GRENOBLE",
        "ville de Grenoble",
        "grelibre",
    ):
        assert named(world.session, text).id == grenoble.id
    with pytest.raises(NoSuchCollectivity):
        named(world.session, "Atlantide")
    _collectivity(world, "Grenoble")
    with pytest.raises(SeveralCollectivities):
        named(world.session, "grenoble")


def test_successions_never_go_round(world: World) -> None:
    first, second, third = (world.collectivity() for _ in range(3))

    def follow(predecessor: Collectivity, successor: Collectivity) -> None:
        request = RecordSuccession(
            kind=SuccessionKind.MERGER,
            predecessor_id=predecessor.id,
            successor_id=successor.id,
            effective_on=OPENED,
            reference="arrêté",
        )
        record_succession(world.session, request, by=by())

    follow(first, second)
    follow(second, third)
    with pytest.raises(SuccessionLoop):
        follow(third, first)
    with pytest.raises(SuccessionLoop):
        follow(first, first)
