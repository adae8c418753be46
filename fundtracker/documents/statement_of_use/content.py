"""What a financial statement of use says; amounts are in cents.

Resources and uses of the year balance: what was left on 1 January and what came in is what was
used, taken as fees, given back, and what is left to be used on the last day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.donor_report.content import require_equal
from fundtracker.documents.marks import Marks
from fundtracker.money import Cents

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.position.statement import Seal
    from fundtracker.projects.kinds import ProjectStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLine:
    """What was justified of this donation in the year under one heading."""

    heading: str
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class UseOfProject:
    """A project that the donation paid for: what was planned for the year, and what was used.

    ``planned`` is what was allocated to it up to the year's end and not used before.
    """

    project_id: int
    title: str
    place: str
    partner: str
    status: ProjectStatus
    status_reason: str
    description: str
    results: str
    planned: Cents
    lines: tuple[UseLine, ...]

    @property
    def used(self) -> Cents:
        """What was justified in the year."""
        return Cents(sum(it.amount for it in self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementOfUse(Marks):
    """One donation in one financial year. Raises DoesNotAddUp unless both sides balance.

    ``carried_in`` came from another fund; ``expected`` is what the donor still had to pay when the
    year began, or bound itself to in it.
    """

    donor: str
    siren: str
    fund: str
    reference: str
    paper: str
    seal: Seal
    starts_on: date
    due_on: date
    opening: Cents
    expected: Cents
    received: Cents
    carried_in: Cents
    fees: Cents
    projects: tuple[UseOfProject, ...]
    returned: Cents
    carried_out: Cents
    lost: Cents
    closing: Cents
    fund_given: Cents

    def __post_init__(self) -> None:
        require_equal(self.resources, self.uses, "resources and uses of the year")

    @property
    def used(self) -> Cents:
        """What was justified in the year, over all projects."""
        return Cents(sum(it.used for it in self.projects))

    @property
    def planned(self) -> Cents:
        """What was allocated to projects and not used before the year."""
        return Cents(sum(it.planned for it in self.projects))

    @property
    def resources(self) -> Cents:
        """What could be used: left over on 1 January, and received."""
        return Cents(self.opening + self.received + self.carried_in)

    @property
    def uses(self) -> Cents:
        """What became of it, what is left to be used included."""
        out = self.returned + self.carried_out + self.lost
        return Cents(self.fees + self.used + out + self.closing)
