"""The payments of a fund to its partners, each by its entry: sorted, counted and summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.models import Entry, Transfer
from fundtracker.money import Cents
from fundtracker.parties.models import Partner
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project
from fundtracker.spending.models import Disbursement, Instalment, PartnerAgreement

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_back = aliased(Entry)

PAGE = 100
# Rows looked up in one statement: SQLite takes 32,766 parameters.
_AT_ONCE = 10_000


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentList:
    """Some payments; how many there are in all, and what those not taken back come to, in cents."""

    rows: tuple[PaymentRow, ...]
    n_all: int
    total: Cents


_OF_ENTRY = (Transfer.book_id == Disbursement.book_id, Transfer.number == Disbursement.number)
_ORDERS = {
    "date": Entry.effective_on,
    "partner": Partner.sort_key,
    "project": Project.title,
    "agreement": PartnerAgreement.reference,
    "instalment": Instalment.rank,
    "amount": select(func.sum(Transfer.amount)).where(*_OF_ENTRY).scalar_subquery(),
    "donations": select(func.count()).where(*_OF_ENTRY).scalar_subquery(),
    "bank": func.nullif(Disbursement.bank_reference, ""),
}


def payment_list(
    session: Session,
    fund_id: int,
    *,
    order: str = "date",
    is_descending: bool = True,
    page: int = 1,
    is_all: bool = False,
) -> PaymentList:
    """Return a page of the payments of a fund, or all of them, in three statements."""
    n_all, total = _sum_up(session, fund_id)
    by = _ORDERS[order]
    chosen = (
        select(Disbursement.id)
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .join(Project, Project.id == Disbursement.project_id)
        .outerjoin(Instalment, Instalment.id == Disbursement.instalment_id)
        .join(Entry, _is_entry())
        .where(PartnerAgreement.fund_id == fund_id)
        .order_by((by.desc() if is_descending else by.asc()).nulls_last(), Disbursement.id.desc())
    )
    if not is_all:
        pages = max(1, -(-n_all // PAGE))
        chosen = chosen.limit(PAGE).offset((min(page, pages) - 1) * PAGE)
    ids = session.scalars(chosen).all()
    found: dict[int, PaymentRow] = {}
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        found |= {it.disbursement.id: it for it in _rows(session, Disbursement.id.in_(some))}
    return PaymentList(rows=tuple(found[it] for it in ids), n_all=n_all, total=total)


def payments_under(session: Session, agreement_id: int) -> list[PaymentRow]:
    """List the payments under one agreement, the latest first, in one statement."""
    rows = _rows(session, Disbursement.agreement_id == agreement_id)
    return sorted(rows, key=lambda it: (it.paid_on, it.disbursement.id), reverse=True)


def _sum_up(session: Session, fund_id: int) -> tuple[int, Cents]:
    """Count the payments of a fund, and sum those that were not taken back."""
    mine = (
        select(Disbursement.book_id, Disbursement.number)
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .where(PartnerAgreement.fund_id == fund_id)
    )
    n_all = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    taken_back = exists().where(
        _back.book_id == Disbursement.book_id, _back.reverses_number == Disbursement.number
    )
    stand = mine.where(~taken_back).subquery()
    total = session.scalar(
        select(summed(Transfer.amount)).join(
            stand,
            (Transfer.book_id == stand.c.book_id) & (Transfer.number == stand.c.number),
        )
    )
    return n_all, Cents(total or 0)


def _is_entry() -> ColumnElement[bool]:
    return (Entry.book_id == Disbursement.book_id) & (Entry.number == Disbursement.number)


def _rows(session: Session, where: ColumnElement[bool]) -> list[PaymentRow]:
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
            func.min(_back.number),
        )
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .join(Project, Project.id == Disbursement.project_id)
        .outerjoin(Instalment, Instalment.id == Disbursement.instalment_id)
        .join(Entry, _is_entry())
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .where(where)
        .group_by(
            Disbursement.id, Partner.name, PartnerAgreement.reference, Project.title,
            Instalment.rank, Entry.effective_on,
        )
    )  # fmt: skip
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
