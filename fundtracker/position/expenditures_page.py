"""The expenditures of a fund, partners' and CUF's own: found, sorted, counted and summed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, exists, func, or_, select

from fundtracker.ledger.models import Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Partner
from fundtracker.position.balances import summed
from fundtracker.projects.models import Project
from fundtracker.spending.models import (
    Expenditure,
    ExpenditureEntry,
    ExpenditureWithdrawal,
    PartnerAgreement,
    SupportingDocument,
)
from fundtracker.spending.positions import waiting_in
from fundtracker.spending.queries import stands

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenditureFilter:
    """Which expenditures are asked for; ``text`` is looked for in supplier, heading and piece."""

    text: str = ""
    project_id: int | None = None
    agreement_id: int | None = None
    since: date | None = None
    until: date | None = None
    amount: Cents | None = None
    is_own: bool | None = None
    is_waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenditureRow:
    """An expenditure of the list; amounts in cents."""

    expenditure: Expenditure
    project: str
    partner: str | None
    agreement: str | None
    is_withdrawn: bool
    n_documents: int
    posted: Cents

    @property
    def waiting(self) -> Cents:
        """What was accepted and waits for the next payment."""
        return ZERO if self.is_withdrawn else Cents(self.expenditure.amount - self.posted)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenditureList:
    """Some expenditures; how many fit in all, and what those that stand come to, in cents."""

    rows: tuple[ExpenditureRow, ...]
    n_all: int
    total: Cents


_ORDERS = {
    "accepted": Expenditure.accepted_on,
    "incurred": Expenditure.incurred_on,
    "supplier": Expenditure.supplier,
    "heading": Expenditure.heading,
    "piece": Expenditure.piece_reference,
    "amount": Expenditure.amount,
    "document": Expenditure.document_total,
    "project": Project.title,
    "partner": Partner.sort_key,
}


def expenditure_list(
    session: Session,
    fund_id: int,
    wanted: ExpenditureFilter,
    *,
    order: str = "accepted",
    is_descending: bool = True,
    page: int = 1,
    is_all: bool = False,
) -> ExpenditureList:
    """Return a page of a fund's expenditures, or all of them, in three statements."""
    where = _fitting(fund_id, wanted)
    withdrawn = exists().where(ExpenditureWithdrawal.expenditure_id == Expenditure.id)
    n_all, total = session.execute(
        select(func.count(), summed(case((withdrawn, 0), else_=Expenditure.amount)))
        .select_from(Expenditure)
        .join(Project, Project.id == Expenditure.project_id)
        .where(*where)
    ).one()
    documents = (
        select(func.count())
        .where(SupportingDocument.expenditure_id == Expenditure.id)
        .correlate(Expenditure)
        .scalar_subquery()
    )
    by = _ORDERS[order]
    query = (
        select(
            Expenditure, Project.title, Partner.name, PartnerAgreement.reference,
            case((withdrawn, 1), else_=0), documents,
        )
        .join(Project, Project.id == Expenditure.project_id)
        .outerjoin(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .outerjoin(Partner, Partner.id == PartnerAgreement.partner_id)
        .where(*where)
        .order_by(by.desc() if is_descending else by.asc(), Expenditure.id.desc())
    )  # fmt: skip
    if not is_all:
        query = query.limit(PAGE).offset((page - 1) * PAGE)
    rows = session.execute(query).all()
    posted = posted_of(session, [it[0].id for it in rows])
    return ExpenditureList(
        rows=tuple(
            ExpenditureRow(
                expenditure=it,
                project=project,
                partner=partner,
                agreement=reference,
                is_withdrawn=bool(is_withdrawn),
                n_documents=n_documents,
                posted=posted.get(it.id, ZERO),
            )
            for it, project, partner, reference, is_withdrawn, n_documents in rows
        ),
        n_all=n_all,
        total=Cents(total),
    )


def _fitting(fund_id: int, wanted: ExpenditureFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Project.fund_id == fund_id]
    if wanted.text:
        where.append(
            or_(
                *(
                    func.lower(column).contains(wanted.text.lower(), autoescape=True)
                    for column in (
                        Expenditure.supplier,
                        Expenditure.heading,
                        Expenditure.piece_reference,
                    )
                )
            )
        )
    if wanted.project_id is not None:
        where.append(Expenditure.project_id == wanted.project_id)
    if wanted.agreement_id is not None:
        where.append(Expenditure.agreement_id == wanted.agreement_id)
    if wanted.since is not None:
        where.append(Expenditure.accepted_on >= wanted.since)
    if wanted.until is not None:
        where.append(Expenditure.accepted_on <= wanted.until)
    if wanted.is_waiting:
        waits = waiting_in(PartnerAgreement.fund_id == fund_id)
        where.append(Expenditure.id.in_(waits.with_only_columns(Expenditure.id)))
    if wanted.amount is not None:
        where.append(
            or_(
                Expenditure.amount == wanted.amount,
                Expenditure.document_total == wanted.amount,
                Expenditure.local_total == wanted.amount,
            )
        )
    if wanted.is_own is not None:
        own = Expenditure.agreement_id.is_(None)
        where.append(own if wanted.is_own else ~own)
    return where


def posted_of(session: Session, ids: Collection[int]) -> dict[int, Cents]:
    """Sum what expenditures have posted and was not reversed, in cents."""
    if not ids:
        return {}
    rows = session.execute(
        select(ExpenditureEntry.expenditure_id, summed(Transfer.amount))
        .join(
            Transfer,
            (Transfer.book_id == ExpenditureEntry.book_id)
            & (Transfer.number == ExpenditureEntry.number),
        )
        .where(
            ExpenditureEntry.expenditure_id.in_(ids),
            stands(ExpenditureEntry.book_id, ExpenditureEntry.number),
        )
        .group_by(ExpenditureEntry.expenditure_id)
    )
    return {it: Cents(amount) for it, amount in rows}
