"""What a donor report says, computed before anything is drawn; amounts are in cents.

The lines of a report must make its totals: ``DonorReport`` refuses those that do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.paragraphs.words import Words
from fundtracker.donations.kinds import StepKind
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.imprint import Imprint
    from fundtracker.documents.indicators import IndicatorLine
    from fundtracker.documents.milestones import MilestoneLine
    from fundtracker.documents.news import NewsPart, Photograph
    from fundtracker.funds.states import DecisionBody, Origin
    from fundtracker.i18n import Locale
    from fundtracker.ledger.places import Purpose
    from fundtracker.parties.kinds import CollectivityKind
    from fundtracker.position.amounts import Amounts
    from fundtracker.position.statement import Commitments, Position, Seal
    from fundtracker.projects.kinds import ActionType, CofundingStage, ProjectStatus


_NO_WORDS = Words()


class DoesNotAddUp(ValueError):  # noqa: N818 - what it says is its name
    """Lines that contradict their total: a bug in what made them, never the reader's matter."""


def require_equal(left: int, right: int, what: str) -> None:
    """Raise DoesNotAddUp unless both amounts, in cents, are the same."""
    if left != right:
        message = f"{what}: {left} is not {right}"
        raise DoesNotAddUp(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """The collectivité that gave; ``place`` is its département or country, where known."""

    name: str
    kind: CollectivityKind
    siren: str | None = None
    place: str | None = None
    logo: Photograph | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionReference:
    """Who decided, when, under which reference."""

    body: DecisionBody
    decided_on: date
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step of a gift, or money that came in for it or left it again.

    ``is_live`` is false where a later step replaced this one. What left the fund again (a refund,
    a carry-over to another one, a reversal) bears an amount below zero; fees are no step.
    """

    kind: StepKind | Purpose
    dated_on: date
    amount: Cents
    reference: str = ""
    origin: Origin | None = None
    is_live: bool = True

    @property
    def is_commitment(self) -> bool:
        """Whether the line is a paper rather than money."""
        return isinstance(self.kind, StepKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """One donation with its steps; ``restriction`` and ``frozen_reason`` as donors read them."""

    reference: str
    steps: tuple[StepLine, ...]
    to_receive: Cents = ZERO
    restriction: str = ""
    frozen_reason: str = ""

    @property
    def net_received(self) -> Cents:
        """What came in for it and did not leave again."""
        return Cents(sum(step.amount for step in self.steps if not step.is_commitment))


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationLine:
    """The donor's part of an allocation; below zero for what came back (release, reversal).

    ``purpose`` says why where it is no plain allocation: a release, a substitution.
    """

    project_id: int
    dated_on: date
    amount: Cents
    purpose: Purpose
    decision: DecisionReference | None = None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """A payment to a partner: all of it, and which part was this donor's money.

    Below zero for what came back: a partner's refund, a reversal.
    """

    dated_on: date
    payee: str
    amount: Cents
    donor_amount: Cents
    reference: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingLine:
    """A justified expense, the partner's or CUF's own: all of it, and this donor's part."""

    dated_on: date
    label: str
    supplier: str
    amount: Cents
    donor_amount: Cents
    reference: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cofunding:
    """Money given to a project from outside the fund: in none of the fund's figures."""

    cofunder: str
    amount: Cents
    stage: CofundingStage
    dated_on: date
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSheet:
    """What one project did, with the donor's money (``donor``) and with everybody's (``whole``).

    ``action_type`` is None for the project that bears the fund's own costs. ``payments`` and
    ``spending`` hold at least every line with a part of this donor's.
    """

    project_id: int
    title: str
    action_type: ActionType | None
    status: ProjectStatus
    donor: Amounts
    whole: Amounts
    n_donors: int
    country: str = ""
    place: str = ""
    partner: str = ""
    authority: str = ""
    status_since: date | None = None
    status_reason: str = ""
    description: str = ""
    results: str = ""
    payments: tuple[PaymentLine, ...] = ()
    spending: tuple[SpendingLine, ...] = ()
    cofunding: tuple[Cofunding, ...] = ()
    indicators: tuple[IndicatorLine, ...] = ()
    milestones: tuple[MilestoneLine, ...] = ()

    def __post_init__(self) -> None:
        name = f"project {self.project_id}"
        paid = self.donor.advanced + self.donor.justified + self.donor.lost
        parts = sum(line.donor_amount for line in self.payments)
        require_equal(parts, paid, f"{name}: payments and what was paid to partners")
        parts = sum(line.donor_amount for line in self.spending)
        require_equal(parts, self.donor.justified_in_all, f"{name}: expenses and what is justified")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeTerms:
    """The management fee that bears on this donor: rate in basis points, cap in cents."""

    rate_bp: int
    cap: Cents | None = None
    decision: DecisionReference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published fact and where it was published."""

    fact: str
    dated: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorReport:
    """Everything the report shows. Raises DoesNotAddUp unless its lines make its totals.

    ``statement`` is the collectivité's in the fund, ``fund_statement`` the fund's; both are taken
    at the same entry of the ``book`` (its code).
    """

    locale: Locale
    issuer: str
    fund_name: str
    crisis: str
    donor: Donor
    book: str
    starts_on: date
    gifts: tuple[Gift, ...]
    allocations: tuple[AllocationLine, ...]
    projects: tuple[ProjectSheet, ...]
    statement: Position
    fund_statement: Position
    n_fund_donors: int
    n_fund_projects: int
    fee: FeeTerms | None = None
    sources: tuple[Source, ...] = ()
    news: tuple[NewsPart, ...] = ()
    words: Words = _NO_WORDS
    demonstration: bool = False
    imprint: Imprint | None = None

    def __post_init__(self) -> None:
        require_equal(
            self.seal.entry_number,
            self.fund_statement.seal.entry_number if self.fund_statement.seal else 0,
            "the entries of both statements",
        )
        for place in ("held", "advanced", "justified", "spent", "lost"):
            parts = sum(getattr(sheet.donor, place) for sheet in self.projects)
            require_equal(parts, getattr(self.statement, place), f"{place}, over the projects")
        for sheet in self.projects:
            lines = self.allocations_to(sheet.project_id)
            name = f"project {sheet.project_id}: its allocations"
            require_equal(sum(line.amount for line in lines), sheet.donor.allocated, name)
        known = {sheet.project_id for sheet in self.projects}
        astray = sum(line.project_id not in known for line in self.allocations)
        require_equal(astray, 0, "allocations to projects that the report lacks")
        moved = sum(gift.net_received for gift in self.gifts)
        require_equal(moved, self.statement.net_received, "received, net, over the gifts")
        awaited = sum(gift.to_receive for gift in self.gifts)
        require_equal(awaited, self.commitments.still_to_receive, "still to receive, by gift")

    @property
    def as_of(self) -> date:
        """The day that the figures are of."""
        return self.statement.as_of

    @property
    def seal(self) -> Seal:
        """The entry that the figures were taken at, and the hash of the chain there."""
        assert self.statement.seal is not None, "one fund has one book"
        return self.statement.seal

    @property
    def commitments(self) -> Commitments:
        """What the donor announced and is bound to."""
        assert self.statement.commitments is not None, "a collectivity has whole donations"
        return self.statement.commitments

    def allocations_to(self, project_id: int) -> list[AllocationLine]:
        """Return the lines of one project, in their order."""
        return [line for line in self.allocations if line.project_id == project_id]

    @property
    def n_projects(self) -> int:
        """How many projects hold or had some of the donor's money."""
        return sum(1 for sheet in self.projects if sheet.donor.allocated)
