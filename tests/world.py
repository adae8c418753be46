"""A small world of money for tests, built through the services, so that it keeps every rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from fundtracker.acts.service import Signature
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, allocate
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, Receipt
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.donations.record import RecordDonation, record_donation
from fundtracker.funds.models import Decision, Fund
from fundtracker.funds.service import (
    OpenFund,
    RecordDecision,
    SetFeeRule,
    open_fund,
    record_decision,
    set_fee_rule,
)
from fundtracker.funds.states import DecisionBody
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import AccountKey, Place
from fundtracker.ledger.queries import balance
from fundtracker.money import Cents
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import Collectivity
from fundtracker.parties.service import AddCollectivity, add_collectivity
from fundtracker.projects.kinds import ActionType, ProjectKind, Theme
from fundtracker.projects.models import Project
from fundtracker.projects.service import AddProject, add_project

OPENED = date(2016, 4, 20)
VOTED = date(2016, 5, 23)
RECEIVED = date(2016, 6, 1)
DECIDED = date(2016, 10, 1)


def euros(amount: int) -> Cents:
    """Whole euros in cents."""
    return Cents(amount * 100)


def by() -> Signature:
    """Nobody in particular, with a key of its own."""
    return Signature()


@dataclass
class World:
    """Makes what a test names, and what that needs besides."""

    session: Session
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def fund(self, *, code: str = "", rate_bp: int = 0, cap: Cents | None = None) -> Fund:
        number = next(self._numbers)
        fund = open_fund(
            self.session,
            OpenFund(
                code=code or f"fonds-{number}",
                name=f"Fonds {number}",
                territory="Équateur",
                crisis_name="Séisme",
                crisis_on=date(2016, 4, 16),
                opened_on=OPENED,
            ),
            by=by(),
        )
        if rate_bp:
            set_fee_rule(
                self.session,
                SetFeeRule(
                    fund_id=fund.id,
                    valid_from=OPENED,
                    rate_bp=rate_bp,
                    cap=cap,
                    decision_id=self.decision(fund).id,
                ),
                by=by(),
            )
        return fund

    def decision(self, fund: Fund) -> Decision:
        return record_decision(
            self.session,
            RecordDecision(
                fund_id=fund.id,
                body=DecisionBody.COMMITTEE,
                decided_on=DECIDED,
                reference=f"D-{next(self._numbers)}",
                subject="Décision",
            ),
            by=by(),
        )

    def collectivity(self, name: str = "") -> Collectivity:
        return add_collectivity(
            self.session,
            AddCollectivity(
                kind=CollectivityKind.COMMUNE, name=name or f"Ville {next(self._numbers)}"
            ),
            by=by(),
        )

    def gift(
        self,
        fund: Fund,
        *,
        budget: Theme = Theme.GENERAL,
        earmark_action_type: ActionType | None = None,
        earmark_project_id: int | None = None,
    ) -> Donation:
        return record_donation(
            self.session,
            RecordDonation(
                fund_id=fund.id,
                collectivity_id=self.collectivity().id,
                budget=budget,
                earmark_action_type=earmark_action_type,
                earmark_project_id=earmark_project_id,
            ),
            by=by(),
        )

    def other_money(self, fund: Fund, kind: DonationKind) -> Donation:
        return record_donation(self.session, RecordDonation(fund_id=fund.id, kind=kind), by=by())

    def receive(self, donation: Donation, amount: Cents, on: date = RECEIVED) -> Receipt:
        return receive(
            self.session,
            ReceivePayment(donation_id=donation.id, amount=amount, received_on=on),
            by=by(),
        )

    def paid_gift(self, fund: Fund, amount: Cents, *, budget: Theme = Theme.GENERAL) -> Donation:
        donation = self.gift(fund, budget=budget)
        self.receive(donation, amount)
        return donation

    def project(
        self,
        fund: Fund,
        *,
        theme: Theme = Theme.GENERAL,
        action_type: ActionType | None = ActionType.CRISIS_RESPONSE,
    ) -> Project:
        kind = ProjectKind.ACTION if action_type else ProjectKind.FUND_COSTS
        return add_project(
            self.session,
            AddProject(
                fund_id=fund.id,
                kind=kind,
                title=f"Projet {next(self._numbers)}",
                country="Équateur",
                place="Sucre",
                action_type=action_type,
                theme=theme,
                since=OPENED,
            ),
            by=by(),
        )

    def allocate(self, project: Project, *lines: tuple[Donation, Cents], on: date = DECIDED) -> int:
        fund = self.session.get_one(Fund, project.fund_id)
        return allocate(
            self.session,
            Allocate(
                project_id=project.id,
                decision_id=self.decision(fund).id,
                on=on,
                lines=tuple(Line(donation_id=it.id, amount=amount) for it, amount in lines),
            ),
            by=by(),
        )

    def at(self, place: Place, donation: Donation, project: Project | None = None) -> Cents:
        """The balance of one account."""
        key = AccountKey(place, donation.id, project.id if project else None)
        return balance(self.session, key)

    def everywhere(self, donation: Donation) -> dict[Place, int]:
        """What a donation has at each place, over its projects; zeros left out."""
        sums: dict[Place, int] = {}
        for account in self.session.query(Account).filter_by(donation_id=donation.id):
            self.session.refresh(account)
            sums[account.place] = sums.get(account.place, 0) + account.balance
        return {place: amount for place, amount in sums.items() if amount}
