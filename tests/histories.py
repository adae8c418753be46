"""Random histories of two funds: every act of the product, in any order, on any date."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.allocations.queries import proposal
from fundtracker.allocations.rules import Line, Method
from fundtracker.allocations.service import Allocate, Release, allocate, release
from fundtracker.allocations.substitute import Substitute, substitute
from fundtracker.corrections.correct_expenditure import CorrectExpenditure, correct_expenditure
from fundtracker.corrections.correct_receipt import CorrectReceipt, correct_receipt
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.fee_moves import ReturnFee, WithdrawFees, return_fee, withdraw_fees
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.donations.models import Donation, Receipt
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.errors import Refusal
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import SUBSTITUTABLE, Place
from fundtracker.money import Cents
from fundtracker.parties.models import PartnerKind
from fundtracker.parties.service import AddPartner, add_partner
from fundtracker.projects.kinds import ActionType
from fundtracker.projects.models import Project
from fundtracker.spending.agreements import SignAgreement, sign_agreement
from fundtracker.spending.direct import SpendDirectly, spend_directly
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.spending.justify import AcceptExpenditure, accept_expenditure
from fundtracker.spending.models import Expenditure, PartnerAgreement
from fundtracker.spending.refund import RefundByPartner, refund_by_partner
from fundtracker.spending.withdraw import WithdrawExpenditure, withdraw_expenditure
from fundtracker.spending.write_off import WriteOff, write_off
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST = date(2017, 1, 1)
LAST = date(2019, 12, 31)

_BACK_DATED = 0.2


@dataclass(frozen=True)
class Stage:
    """One fund, with what acts need."""

    fund: Fund
    decision_id: int
    gifts: Sequence[Donation]
    projects: Sequence[Project]
    agreement: PartnerAgreement

    @property
    def spendable(self) -> Sequence[Project]:
        """The projects that the agreement covers."""
        return self.projects[:2]


@dataclass
class History:
    """Two funds to which anything may happen; what was done and what was refused is counted."""

    session: Session
    random: Random
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    _elapsed: int = 0

    def __post_init__(self) -> None:
        world = World(self.session)
        self.stages = [self._stage(world, rate_bp=800), self._stage(world, rate_bp=0)]

    def _stage(self, world: World, *, rate_bp: int) -> Stage:
        fund = world.fund(rate_bp=rate_bp)
        projects = [
            world.project(fund, action_type=it)
            for it in (ActionType.CRISIS_RESPONSE, ActionType.CAPACITY_BUILDING, None)
        ]
        partner = add_partner(
            self.session,
            AddPartner(kind=PartnerKind.IMPLEMENTING_PARTNER, name="Partenaire"),
            by=Signature(),
        )
        agreement = sign_agreement(
            self.session,
            SignAgreement(
                fund_id=fund.id,
                partner_id=partner.id,
                project_ids=(projects[0].id, projects[1].id),
                reference="CP-1",
                amount=Cents(10_000_000_00),
                signed_on=FIRST,
            ),
            by=Signature(),
        )
        gifts = [world.gift(fund) for _ in range(4)]
        return Stage(fund, world.decision(fund).id, gifts, projects, agreement)

    def act(self, verb: str) -> None:
        """Try one act on random records, dates and amounts; a refusal must leave nothing."""
        before = self._written()
        self._elapsed = min(self._elapsed + self.random.randrange(10), (LAST - FIRST).days)
        try:
            with self._undone_if_refused():
                getattr(self, verb)(self.random.choice(self.stages))
        except Refusal as refusal:
            self.refused[f"{verb}: {type(refusal).__name__}"] += 1
            assert self._written() == before, f"{verb} was refused, yet something was written"
        except LookupError:
            self.refused[f"{verb}: nothing there yet"] += 1
        else:
            self.done[verb] += 1

    @contextmanager
    def _undone_if_refused(self) -> Iterator[None]:
        with self.session.begin_nested():
            yield

    def _written(self) -> tuple[int, int]:
        return (
            self.session.scalars(select(func.count()).select_from(Act)).one(),
            self.session.scalars(select(func.count()).select_from(Entry)).one(),
        )

    def _day(self) -> date:
        # Time goes on from act to act; now and then one is back-dated to anywhere.
        days = self._elapsed
        if self.random.random() < _BACK_DATED:
            days = self.random.randrange(days + 1)
        return FIRST + timedelta(days=days)

    def _amount(self) -> Cents:
        # Odd cents, and now and then a single one.
        return Cents(self.random.choice([1, self.random.randrange(1, 20_00)]))

    # The verbs, each a service of the product.

    def receive(self, at: Stage) -> None:
        request = ReceivePayment(
            donation_id=self.random.choice(at.gifts).id,
            amount=Cents(self.random.randrange(1, 2_000_00)),
            received_on=self._day(),
        )
        receive(self.session, request, by=Signature())

    def return_fee(self, at: Stage) -> None:
        request = ReturnFee(
            donation_id=self.random.choice(at.gifts).id,
            amount=self._amount(),
            on=self._day(),
            reason="erreur",
        )
        return_fee(self.session, request, by=Signature())

    def withdraw_fees(self, at: Stage) -> None:
        request = WithdrawFees(fund_id=at.fund.id, amount=self._amount(), on=self._day())
        withdraw_fees(self.session, request, by=Signature())

    def allocate(self, at: Stage) -> None:
        project = self.random.choice(at.projects)
        method = self.random.choice(list(Method))
        lines = proposal(self.session, project, Cents(30 * self._amount()), method)
        request = Allocate(
            project_id=project.id,
            decision_id=at.decision_id,
            on=self._day(),
            lines=tuple(lines),
        )
        allocate(self.session, request, by=Signature())

    def release(self, at: Stage) -> None:
        line = Line(donation_id=self.random.choice(at.gifts).id, amount=self._amount())
        request = Release(
            project_id=self.random.choice(at.projects).id,
            decision_id=at.decision_id,
            on=self._day(),
            lines=(line,),
        )
        release(self.session, request, by=Signature())

    def substitute(self, at: Stage) -> None:
        there = self.random.choice(
            self.session.scalars(
                select(Account)
                .where(
                    Account.book_id == at.fund.book_id,
                    Account.place.in_(SUBSTITUTABLE),
                    Account.debits_posted > Account.credits_posted,
                )
                .order_by(Account.id)
            ).all()
        )
        request = Substitute(
            project_id=there.project_id or 0,
            place=there.place,
            donation_id=there.donation_id,
            by_donation_id=self.random.choice(at.gifts).id,
            amount=Cents(self.random.randrange(1, 2_00)),
            on=self._day(),
            decision_id=at.decision_id,
            reason="erreur de donateur",
            agreement_id=there.agreement_id,
        )
        substitute(self.session, request, by=Signature())

    def disburse(self, at: Stage) -> None:
        request = Disburse(
            agreement_id=at.agreement.id,
            project_id=self.random.choice(at.spendable).id,
            amount=self._amount(),
            paid_on=self._day(),
        )
        disburse(self.session, request, by=Signature())

    def accept_expenditure(self, at: Stage) -> None:
        amount, day = self._amount(), self._day()
        request = AcceptExpenditure(
            agreement_id=at.agreement.id,
            project_id=self.random.choice(at.spendable).id,
            supplier="Entreprise",
            heading="Travaux",
            piece_reference="F-1",
            incurred_on=day,
            accepted_on=day,
            document_total=amount,
            amount=amount,
        )
        accept_expenditure(self.session, request, by=Signature())

    def withdraw_expenditure(self, at: Stage) -> None:
        found = self.session.scalars(
            select(Expenditure.id).where(Expenditure.project_id.in_([it.id for it in at.projects]))
        ).all()
        request = WithdrawExpenditure(
            expenditure_id=self.random.choice(found), on=self._day(), reason="erreur"
        )
        withdraw_expenditure(self.session, request, by=Signature())

    def correct_expenditure(self, at: Stage) -> None:
        found = self.session.scalars(
            select(Expenditure).where(Expenditure.project_id.in_([it.id for it in at.projects]))
        ).all()
        wrong = self.random.choice(found)
        amount, day = self._amount(), self._day()
        right: AcceptExpenditure | SpendDirectly
        if wrong.agreement_id is None:
            right = SpendDirectly(
                project_id=wrong.project_id,
                supplier="Compagnie",
                heading="Mission",
                piece_reference="M-2",
                incurred_on=day,
                paid_on=day,
                amount=amount,
                document_total=amount,
            )
        else:
            right = AcceptExpenditure(
                agreement_id=wrong.agreement_id,
                project_id=self.random.choice(at.spendable).id,
                supplier="Entreprise",
                heading="Travaux",
                piece_reference="F-2",
                incurred_on=day,
                accepted_on=day,
                document_total=amount,
                amount=amount,
            )
        request = CorrectExpenditure(expenditure_id=wrong.id, right=right, reason="erreur")
        correct_expenditure(self.session, request, by=Signature())

    def spend_directly(self, at: Stage) -> None:
        amount, day = self._amount(), self._day()
        request = SpendDirectly(
            project_id=self.random.choice(at.projects).id,
            supplier="Compagnie",
            heading="Mission",
            piece_reference="M-1",
            incurred_on=day,
            paid_on=day,
            amount=amount,
            document_total=amount,
        )
        spend_directly(self.session, request, by=Signature())

    def refund_by_partner(self, at: Stage) -> None:
        request = RefundByPartner(
            agreement_id=at.agreement.id,
            project_id=self.random.choice(at.spendable).id,
            amount=self._amount(),
            received_on=self._day(),
        )
        refund_by_partner(self.session, request, by=Signature())

    def write_off(self, at: Stage) -> None:
        request = WriteOff(
            agreement_id=at.agreement.id,
            project_id=self.random.choice(at.spendable).id,
            amount=self._amount(),
            on=self._day(),
            decision_id=at.decision_id,
        )
        write_off(self.session, request, by=Signature())

    def refund(self, at: Stage) -> None:
        request = Refund(
            donation_id=self.random.choice(at.gifts).id,
            amount=self._amount(),
            on=self._day(),
            decision_id=at.decision_id,
        )
        refund(self.session, request, by=Signature())

    def carry_over(self, at: Stage) -> None:
        other = next(it for it in self.stages if it is not at)
        request = CarryOverTo(
            donation_id=self.random.choice(at.gifts).id,
            to_fund_id=other.fund.id,
            amount=self._amount(),
            on=self._day(),
            decision_id=at.decision_id,
            consent="délibération",
        )
        carry_over(self.session, request, by=Signature())

    def reverse(self, at: Stage) -> None:
        numbers = self.session.scalars(
            select(Entry.number).where(Entry.book_id == at.fund.book_id)
        ).all()
        request = Reverse(
            fund_id=at.fund.id,
            numbers=(self.random.choice(numbers),),
            on=self._day(),
            reason="erreur",
        )
        reverse(self.session, request, by=Signature())

    def correct_receipt(self, at: Stage) -> None:
        receipts = self.session.scalars(
            select(Receipt.id).where(Receipt.book_id == at.fund.book_id)
        ).all()
        request = CorrectReceipt(
            receipt_id=self.random.choice(receipts),
            amount=Cents(self.random.randrange(1, 2_000_00)),
            received_on=self._day(),
            reason="faute de frappe",
        )
        correct_receipt(self.session, request, by=Signature())


VERBS = (
    "receive",
    "allocate",
    "disburse",
    "accept_expenditure",
    "spend_directly",
    "return_fee",
    "withdraw_fees",
    "release",
    "substitute",
    "withdraw_expenditure",
    "correct_expenditure",
    "refund_by_partner",
    "write_off",
    "refund",
    "carry_over",
    "reverse",
    "correct_receipt",
)


@dataclass(frozen=True)
class Happened:
    """What the acts of a history ask for: nothing in particular."""


@dataclass(frozen=True)
class Moved:
    """One side of a transfer, as the rows say it: what a recomputation starts from."""

    book_id: int
    number: int
    on: date
    account: Account
    change: int


def moved(session: Session) -> list[Moved]:
    """Read every side of every transfer, with the plainest of queries."""
    found = []
    for side, sign in ((Transfer.debit_account_id, 1), (Transfer.credit_account_id, -1)):
        account = aliased(Account)
        rows = session.execute(
            select(Transfer.book_id, Transfer.number, Entry.effective_on, account, Transfer.amount)
            .join(Entry, (Entry.book_id == Transfer.book_id) & (Entry.number == Transfer.number))
            .join(account, account.id == side)
        )
        found += [
            Moved(book, number, on, it, sign * int(amount)) for book, number, on, it, amount in rows
        ]
    return found


def lowest_balances(sides: Sequence[Moved]) -> dict[int, tuple[Place, int, int]]:
    """Give each account's place, its lowest and its highest balance at the end of any day."""
    by_account: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    places = {}
    for it in sides:
        by_account[it.account.id][it.on] += it.change
        places[it.account.id] = it.account.place
    extremes = {}
    for account_id, days in by_account.items():
        balance = lowest = highest = 0
        for day in sorted(days):
            balance += days[day]
            lowest, highest = min(lowest, balance), max(highest, balance)
        extremes[account_id] = (places[account_id], lowest, highest)
    return extremes
