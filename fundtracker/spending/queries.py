"""Finding agreements, their instalments and payments, and expenditures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.models import Entry, Transfer
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

_back = aliased(Entry)


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
    return ~exists().where(_back.book_id == book_id, _back.reverses_number == number)


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
