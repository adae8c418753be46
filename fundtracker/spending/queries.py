"""Finding agreements and expenditures; what is paid, justified and waiting under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select, union_all
from sqlalchemy.orm import aliased

from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.spending.errors import (
    NoSuchAgreement,
    NoSuchExpenditure,
    NoSuchInstalment,
    NoSuchPayment,
    ProjectNotCovered,
)
from fundtracker.spending.exchange import Changed, mean
from fundtracker.spending.models import (
    AgreementProject,
    Disbursement,
    Expenditure,
    ExpenditureEntry,
    ExpenditureWithdrawal,
    Instalment,
    PartnerAgreement,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from fundtracker.projects.models import Project


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


@dataclass(frozen=True, kw_only=True, slots=True)
class InstalmentState:
    """An instalment and what was paid of it, in cents."""

    instalment_id: int
    rank: int
    amount: Cents
    condition: str
    due_on: date | None
    paid: Cents


def get_agreement(session: Session, agreement_id: int) -> PartnerAgreement:
    """Return an agreement; raise NoSuchAgreement."""
    agreement = session.get(PartnerAgreement, agreement_id)
    if agreement is None:
        raise NoSuchAgreement
    return agreement


def agreements_of(session: Session, fund_id: int) -> Sequence[PartnerAgreement]:
    """List a fund's agreements, oldest first."""
    return session.scalars(
        select(PartnerAgreement)
        .where(PartnerAgreement.fund_id == fund_id)
        .order_by(PartnerAgreement.signed_on, PartnerAgreement.id)
    ).all()


def projects_of(session: Session, agreement_id: int) -> Sequence[int]:
    """List the ids of the projects that an agreement covers."""
    return session.scalars(
        select(AgreementProject.project_id)
        .where(AgreementProject.agreement_id == agreement_id)
        .order_by(AgreementProject.project_id)
    ).all()


def check_covered(session: Session, agreement: PartnerAgreement, project: Project) -> None:
    """Raise ProjectNotCovered unless the agreement is for the project."""
    if session.get(AgreementProject, (agreement.id, project.id)) is None:
        raise ProjectNotCovered(reference=agreement.reference, project=project.title)


def get_instalment(session: Session, agreement_id: int, instalment_id: int) -> Instalment:
    """Return an instalment of the agreement; raise NoSuchInstalment."""
    instalment = session.get(Instalment, instalment_id)
    if instalment is None or instalment.agreement_id != agreement_id:
        raise NoSuchInstalment
    return instalment


def get_disbursement(session: Session, disbursement_id: int) -> Disbursement:
    """Return a payment; raise NoSuchPayment."""
    disbursement = session.get(Disbursement, disbursement_id)
    if disbursement is None:
        raise NoSuchPayment
    return disbursement


def get_expenditure(session: Session, expenditure_id: int) -> Expenditure:
    """Return an expenditure; raise NoSuchExpenditure."""
    expenditure = session.get(Expenditure, expenditure_id)
    if expenditure is None:
        raise NoSuchExpenditure
    return expenditure


def is_withdrawn(session: Session, expenditure_id: int) -> bool:
    """Tell whether the acceptance of an expenditure was taken back."""
    return session.get(ExpenditureWithdrawal, expenditure_id) is not None


def stands(
    book_id: InstrumentedAttribute[int], number: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Ask in a query whether the entry of a record was not reversed."""
    back = aliased(Entry)
    return ~exists().where(back.book_id == book_id, back.reverses_number == number)


def standing_entries(session: Session, expenditure_id: int) -> Sequence[int]:
    """List the numbers of the entries that post an expenditure and were not reversed."""
    return session.scalars(
        select(ExpenditureEntry.number)
        .where(
            ExpenditureEntry.expenditure_id == expenditure_id,
            stands(ExpenditureEntry.book_id, ExpenditureEntry.number),
        )
        .order_by(ExpenditureEntry.number)
    ).all()


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


def _payments(agreement_id: int) -> ColumnElement[bool]:
    """Payments under an agreement whose entries stand."""
    return (Disbursement.agreement_id == agreement_id) & stands(
        Disbursement.book_id, Disbursement.number
    )


def instalments_of(session: Session, agreement_id: int) -> list[InstalmentState]:
    """List the instalments of an agreement in their order, with what was paid of each."""
    paid = (
        select(Disbursement.instalment_id, func.sum(Transfer.amount).label("amount"))
        .join(
            Transfer,
            (Transfer.book_id == Disbursement.book_id) & (Transfer.number == Disbursement.number),
        )
        .where(_payments(agreement_id))
        .group_by(Disbursement.instalment_id)
        .subquery()
    )
    rows = session.execute(
        select(Instalment, paid.c.amount)
        .outerjoin(paid, paid.c.instalment_id == Instalment.id)
        .where(Instalment.agreement_id == agreement_id)
        .order_by(Instalment.rank)
    )
    return [
        InstalmentState(
            instalment_id=it.id,
            rank=it.rank,
            amount=it.amount,
            condition=it.condition,
            due_on=it.due_on,
            paid=Cents(int(amount or 0)),
        )
        for it, amount in rows
    ]


def changed(session: Session, agreement_id: int, currency: str) -> Changed | None:
    """Return the instalments of an agreement changed into a currency, in one; None without any."""
    rows = session.execute(
        select(func.sum(Transfer.amount), Disbursement.local_amount)
        .join(
            Transfer,
            (Transfer.book_id == Disbursement.book_id) & (Transfer.number == Disbursement.number),
        )
        .where(_payments(agreement_id), Disbursement.currency == currency)
        .group_by(Disbursement.id, Disbursement.local_amount)
    )
    return mean(
        [Changed(euros=Cents(int(euros)), local=Cents(local or 0)) for euros, local in rows]
    )
