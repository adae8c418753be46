"""Where agreements stand: paid, justified, given back, and what waits to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select, union_all

from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.spending.models import (
    Expenditure,
    ExpenditureEntry,
    ExpenditureWithdrawal,
    PartnerAgreement,
)
from fundtracker.spending.queries import get_agreement, stands

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingExpenditure:
    """An accepted expenditure of which a part waits for the next payment; amounts in cents."""

    expenditure_id: int
    agreement_id: int
    project_id: int
    supplier: str
    accepted_on: date
    amount: Cents
    waiting: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementPosition:
    """Where an agreement stands now, in cents; reversed payments and expenditures left out."""

    amount: Cents
    paid: Cents
    refunded: Cents
    justified: Cents
    lost: Cents
    waiting: Cents

    @property
    def left_to_pay(self) -> Cents:
        """What may still be paid: agreed, less what the partner was paid and did not refund."""
        return Cents(self.amount - self.paid + self.refunded)

    @property
    def to_justify(self) -> Cents:
        """What the partner holds and has not justified."""
        return Cents(self.paid - self.refunded - self.justified - self.lost)


def waiting(
    session: Session,
    *,
    fund_id: int | None = None,
    agreement_id: int | None = None,
    project_id: int | None = None,
) -> list[WaitingExpenditure]:
    """List the partners' accepted expenditures of which a part waits, oldest first.

    A part whose entry was reversed waits again, unless the expenditure was withdrawn.
    """
    posted = (
        select(
            ExpenditureEntry.expenditure_id.label("expenditure_id"),
            func.sum(Transfer.amount).label("amount"),
        )
        .join(
            Transfer,
            (Transfer.book_id == ExpenditureEntry.book_id)
            & (Transfer.number == ExpenditureEntry.number),
        )
        .where(stands(ExpenditureEntry.book_id, ExpenditureEntry.number))
        .group_by(ExpenditureEntry.expenditure_id)
    )
    query = (
        select(Expenditure)
        .join(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .where(~exists().where(ExpenditureWithdrawal.expenditure_id == Expenditure.id))
        .order_by(Expenditure.accepted_on, Expenditure.id)
    )
    if fund_id is not None:
        query = query.where(PartnerAgreement.fund_id == fund_id)
    if agreement_id is not None:
        query = query.where(Expenditure.agreement_id == agreement_id)
    if project_id is not None:
        query = query.where(Expenditure.project_id == project_id)
    scope = query.with_only_columns(Expenditure.id).order_by(None)
    parts = posted.where(ExpenditureEntry.expenditure_id.in_(scope)).subquery()
    left = Expenditure.amount - func.coalesce(parts.c.amount, 0)
    rows = session.execute(
        query.outerjoin(parts, parts.c.expenditure_id == Expenditure.id)
        .add_columns(left)
        .where(left > 0)
    )
    return [
        WaitingExpenditure(
            expenditure_id=it.id,
            agreement_id=it.agreement_id or 0,
            project_id=it.project_id,
            supplier=it.supplier,
            accepted_on=it.accepted_on,
            amount=it.amount,
            waiting=Cents(int(rest)),
        )
        for it, rest in rows
    ]


def agreement_position(
    session: Session, agreement_id: int, *, project_id: int | None = None
) -> AgreementPosition:
    """Sum up an agreement, or its part for one project (``amount`` stays the agreement's)."""
    agreement = get_agreement(session, agreement_id)
    flows = _flows(session, agreement_id, project_id)
    rest = waiting(session, agreement_id=agreement_id, project_id=project_id)
    return AgreementPosition(
        amount=agreement.amount,
        paid=Cents(flows.get(Purpose.DISBURSEMENT, 0)),
        refunded=Cents(-flows.get(Purpose.PARTNER_REFUND, 0)),
        justified=Cents(-flows.get(Purpose.EXPENDITURE, 0)),
        lost=Cents(-flows.get(Purpose.WRITE_OFF, 0)),
        waiting=Cents(sum(it.waiting for it in rest)),
    )


def _flows(session: Session, agreement_id: int, project_id: int | None) -> dict[Purpose, int]:
    """Sum what each purpose brought to what the partner holds, in cents, less what it took."""
    accounts = select(Account.id).where(
        Account.agreement_id == agreement_id, Account.place == Place.ADVANCED
    )
    if project_id is not None:
        accounts = accounts.where(Account.project_id == project_id)
    sides = union_all(
        *(
            select(Transfer.book_id, Transfer.number, amount.label("amount")).where(
                side.in_(accounts)
            )
            for side, amount in (
                (Transfer.debit_account_id, Transfer.amount),
                (Transfer.credit_account_id, -Transfer.amount),
            )
        )
    ).subquery()
    rows = session.execute(
        select(Entry.purpose, func.sum(sides.c.amount))
        .join(sides, (sides.c.book_id == Entry.book_id) & (sides.c.number == Entry.number))
        .group_by(Entry.purpose)
    )
    return {purpose: int(amount) for purpose, amount in rows}
