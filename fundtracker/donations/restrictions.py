"""What binds a donation's money: its budget of origin, its earmark, its freeze. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.donations.errors import DonationFrozen, OutsideEarmark, WrongBudget
from fundtracker.projects.kinds import ActionType, Theme

if TYPE_CHECKING:
    from fundtracker.errors import Refusal


# Water and sanitation services are one in the law: CGCT L1115-1-1, first paragraph.
_MATCHING: dict[Theme, frozenset[Theme]] = {
    Theme.WATER: frozenset({Theme.WATER, Theme.SANITATION}),
    Theme.SANITATION: frozenset({Theme.WATER, Theme.SANITATION}),
    Theme.WASTE: frozenset({Theme.WASTE}),
    Theme.ENERGY: frozenset({Theme.ENERGY}),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Restriction:
    """What a donation's money is bound to."""

    donation_reference: str
    budget: Theme = Theme.GENERAL
    action_type: ActionType | None = None
    project_id: int | None = None
    frozen_reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """The project towards which money would go; fund costs have no type of action."""

    project_id: int
    title: str
    theme: Theme
    action_type: ActionType | None


def obstacle(restriction: Restriction, target: Target) -> Refusal | None:
    """Find what forbids this donation's money to go to the target; None when it may."""
    reference = restriction.donation_reference
    if restriction.frozen_reason is not None:
        return DonationFrozen(reference=reference, reason=restriction.frozen_reason)
    matching = _MATCHING.get(restriction.budget)
    if matching is not None and target.theme not in matching:
        return WrongBudget(
            reference=reference, budget=restriction.budget.label, project=target.title
        )
    is_elsewhere = restriction.project_id not in {None, target.project_id}
    is_other_type = restriction.action_type not in {None, target.action_type}
    if is_elsewhere or is_other_type:
        return OutsideEarmark(reference=reference, project=target.title)
    return None


def check(restriction: Restriction, target: Target) -> None:
    """Raise what forbids this donation's money to go to the target."""
    refusal = obstacle(restriction, target)
    if refusal is not None:
        raise refusal
