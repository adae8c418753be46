"""What a report on a fund says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.donor_report.content import require_equal
from fundtracker.documents.marks import Marks
from fundtracker.funds.states import FundState

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.donor_report.content import Cofunding, DecisionReference
    from fundtracker.documents.indicators import IndicatorLine
    from fundtracker.documents.milestones import MilestoneLine
    from fundtracker.documents.news import NewsPart
    from fundtracker.money import Cents
    from fundtracker.parties.kinds import CollectivityKind
    from fundtracker.position.amounts import Amounts
    from fundtracker.position.over_time import Point
    from fundtracker.position.statement import Position
    from fundtracker.projects.kinds import ActionType, ProjectStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """Who asked for the fund, and when."""

    requested_by: str
    requested_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseLine:
    """A phase of the fund's life."""

    name: str
    starts_on: date
    ends_on: date | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorLine:
    """Who gave; ``received`` only with the donor's consent to publish it."""

    name: str
    kind: CollectivityKind
    received: Cents | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPart:
    """What one project did with the fund's money; no action type: the fund's own costs."""

    project_id: int
    title: str
    action_type: ActionType | None
    status: ProjectStatus
    status_since: date | None
    status_reason: str
    country: str
    place: str
    latitude: float | None
    longitude: float | None
    partner: str
    authority: str
    description: str
    results: str
    planned: Cents | None
    amounts: Amounts
    n_donors: int
    cofunding: tuple[Cofunding, ...]
    indicators: tuple[IndicatorLine, ...] = ()
    milestones: tuple[MilestoneLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPart:
    """A decision, what it approved, and what was allocated under it."""

    reference: DecisionReference
    subject: str
    approved: Cents | None
    allocated: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class FundReport(Marks):
    """Everything the report shows. Raises DoesNotAddUp unless its lines make its totals."""

    fund: str
    territory: str
    crisis: str
    happened: str
    what_happened: str
    description: str
    state: FundState
    opened_on: date
    chair: str
    leftover_rule: str
    requests: tuple[RequestLine, ...]
    phases: tuple[PhaseLine, ...]
    statement: Position
    # Whose money was received: as every page counts them. Those whose money came from another fund
    # alone are in ``donors`` besides.
    n_donors: int
    donors: tuple[DonorLine, ...]
    projects: tuple[ProjectPart, ...]
    decisions: tuple[DecisionPart, ...]
    news: tuple[NewsPart, ...] = ()
    over_time: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        for place in ("held", "advanced", "justified", "spent", "lost", "allocated"):
            parts = sum(getattr(it.amounts, place) for it in self.projects)
            require_equal(parts, getattr(self.statement, place), f"{place}, over the projects")

    @property
    def is_final(self) -> bool:
        """Whether the fund is closed: its last report."""
        return self.state is FundState.CLOSED
