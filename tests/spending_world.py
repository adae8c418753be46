"""A project under way, for tests of spending: money of several donors held, and an agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from fundtracker.allocations.rules import Line
from fundtracker.donations.models import Donation
from fundtracker.donations.record import Freeze, freeze
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import AccountKey, Place
from fundtracker.ledger.queries import balance, movements_of
from fundtracker.money import Cents
from fundtracker.parties.models import Partner, PartnerKind
from fundtracker.parties.service import AddPartner, add_partner
from fundtracker.projects.models import Project
from fundtracker.spending.agreements import SignAgreement, sign_agreement
from fundtracker.spending.direct import SpendDirectly, spend_directly
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.spending.justify import AcceptExpenditure, accept_expenditure
from fundtracker.spending.models import (
    Disbursement,
    Expenditure,
    ExpenditureEntry,
    PartnerAgreement,
)
from fundtracker.spending.refund import RefundByPartner, refund_by_partner
from fundtracker.spending.reject import RejectPayment, reject_payment
from fundtracker.spending.write_off import WriteOff, write_off
from tests.world import World, by, euros

SIGNED = date(2016, 10, 10)
PAID = date(2016, 11, 1)
INCURRED = date(2016, 11, 15)
ACCEPTED = date(2016, 12, 1)
LATER = date(2017, 2, 1)
AGREED = euros(1_000_000)


@dataclass
class Site:
    """A project that gifts feed, under an agreement; what a test does not name is usual."""

    world: World
    fund: Fund
    project: Project
    agreement: PartnerAgreement
    gifts: list[Donation]

    def disburse(self, amount: Cents, on: date = PAID, **fields: Any) -> Disbursement:  # noqa: ANN401
        usual: dict[str, Any] = {
            "agreement_id": self.agreement.id,
            "project_id": self.project.id,
            "amount": amount,
            "paid_on": on,
        }
        request = Disburse(**usual | fields)
        return disburse(self.world.session, request, by=by())

    def accept(self, amount: Cents | None, on: date = ACCEPTED, **fields: Any) -> Expenditure:  # noqa: ANN401
        return accept_expenditure(
            self.world.session, self.acceptance(amount, on, **fields), by=by()
        )

    def acceptance(self, amount: Cents | None, on: date, **fields: Any) -> AcceptExpenditure:  # noqa: ANN401
        usual: dict[str, Any] = {
            "agreement_id": self.agreement.id,
            "project_id": self.project.id,
            "supplier": "Ferretería",
            "heading": "Matériaux",
            "piece_reference": "F-12",
            "incurred_on": min(INCURRED, on),
            "accepted_on": on,
            "amount": amount,
            "document_total": amount or euros(1000),
        }
        return AcceptExpenditure(**usual | fields)

    def spend(self, amount: Cents, on: date = PAID, **fields: Any) -> Expenditure:  # noqa: ANN401
        usual: dict[str, Any] = {
            "project_id": self.project.id,
            "supplier": "Banque",
            "heading": "bank_charges",
            "piece_reference": "R-1",
            "incurred_on": on,
            "paid_on": on,
            "amount": amount,
            "document_total": amount,
        }
        request = SpendDirectly(**usual | fields)
        return spend_directly(self.world.session, request, by=by())

    def give_back(self, amount: Cents, on: date = LATER, **fields: Any) -> int:  # noqa: ANN401
        request = RefundByPartner(
            agreement_id=self.agreement.id,
            project_id=self.project.id,
            amount=amount,
            received_on=on,
            **fields,
        )
        return refund_by_partner(self.world.session, request, by=by())

    def give_up(self, amount: Cents, on: date = LATER, **fields: Any) -> int:  # noqa: ANN401
        usual: dict[str, Any] = {
            "agreement_id": self.agreement.id,
            "project_id": self.project.id,
            "amount": amount,
            "on": on,
            "decision_id": self.world.decision(self.fund).id,
        }
        request = WriteOff(**usual | fields)
        return write_off(self.world.session, request, by=by())

    def reject(self, paid: Disbursement, on: date = LATER) -> None:
        request = RejectPayment(disbursement_id=paid.id, on=on, reason="virement rejeté")
        reject_payment(self.world.session, request, by=by())

    def freeze(self, gift: int, *, is_frozen: bool = True) -> None:
        request = Freeze(
            donation_id=self.gifts[gift].id,
            is_frozen=is_frozen,
            dated_on=PAID,
            reason="dans l’attente d’un rapport",
        )
        freeze(self.world.session, request, by=by())

    def line(self, gift: int, amount: Cents) -> Line:
        return Line(donation_id=self.gifts[gift].id, amount=amount)

    def at(self, place: Place) -> list[int]:
        """What each gift has at a place of the project, in cents."""
        agreement_id = self.agreement.id if place.has_agreement else None
        return [
            balance(self.world.session, AccountKey(place, gift.id, self.project.id, agreement_id))
            for gift in self.gifts
        ]

    def parts(self, number: int) -> list[tuple[int, int]]:
        """Whose money an entry moved: (gift's rank, cents), in line order."""
        ranks = {gift.id: rank for rank, gift in enumerate(self.gifts)}
        moves = movements_of(self.world.session, self.fund.book_id, number)
        return [(ranks[it.credit.donation_id], it.amount) for it in moves]

    def posted(self, expenditure: Expenditure) -> list[tuple[date, int]]:
        """When and how much of an expenditure was posted, reversals left aside."""
        numbers = self.world.session.scalars(
            select(ExpenditureEntry.number)
            .where(ExpenditureEntry.expenditure_id == expenditure.id)
            .order_by(ExpenditureEntry.number)
        )
        return [
            (
                self.world.session.get_one(Entry, (self.fund.book_id, number)).effective_on,
                sum(amount for _, amount in self.parts(number)),
            )
            for number in numbers
        ]


def partner(world: World) -> Partner:
    request = AddPartner(kind=PartnerKind.IMPLEMENTING_PARTNER, name="Ville de Sucre")
    return add_partner(world.session, request, by=by())


def sign(
    world: World,
    fund: Fund,
    *projects: Project,
    amount: Cents,
    **fields: Any,  # noqa: ANN401
) -> PartnerAgreement:
    usual: dict[str, Any] = {
        "fund_id": fund.id,
        "partner_id": partner(world).id,
        "project_ids": tuple(project.id for project in projects),
        "reference": "CP-2016-1",
        "amount": amount,
        "signed_on": SIGNED,
    }
    request = SignAgreement(**usual | fields)
    return sign_agreement(world.session, request, by=by())


def site(world: World, *held: Cents, agreed: Cents = AGREED, code: str = "") -> Site:
    """A project with one gift for each amount held, and an agreement over it."""
    fund = world.fund(code=code)
    project = world.project(fund)
    gifts = [world.paid_gift(fund, amount) for amount in held]
    if gifts:
        world.allocate(project, *zip(gifts, held, strict=True))
    return Site(world, fund, project, sign(world, fund, project, amount=agreed), gifts)


def fund_costs(world: World, *held: Cents) -> Site:
    """The project of a fund's own costs, beside a project under an agreement."""
    found = site(world)
    costs = world.project(found.fund, action_type=None)
    gifts = [world.paid_gift(found.fund, amount) for amount in held]
    world.allocate(costs, *zip(gifts, held, strict=True))
    return Site(world, found.fund, costs, found.agreement, gifts)
