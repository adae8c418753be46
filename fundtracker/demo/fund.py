"""One fund on the stage: what its committee, its bureau and its staff do, in euros and in words."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.allocations.queries import proposal
from fundtracker.allocations.rules import Line, Method
from fundtracker.allocations.service import Allocate, Release, allocate, release
from fundtracker.demo.facts import cofunding, fund, projects, published
from fundtracker.demo.papers import keep_paper
from fundtracker.donations.fee_moves import WithdrawFees, withdraw_fees
from fundtracker.donations.queries import unallocated
from fundtracker.funds.models import PublishedFigure
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
from fundtracker.funds.states import DecisionBody, FundState, Origin
from fundtracker.ledger.models import Account
from fundtracker.ledger.periods import LockPeriod, lock_period
from fundtracker.ledger.places import Place
from fundtracker.ledger.queries import available
from fundtracker.money import Cents, split
from fundtracker.parties.models import PartnerKind
from fundtracker.parties.service import AddPartner, add_partner
from fundtracker.projects.kinds import ProjectKind, ProjectStatus
from fundtracker.projects.queries import get_project
from fundtracker.projects.service import (
    AddProject,
    ChangeProjectStatus,
    RecordCofunding,
    add_project,
    change_project_status,
    record_cofunding,
)
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.demo.stage import Stage

COSTS = "costs"

_SEED = 2016


def euros(amount: float) -> Cents:
    """Return an amount in euros, as the stories say it, in cents."""
    return Cents(round(amount * 100))


class FundStage:
    """A fund of the demonstration, opened on the stage's day, with its projects by their keys."""

    def __init__(self, stage: Stage, code: str, partners: dict[str, int]) -> None:
        self.stage = stage
        self.code = code
        self.session = stage.session
        self.id = 0
        self.book_id = 0
        # Each fund draws for itself: what changes in one story moves nothing in the others.
        self.random = Random(f"{_SEED} {code}")
        self.projects: dict[str, int] = {}
        self.agreements: dict[str, int] = {}
        self._partners = partners
        self._committee = 0

    def open(self) -> None:
        """Open the fund as published, with its rules (fictitious) and what was published of it."""
        facts = fund(self.code)
        opened = open_fund(
            self.session,
            OpenFund(
                code=facts.code,
                name=facts.name,
                territory=facts.territory,
                crisis_name=facts.crisis,
                crisis_on=facts.crisis_on,
                crisis_text=facts.crisis_text,
                opened_on=facts.opened_on,
                requested_by=facts.requested_by,
                request_source=facts.source,
                appeal_reference=f"Appel aux dons {facts.name} (référence fictive)",
                description=facts.description,
                # The example of the IBAN registry: of nobody.
                iban="FR14 2004 1010 0505 0001 3M02 606",
                chair="Élue ou élu d’une collectivité donatrice (nom non publié)",
                leftover_rule="Reliquat réparti par décision du comité des donateurs (fictif)",
            ),
            by=self.stage.sign(),
        )
        self.id, self.book_id = opened.id, opened.book_id
        self.set_fee(facts.fee_bp, cap=facts.fee_cap)
        self.session.add_all(
            PublishedFigure(
                fund_id=self.id,
                as_of=it.as_of,
                donors=it.donors,
                collected=it.collected,
                source=it.source,
                note=it.note,
            )
            for it in published(self.code)
        )
        self._add_projects()

    def set_fee(self, rate_bp: int, *, cap: Cents | None = None) -> None:
        """Set the management fee from the stage's day on, by a decision of the bureau."""
        rate = f"{rate_bp / 100:g}".replace(".", ",")
        decision = self.decide(
            f"Frais de gestion de {rate}\u00a0% (fictif)", body=DecisionBody.BUREAU
        )
        set_fee_rule(
            self.session,
            SetFeeRule(
                fund_id=self.id,
                valid_from=self.stage.today,
                rate_bp=rate_bp,
                cap=cap,
                decision_id=decision,
            ),
            by=self.stage.sign(Role.ADMIN),
        )

    def _add_projects(self) -> None:
        for it in projects(self.code):
            authority = (
                self.partner(it.authority, PartnerKind.BENEFICIARY_AUTHORITY)
                if it.authority
                else None
            )
            project = add_project(
                self.session,
                AddProject(
                    fund_id=self.id,
                    title=it.title,
                    country=it.country,
                    place=it.place,
                    action_type=it.action_type,
                    theme=it.theme,
                    purpose_code=it.purpose_code,
                    since=self.stage.today,
                    description=it.description,
                    results=it.results,
                    planned=it.planned,
                    source=it.source,
                    latitude=it.latitude,
                    longitude=it.longitude,
                    beneficiary_id=authority,
                    partner_id=self.partner(it.partner),
                ),
                by=self.stage.sign(),
            )
            self.projects[it.key] = project.id
        costs = add_project(
            self.session,
            AddProject(
                fund_id=self.id,
                kind=ProjectKind.FUND_COSTS,
                title="Frais du fonds\u00a0: missions, banque",
                country="France",
                place="",
                action_type=None,
                since=self.stage.today,
                status=ProjectStatus.UNDER_WAY,
                description="Missions d’identification et frais bancaires, à part des projets.",
            ),
            by=self.stage.sign(),
        )
        self.projects[COSTS] = costs.id

    def partner(self, name: str, kind: PartnerKind = PartnerKind.IMPLEMENTING_PARTNER) -> int:
        """Return the partner of that name, added when it is first named."""
        if name not in self._partners:
            added = add_partner(
                self.session, AddPartner(kind=kind, name=name), by=self.stage.sign()
            )
            self._partners[name] = added.id
        return self._partners[name]

    def cofund(self) -> None:
        """Record what was published as given beside the fund."""
        for it in cofunding(self.code):
            record_cofunding(
                self.session,
                RecordCofunding(
                    project_id=self.projects[it.project],
                    cofunder=it.cofunder,
                    amount=it.amount,
                    stage=it.stage,
                    dated_on=it.dated_on,
                    origin=Origin.PUBLISHED,
                    source=it.source,
                ),
                by=self.stage.sign(),
            )

    def become(self, state: FundState, reason: str = "") -> None:
        """Bring the fund into another state."""
        change_fund_state(
            self.session,
            ChangeFundState(fund_id=self.id, state=state, since=self.stage.today, reason=reason),
            by=self.stage.sign(),
        )

    def status(self, project: str, status: ProjectStatus, reason: str = "") -> None:
        """Bring a project into another status, for a reason that donors read."""
        change_project_status(
            self.session,
            ChangeProjectStatus(
                project_id=self.projects[project],
                status=status,
                since=self.stage.today,
                reason=reason,
            ),
            by=self.stage.sign(),
        )

    def decide(
        self,
        subject: str,
        *,
        body: DecisionBody = DecisionBody.COMMITTEE,
        approved: float | None = None,
    ) -> int:
        """Record a decision of the day with its minutes, both fictitious; return its id."""
        self._committee += 1
        number = f"{self.stage.today.year}-{self._committee:02}"
        letters = "CD" if body is DecisionBody.COMMITTEE else "BU"
        reference = f"{letters} {number} (fictive)"
        minutes = keep_paper(self.stage, "Relevé de décision", reference, subject)
        decision = record_decision(
            self.session,
            RecordDecision(
                fund_id=self.id,
                body=body,
                decided_on=self.stage.today,
                reference=reference,
                subject=subject,
                approved=None if approved is None else euros(approved),
                file_sha256=minutes,
            ),
            by=self.stage.sign(Role.ADMIN if body is DecisionBody.BUREAU else Role.MANAGER),
        )
        return decision.id

    def allocate(
        self,
        project: str,
        amount: float,
        decision: int,
        *,
        method: Method = Method.EARMARKED_FIRST,
    ) -> int:
        """Allocate an amount in euros as the product proposes it; return the entry's number."""
        target = get_project(self.session, self.projects[project])
        lines = proposal(self.session, target, euros(amount), method)
        return self._allocate(target.id, decision, lines)

    def allocate_rest(self, project: str, decision: int) -> None:
        """Allocate everything that is left to allocate, to the cent."""
        left = unallocated(self.session, self.id)
        lines = [Line(donation_id=it, amount=amount) for it, amount in left.items()]
        self._allocate(self.projects[project], decision, lines)

    def _allocate(self, project_id: int, decision: int, lines: list[Line]) -> int:
        return allocate(
            self.session,
            Allocate(
                project_id=project_id,
                decision_id=decision,
                on=self.stage.today,
                lines=tuple(lines),
            ),
            by=self.stage.sign(),
        )

    def release(self, project: str, amount: float, decision: int, reason: str) -> None:
        """Return an amount in euros to unallocated, in proportion to what each donation has."""
        project_id = self.projects[project]
        held = available(self.session, Place.HELD, project_id)
        parts = split(euros(amount), [it.left for it in held])
        release(
            self.session,
            Release(
                project_id=project_id,
                decision_id=decision,
                on=self.stage.today,
                lines=tuple(
                    Line(donation_id=it.key.donation_id, amount=part)
                    for it, part in zip(held, parts, strict=True)
                    if part
                ),
                reason=reason,
            ),
            by=self.stage.sign(),
        )

    def lock(self, until: date) -> None:
        """Close the fund's accounts up to a day."""
        lock_period(
            self.session,
            LockPeriod(book_code=self.code, until=until, reason="Comptes arrêtés (fictif)"),
            by=self.stage.sign(Role.ACCOUNTANT),
        )

    def withdraw_fees(self) -> None:
        """Let CUF take all the management fees that there are."""
        fees = self.session.scalars(
            select(Account.debits_posted - Account.credits_posted).where(
                Account.place == Place.FEES, Account.book_id == self.book_id
            )
        )
        withdraw_fees(
            self.session,
            WithdrawFees(
                fund_id=self.id,
                amount=Cents(sum(fees)),
                on=self.stage.today,
                bank_reference=f"VIR INTERNE FICTIF {self.stage.paper():04}",
            ),
            by=self.stage.sign(Role.ACCOUNTANT),
        )
