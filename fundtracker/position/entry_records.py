"""The business record of an entry: what the bank, the agreement or the voucher said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, or_, select

from fundtracker.donations.models import CarryOver, Receipt
from fundtracker.files.models import StoredFile
from fundtracker.funds.models import Fund
from fundtracker.ledger.places import Purpose
from fundtracker.parties.models import Partner
from fundtracker.spending.models import (
    Disbursement,
    Expenditure,
    ExpenditureEntry,
    Instalment,
    PartnerAgreement,
    SupportingDocument,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment to a partner, with the agreement and the instalment that it is of."""

    disbursement: Disbursement
    agreement: PartnerAgreement
    partner: Partner
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """What was spent and accepted, with its documents."""

    expenditure: Expenditure
    partner: str | None
    documents: tuple[tuple[str, StoredFile], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The other side of a carry-over: the entry in the other fund's book."""

    code: str
    fund: str
    number: int
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The record of an entry, of the one kind that its purpose has; of others, nothing."""

    receipt: Receipt | None = None
    payment: Payment | None = None
    voucher: Voucher | None = None
    carried: Carried | None = None


def records(session: Session, entry: Entry) -> Records:
    """Find the record of an entry, or of the entry that it reverses, in one statement."""
    # A reversal has no record of its own: what it takes back has.
    number = entry.reverses_number or entry.number
    match entry.purpose:
        case Purpose.RECEIPT:
            return Records(receipt=_receipt(session, entry.book_id, number))
        case Purpose.DISBURSEMENT:
            return Records(payment=_payment(session, entry.book_id, number))
        case Purpose.EXPENDITURE | Purpose.DIRECT_EXPENDITURE:
            return Records(voucher=_voucher(session, entry.book_id, number))
        case Purpose.CARRY_OVER:
            return Records(carried=_carried(session, entry.book_id, number))
        case _:
            return Records()


def _receipt(session: Session, book_id: int, number: int) -> Receipt | None:
    return session.scalar(
        select(Receipt).where(Receipt.book_id == book_id, Receipt.number == number)
    )


def _payment(session: Session, book_id: int, number: int) -> Payment | None:
    row = session.execute(
        select(Disbursement, PartnerAgreement, Partner, Instalment.rank)
        .join(PartnerAgreement, PartnerAgreement.id == Disbursement.agreement_id)
        .join(Partner, Partner.id == PartnerAgreement.partner_id)
        .outerjoin(Instalment, Instalment.id == Disbursement.instalment_id)
        .where(Disbursement.book_id == book_id, Disbursement.number == number)
    ).one_or_none()
    if row is None:
        return None
    disbursement, agreement, partner, rank = row
    return Payment(disbursement=disbursement, agreement=agreement, partner=partner, rank=rank)


def _voucher(session: Session, book_id: int, number: int) -> Voucher | None:
    rows = session.execute(
        select(Expenditure, Partner.name, SupportingDocument.label, StoredFile)
        .join(ExpenditureEntry, ExpenditureEntry.expenditure_id == Expenditure.id)
        .outerjoin(PartnerAgreement, PartnerAgreement.id == Expenditure.agreement_id)
        .outerjoin(Partner, Partner.id == PartnerAgreement.partner_id)
        .outerjoin(SupportingDocument, SupportingDocument.expenditure_id == Expenditure.id)
        .outerjoin(StoredFile, StoredFile.sha256 == SupportingDocument.sha256)
        .where(ExpenditureEntry.book_id == book_id, ExpenditureEntry.number == number)
        .order_by(StoredFile.name)
    ).all()
    if not rows:
        return None
    expenditure, partner, *_ = rows[0]
    proofs: list[tuple[str | None, StoredFile | None]] = [(row[2], row[3]) for row in rows]
    documents = tuple((label or "", file) for label, file in proofs if file is not None)
    return Voucher(expenditure=expenditure, partner=partner, documents=documents)


def _carried(session: Session, book_id: int, number: int) -> Carried | None:
    leaves = and_(CarryOver.from_book_id == book_id, CarryOver.from_number == number)
    comes = and_(CarryOver.to_book_id == book_id, CarryOver.to_number == number)
    other_book = case((leaves, CarryOver.to_book_id), else_=CarryOver.from_book_id)
    other_number = case((leaves, CarryOver.to_number), else_=CarryOver.from_number)
    row = session.execute(
        select(Fund.code, Fund.name, other_number, CarryOver.consent)
        .join(CarryOver, Fund.book_id == other_book)
        .where(or_(leaves, comes))
    ).one_or_none()
    return Carried(code=row[0], fund=row[1], number=row[2], consent=row[3]) if row else None
