"""Where agreements stand: paid, justified, given back, and what waits to be paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, exists, func, select, union_all

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
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Select
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
    agreements = [
        column == value
        for column, value in (
            (PartnerAgreement.fund_id, fund_id),
            (PartnerAgreement.id, agreement_id),
        )
        if value is not None
    ]
    query = waiting_in(*agreements).order_by(Expenditure.accepted_on, Expenditure.id)
    if project_id is not None:
        query = query.where(Expenditure.project_id == project_id)
    rows = session.execute(query)
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


def _is_accepted() -> ColumnElement[bool]:
    return ~exists().where(ExpenditureWithdrawal.expenditure_id == Expenditure.id)


def _behind(agreements: Sequence[ColumnElement[bool]]) -> Select[int | None]:
    """Return the agreements under which more was accepted than is justified: most have nothing.

    Told by the accounts, so that what was posted long ago need not be added up.
    """
    these = select(PartnerAgreement.id).where(*agreements)
    justified = (
        select(
            Account.agreement_id,
            func.sum(Account.debits_posted - Account.credits_posted).label("amount"),
        )
        .where(Account.agreement_id.in_(these), Account.place == Place.JUSTIFIED)
        .group_by(Account.agreement_id)
        .subquery()
    )
    accepted = (
        select(Expenditure.agreement_id, func.sum(Expenditure.amount).label("amount"))
        .where(Expenditure.agreement_id.in_(these), _is_accepted())
        .group_by(Expenditure.agreement_id)
        .subquery()
    )
    return (
        select(accepted.c.agreement_id)
        .outerjoin(justified, justified.c.agreement_id == accepted.c.agreement_id)
        .where(accepted.c.amount > func.coalesce(justified.c.amount, 0))
    )


def waiting_in(*agreements: ColumnElement[bool]) -> Select[Expenditure, int]:
    """Return the statement of ``waiting``: each expenditure, and the part of it that waits.

    ``agreements`` are conditions on PartnerAgreement.
    """
    query = (
        select(Expenditure)
        .join(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .where(_is_accepted(), PartnerAgreement.id.in_(_behind(agreements)))
    )
    parts = (
        select(
            ExpenditureEntry.expenditure_id.label("expenditure_id"),
            func.sum(Transfer.amount).label("amount"),
        )
        .join(
            Transfer,
            (Transfer.book_id == ExpenditureEntry.book_id)
            & (Transfer.number == ExpenditureEntry.number),
        )
        .where(
            stands(ExpenditureEntry.book_id, ExpenditureEntry.number),
            ExpenditureEntry.expenditure_id.in_(query.with_only_columns(Expenditure.id)),
        )
        .group_by(ExpenditureEntry.expenditure_id)
        .subquery()
    )
    left = Expenditure.amount - cast(func.coalesce(parts.c.amount, 0), BigInteger)
    return (
        query.outerjoin(parts, parts.c.expenditure_id == Expenditure.id)
        .add_columns(left.label("waiting"))
        .where(left > 0)
    )


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
