"""The payments of a fund to its partners, each by its entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.models import Entry, Transfer
from fundtracker.money import Cents
from fundtracker.parties.models import Partner
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project
from fundtracker.spending.models import Disbursement, Instalment, PartnerAgreement

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """A payment: to whom, for what, in cents and in the partner's currency."""

    disbursement: Disbursement
    partner: str
    agreement: str
    project: str
    instalment: int | None
    paid_on: date
    amount: Cents
    n_donations: int
    reversed_by: int | None


def payment_rows(
    session: Session, fund_id: int, *, agreement_id: int | None = None
) -> list[PaymentRow]:
    """List the payments of a fund, or under one of its agreements, in one statement."""
    back = aliased(Entry)
    query = (
        select(
            Disbursement,
            Partner.name,
            PartnerAgreement.reference,
            Project.title,
            Instalment.rank,
            Entry.effective_on,
            summed(Transfer.amount),
            func.count(),
            func.min(back.number),
        )
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .join(Project, Project.id == Disbursement.project_id)
        .outerjoin(Instalment, Instalment.id == Disbursement.instalment_id)
        .join(
            Entry,
            (Entry.book_id == Disbursement.book_id) & (Entry.number == Disbursement.number),
        )
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .outerjoin(back, (back.book_id == Entry.book_id) & (back.reverses_number == Entry.number))
        .where(PartnerAgreement.fund_id == fund_id)
        .group_by(
            Disbursement.id, Partner.name, PartnerAgreement.reference, Project.title,
            Instalment.rank, Entry.effective_on, case((back.number.is_(None), 0), else_=1),
        )
        .order_by(Entry.effective_on.desc(), Disbursement.id.desc())
    )  # fmt: skip
    if agreement_id is not None:
        query = query.where(Disbursement.agreement_id == agreement_id)
    return [
        PaymentRow(
            disbursement=it,
            partner=partner,
            agreement=reference,
            project=project,
            instalment=rank,
            paid_on=paid_on,
            amount=Cents(amount),
            n_donations=number,
            reversed_by=reversed_by,
        )
        for it, partner, reference, project, rank, paid_on, amount, number, reversed_by in (
            session.execute(query)
        )
    ]
