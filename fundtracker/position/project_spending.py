"""What was agreed, paid and justified for a project, each payment and voucher with its entries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.models import Entry, Transfer
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Partner
from fundtracker.position.balances import summed
from fundtracker.spending.models import (
    AgreementProject,
    Disbursement,
    Expenditure,
    ExpenditureEntry,
    ExpenditureWithdrawal,
    Instalment,
    PartnerAgreement,
    SupportingDocument,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Subquery
    from sqlalchemy.orm import InstrumentedAttribute, Session

_back = aliased(Entry)

SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentLine:
    """An instalment in cents, and what was paid of it, reversed payments left out."""

    rank: int
    amount: Cents
    condition: str
    due_on: date | None
    paid: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """An agreement that covers the project, with the partner and its instalments."""

    agreement: PartnerAgreement
    partner: str
    instalments: tuple[InstalmentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """A payment to the partner, in cents, by its entry."""

    disbursement: Disbursement
    agreement: str
    paid_on: date
    amount: Cents
    reversed_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An entry that posts an expenditure, in cents."""

    number: int
    on: date
    amount: Cents
    reversed_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherLine:
    """An accepted expenditure, the entries that post it, and how many documents prove it."""

    expenditure: Expenditure
    postings: tuple[Posting, ...]
    n_documents: int
    is_withdrawn: bool

    @property
    def posted(self) -> Cents:
        """What of it is in the books, in cents."""
        return Cents(sum(it.amount for it in self.postings if it.reversed_by is None))

    @property
    def waiting(self) -> Cents:
        """What was accepted and waits for the next payment, in cents."""
        return ZERO if self.is_withdrawn else Cents(self.expenditure.amount - self.posted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """The latest payments, how many there are, and what those that stand come to, in cents."""

    lines: tuple[PaymentLine, ...]
    n_all: int
    total: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouchers:
    """The latest expenditures, how many there are, and what those that stand come to, in cents."""

    lines: tuple[VoucherLine, ...]
    n_all: int
    total: Cents


def agreements(session: Session, project_id: int) -> list[AgreementLine]:
    """List the agreements that cover a project with all their instalments, in one statement."""
    paid = (
        select(summed(Transfer.amount))
        .join(
            Disbursement,
            (Disbursement.book_id == Transfer.book_id) & (Disbursement.number == Transfer.number),
        )
        .where(Disbursement.instalment_id == Instalment.id, _stands(Transfer.book_id))
        .correlate(Instalment)
        .scalar_subquery()
    )
    rows = session.execute(
        select(PartnerAgreement, Partner.name, Instalment, paid)
        .join(AgreementProject, AgreementProject.agreement_id == PartnerAgreement.id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .outerjoin(Instalment, Instalment.agreement_id == PartnerAgreement.id)
        .where(AgreementProject.project_id == project_id)
        .order_by(PartnerAgreement.signed_on, PartnerAgreement.id, Instalment.rank)
    ).all()
    parts: dict[int, list[InstalmentLine]] = defaultdict(list)
    for agreement, _partner, instalment, amount in rows:
        if instalment is not None:
            parts[agreement.id].append(
                InstalmentLine(
                    rank=instalment.rank,
                    amount=instalment.amount,
                    condition=instalment.condition,
                    due_on=instalment.due_on,
                    paid=Cents(amount),
                )
            )
    partners = {agreement: partner for agreement, partner, *_ in rows}
    return [
        AgreementLine(agreement=it, partner=partner, instalments=tuple(parts[it.id]))
        for it, partner in partners.items()
    ]


def payments(session: Session, project_id: int, as_of: date) -> Payments:
    """List the payments for a project up to a day, the latest first, in one statement."""
    amount = summed(Transfer.amount)
    rows = session.execute(
        select(
            Disbursement,
            PartnerAgreement.reference,
            Entry.effective_on,
            amount,
            _back.number,
            func.count().over(),
            func.sum(case((_back.number.is_(None), amount), else_=0)).over(),
        )
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(
            Entry,
            (Entry.book_id == Disbursement.book_id) & (Entry.number == Disbursement.number),
        )
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .where(Disbursement.project_id == project_id, Entry.effective_on <= as_of)
        .group_by(
            Disbursement.id, PartnerAgreement.reference, Entry.effective_on, Entry.number,
            _back.number,
        )
        .order_by(Entry.effective_on.desc(), Entry.number.desc())
        .limit(SHOWN)
    ).all()  # fmt: skip
    lines = tuple(
        PaymentLine(
            disbursement=row[0],
            agreement=row[1],
            paid_on=row[2],
            amount=Cents(row[3]),
            reversed_by=row[4],
        )
        for row in rows
    )
    n_all, total = (rows[0][5], rows[0][6]) if rows else (0, 0)
    return Payments(lines=lines, n_all=n_all, total=Cents(int(total)))


def vouchers(session: Session, project_id: int, as_of: date) -> Vouchers:
    """List the expenditures accepted up to a day, the latest first, in one statement."""
    latest = _latest(project_id, as_of)
    posted = (
        select(summed(Transfer.amount))
        .where(Transfer.book_id == Entry.book_id, Transfer.number == Entry.number)
        .correlate(Entry)
        .scalar_subquery()
    )
    documents = (
        select(func.count())
        .where(SupportingDocument.expenditure_id == Expenditure.id)
        .correlate(Expenditure)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Expenditure, latest.c.is_withdrawn, documents, Entry.number, Entry.effective_on, posted,
            _back.number, latest.c.n_all, latest.c.total,
        )
        .join(latest, latest.c.id == Expenditure.id)
        .outerjoin(ExpenditureEntry, ExpenditureEntry.expenditure_id == Expenditure.id)
        .outerjoin(
            Entry,
            (Entry.book_id == ExpenditureEntry.book_id)
            & (Entry.number == ExpenditureEntry.number)
            & (Entry.effective_on <= as_of),
        )
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .order_by(Expenditure.accepted_on.desc(), Expenditure.id.desc(), Entry.number)
    ).all()  # fmt: skip
    found: dict[int, tuple[Expenditure, bool, int]] = {}
    postings: dict[int, list[Posting]] = defaultdict(list)
    for expenditure, is_withdrawn, n_documents, number, on, amount, reversed_by, *_ in rows:
        found[expenditure.id] = (expenditure, bool(is_withdrawn), n_documents)
        if number is not None:
            postings[expenditure.id].append(
                Posting(number=number, on=on, amount=Cents(amount), reversed_by=reversed_by)
            )
    lines = tuple(
        VoucherLine(
            expenditure=expenditure,
            postings=tuple(postings[expenditure.id]),
            n_documents=n_documents,
            is_withdrawn=is_withdrawn,
        )
        for expenditure, is_withdrawn, n_documents in found.values()
    )
    n_all, total = (rows[0][-2], rows[0][-1]) if rows else (0, 0)
    return Vouchers(lines=lines, n_all=n_all, total=Cents(int(total)))


def _latest(project_id: int, as_of: date) -> Subquery:
    """Find the latest expenditures; count all, and sum those that were not withdrawn."""
    withdrawn = (
        select(ExpenditureWithdrawal.expenditure_id)
        .where(ExpenditureWithdrawal.expenditure_id == Expenditure.id)
        .exists()
    )
    return (
        select(
            Expenditure.id,
            case((withdrawn, 1), else_=0).label("is_withdrawn"),
            func.count().over().label("n_all"),
            func.sum(case((withdrawn, 0), else_=Expenditure.amount)).over().label("total"),
        )
        .where(Expenditure.project_id == project_id, Expenditure.accepted_on <= as_of)
        .order_by(Expenditure.accepted_on.desc(), Expenditure.id.desc())
        .limit(SHOWN)
        .subquery()
    )


def _stands(book_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the entry of a transfer was not reversed."""
    return (
        ~select(_back.number)
        .where(_back.book_id == book_id, _back.reverses_number == Transfer.number)
        .exists()
    )
