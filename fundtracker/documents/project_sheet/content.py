"""What a project sheet says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.marks import Marks
from fundtracker.money import Cents

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.fund_report import DonorLine, ProjectPart
    from fundtracker.documents.news import NewsPart
    from fundtracker.position.over_time import Point
    from fundtracker.position.statement import Seal
    from fundtracker.projects.kinds import ProjectStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPart:
    """A heading: planned (None: not in the budget) and justified."""

    heading: str
    planned: Cents | None
    spent: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPart:
    """A payment to a partner that stands."""

    paid_on: date
    agreement: str
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPart:
    """A status that the project came into, and the reason that donors can read."""

    status: ProjectStatus
    since: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSheet(Marks):
    """Everything the sheet shows; ``published_total`` was typed, never computed."""

    fund: str
    seal: Seal
    project: ProjectPart
    purpose: str
    published_total: Cents | None
    budget: tuple[BudgetPart, ...]
    payments: tuple[PaymentPart, ...]
    statuses: tuple[StatusPart, ...]
    donors: tuple[DonorLine, ...]
    news: tuple[NewsPart, ...] = ()
    over_time: tuple[Point, ...] = ()

    @property
    def spent(self) -> Cents:
        """What was justified under all headings."""
        return Cents(sum(it.spent for it in self.budget))
