"""What the report to a donor over all funds says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.donor_report.content import require_equal
from fundtracker.documents.marks import Marks
from fundtracker.money import Cents
from fundtracker.projects.kinds import ActionType

if TYPE_CHECKING:
    from fundtracker.documents.donor_report.content import Donor, DonorReport, ProjectSheet
    from fundtracker.position.statement import Position

_PLACES = (
    "received", "returned", "carried", "fees", "unallocated", "held", "advanced", "justified",
    "spent", "lost",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What all funds did by one type of action (None: their own costs), with a donor's money."""

    action_type: ActionType | None
    n_projects: int
    allocated: Cents
    paid_out: Cents
    justified: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorOverview(Marks):
    """One donor over all funds on a day; ``funds`` say of each what its own report says.

    Raises DoesNotAddUp unless they make ``statement``, place by place.
    """

    donor: Donor
    statement: Position
    funds: tuple[DonorReport, ...]

    def __post_init__(self) -> None:
        for place in _PLACES:
            parts = sum(getattr(it.statement, place) for it in self.funds)
            require_equal(parts, getattr(self.statement, place), f"{place}, over the funds")

    @property
    def projects(self) -> tuple[ProjectSheet, ...]:
        """The projects that hold or had some of the donor's money, in all funds."""
        return tuple(it for fund in self.funds for it in fund.projects if it.donor.allocated)

    def uses(self) -> list[Use]:
        """Add the projects up by type of action, in the order of the types."""
        order: tuple[ActionType | None, ...] = (*ActionType, None)
        found = []
        for action_type in order:
            its = [it.donor for it in self.projects if it.action_type is action_type]
            if its:
                use = Use(
                    action_type=action_type,
                    n_projects=len(its),
                    allocated=Cents(sum(it.allocated for it in its)),
                    paid_out=Cents(sum(it.paid_out for it in its)),
                    justified=Cents(sum(it.justified_in_all for it in its)),
                )
                found.append(use)
        return found
