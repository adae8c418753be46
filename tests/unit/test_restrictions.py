"""What binds a donation's money."""

from __future__ import annotations

import pytest

from fundtracker.donations.errors import DonationFrozen, OutsideEarmark, WrongBudget
from fundtracker.donations.restrictions import Restriction, Target, check, obstacle
from fundtracker.projects.kinds import ActionType, Theme


def _target(
    theme: Theme = Theme.GENERAL, action_type: ActionType | None = ActionType.CRISIS_RESPONSE
) -> Target:
    return Target(project_id=7, title="Eau potable", theme=theme, action_type=action_type)


@pytest.mark.parametrize("theme", Theme)
def test_money_of_the_general_budget_goes_anywhere(theme: Theme) -> None:
    assert obstacle(Restriction(donation_reference="E-1"), _target(theme)) is None


@pytest.mark.parametrize(
    ("budget", "theme", "may"),
    [
        (Theme.WATER, Theme.WATER, True),
        (Theme.WATER, Theme.SANITATION, True),
        (Theme.SANITATION, Theme.WATER, True),
        (Theme.WATER, Theme.GENERAL, False),
        (Theme.WATER, Theme.ENERGY, False),
        (Theme.WASTE, Theme.WASTE, True),
        (Theme.WASTE, Theme.WATER, False),
        (Theme.ENERGY, Theme.ENERGY, True),
        (Theme.ENERGY, Theme.GENERAL, False),
    ],
)
def test_money_of_a_service_budget_goes_to_its_own_field_only(
    budget: Theme, theme: Theme, *, may: bool
) -> None:
    restriction = Restriction(donation_reference="E-1", budget=budget)
    assert (obstacle(restriction, _target(theme)) is None) is may


def test_a_water_budget_never_pays_fund_costs() -> None:
    restriction = Restriction(donation_reference="E-1", budget=Theme.WATER)
    with pytest.raises(WrongBudget, match="L1115-1-1"):
        check(restriction, _target(action_type=None))


def test_an_earmark_on_a_project_binds_to_it() -> None:
    check(Restriction(donation_reference="E-1", project_id=7), _target())
    with pytest.raises(OutsideEarmark):
        check(Restriction(donation_reference="E-1", project_id=8), _target())


def test_an_earmark_on_a_type_binds_to_it_and_keeps_off_fund_costs() -> None:
    bound = Restriction(donation_reference="E-1", action_type=ActionType.CRISIS_RESPONSE)
    check(bound, _target())
    for other in (ActionType.RISK_REDUCTION, None):
        with pytest.raises(OutsideEarmark):
            check(bound, _target(action_type=other))


def test_frozen_money_goes_nowhere_and_says_why() -> None:
    frozen = Restriction(donation_reference="E-1", frozen_reason="vote du conseil")
    with pytest.raises(DonationFrozen, match="vote du conseil"):
        check(frozen, _target())
