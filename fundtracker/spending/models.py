"""The tables of partner agreements, disbursements and expenditures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId
from fundtracker.money import Cents


class PartnerAgreement(Base):
    """What CUF and a partner signed, for one or more projects of a fund."""

    __tablename__ = "partner_agreement"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    reference: Mapped[str]
    amount: Mapped[Cents]
    signed_on: Mapped[date]
    file_sha256: Mapped[str | None] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("stored_file.sha256")
    )
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)


class AgreementProject(Base):
    """A project that an agreement covers."""

    __tablename__ = "agreement_project"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("partner_agreement.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)

    __table_args__ = (Index("ix_agreement_project_project_id", "project_id"),)


class Instalment(Base):
    """A part of an agreement, and what must be given before it is paid."""

    __tablename__ = "instalment"

    id: Mapped[BigId]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("partner_agreement.id"))
    rank: Mapped[int]
    amount: Mapped[Cents]
    condition: Mapped[str]
    due_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("uq_instalment_rank", "agreement_id", "rank", unique=True),
    )


class Disbursement(Base):
    """A payment to a partner under an agreement, for one of its projects."""

    __tablename__ = "disbursement"

    id: Mapped[BigId]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("partner_agreement.id"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    instalment_id: Mapped[int | None] = mapped_column(ForeignKey("instalment.id"))
    book_id: Mapped[int]
    number: Mapped[int]
    bank_reference: Mapped[str]
    # What the partner's bank gave for it, in hundredths of the local currency.
    currency: Mapped[str | None] = mapped_column(String(3))
    local_amount: Mapped[Cents | None]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "number"], ["entry.book_id", "entry.number"]),
        CheckConstraint("(currency IS NULL) = (local_amount IS NULL)", name="local_amount"),
        CheckConstraint("local_amount > 0", name="local_amount_positive"),
        Index("uq_disbursement_entry", "book_id", "number", unique=True),
    )


class Expenditure(Base):
    """What was spent and accepted: by a partner under its agreement, or by CUF itself."""

    __tablename__ = "expenditure"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    # None: spent by CUF itself.
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("partner_agreement.id"), index=True)
    supplier: Mapped[str]
    heading: Mapped[str]
    piece_reference: Mapped[str]
    incurred_on: Mapped[date]
    accepted_on: Mapped[date]
    # The part charged here, in euros; what was not yet advanced waits (accepted, to be paid).
    amount: Mapped[Cents]
    document_total: Mapped[Cents]
    # What the document itself says, in hundredths of its own currency, where it is not the euro.
    currency: Mapped[str | None] = mapped_column(String(3))
    local_amount: Mapped[Cents | None]
    local_total: Mapped[Cents | None]
    # Euros for one unit of the local currency: mean of the instalments actually changed.
    rate: Mapped[str | None] = mapped_column(String(30))
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("document_total >= amount", name="within_document"),
        CheckConstraint("accepted_on >= incurred_on", name="accepted_after"),
        CheckConstraint("(currency IS NULL) = (local_amount IS NULL)", name="local_amount"),
        CheckConstraint("local_amount > 0", name="local_amount_positive"),
        CheckConstraint("local_total >= local_amount", name="within_local_document"),
        CheckConstraint("(currency IS NULL) = (rate IS NULL)", name="rate"),
    )


class ExpenditureEntry(Base):
    """An entry that posts an expenditure, wholly or for the part that was advanced by then."""

    __tablename__ = "expenditure_entry"

    book_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    expenditure_id: Mapped[int] = mapped_column(ForeignKey("expenditure.id"), index=True)

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "number"], ["entry.book_id", "entry.number"]),
    )


class ExpenditureWithdrawal(Base):
    """An acceptance taken back: what it posted is reversed, and nothing of it waits any more."""

    __tablename__ = "expenditure_withdrawal"

    expenditure_id: Mapped[int] = mapped_column(
        ForeignKey("expenditure.id"), primary_key=True, autoincrement=False
    )
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class SupportingDocument(Base):
    """A file that justifies an expenditure."""

    __tablename__ = "supporting_document"

    expenditure_id: Mapped[int] = mapped_column(ForeignKey("expenditure.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True)
    # What was charged to this project of a document shared with others, if anything was said.
    label: Mapped[str]
