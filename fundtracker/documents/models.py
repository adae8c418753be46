"""The tables of issued documents: what was handed out stays as it was."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId, Sha256, text_enum
from fundtracker.documents.kinds import DocumentKind, PaperKind
from fundtracker.documents.paragraphs.kinds import ParagraphKind
from fundtracker.i18n import Locale


class DocumentNumber(Base):
    """The last number given in a kind and year: locked while the next is taken, so none lacks."""

    __tablename__ = "document_number"

    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind, "kind"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class IssuedDocument(Base):
    """A version of a document as it was handed out: its content, its file, its code.

    A later version of the same number replaces it; a withdrawal is a row of its own.
    """

    __tablename__ = "issued_document"

    id: Mapped[BigId]
    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind, "kind"))
    year: Mapped[int]
    number: Mapped[int]
    version: Mapped[int]
    # What it is about, in one text: a second issue of the same is its next version.
    subject: Mapped[str] = mapped_column(String(120))
    # None: of a fund, for all its donors.
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivity.id"), index=True)
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"), index=True)
    donation_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    locale: Mapped[str] = mapped_column(String(2))
    as_of: Mapped[date]
    issued_at: Mapped[datetime]
    # What it says, as canonical JSON, and the hash of that without number, version and code.
    content: Mapped[str]
    content_hash: Mapped[Sha256]
    file_sha256: Mapped[str] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("stored_file.sha256"), index=True
    )
    # Printed on every page: with it the page of verification finds the document.
    code: Mapped[str] = mapped_column(String(16), unique=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("number > 0 AND version > 0", name="numbers"),
        Index("uq_issued_document_number", "kind", "year", "number", "version", unique=True),
        Index("ix_issued_document_subject", "subject"),
    )

    @property
    def shown_number(self) -> str:
        """The number as it is printed."""
        return f"{self.kind.prefix}-{self.year}-{self.number:04}"


class DocumentWithdrawal(Base):
    """A document that counts no more, and why."""

    __tablename__ = "document_withdrawal"

    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"), primary_key=True)
    reason: Mapped[str]
    withdrawn_at: Mapped[datetime]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


_UNDER_WAY = "finished_at IS NULL"
_UNCLEARED = "cleared_at IS NULL"


class DocumentBatch(Base):
    """Documents that are issued one after the other, off the requests: asked for by one person."""

    __tablename__ = "document_batch"

    id: Mapped[BigId]
    # None: of several kinds, issued anew.
    kind: Mapped[DocumentKind | None] = mapped_column(text_enum(DocumentKind, "kind"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    as_of: Mapped[date]
    # Where its documents are checked, and itself is looked at.
    site: Mapped[str]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    requested_at: Mapped[datetime]
    # When somebody may go on with it: who does so moves this on, and back when a step is done.
    due_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        Index(
            "ix_document_batch_under_way",
            "due_at",
            sqlite_where=sql(_UNDER_WAY),
            postgresql_where=sql(_UNDER_WAY),
        ),
    )


class DocumentBatchItem(Base):
    """A document of a batch: still to be issued, issued, or refused with a sentence."""

    __tablename__ = "document_batch_item"

    batch_id: Mapped[int] = mapped_column(ForeignKey("document_batch.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # What is wanted, as JSON.
    wanted: Mapped[str]
    about: Mapped[str]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("issued_document.id"))
    refusal: Mapped[str]

    __table_args__ = (
        CheckConstraint("document_id IS NULL OR refusal = ''", name="one_end"),
        Index("ix_document_batch_item_document_id", "document_id"),
    )


class PackBatch(Base):
    """The packs of a fund and of all its donors, made one after the other and kept for a week."""

    __tablename__ = "pack_batch"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    as_of: Mapped[date]
    locale: Mapped[Locale] = mapped_column(String(2))
    # Where it is looked at.
    site: Mapped[str]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    is_cancelled: Mapped[bool] = mapped_column(default=False)
    # When its files were taken off the shelf.
    cleared_at: Mapped[datetime | None]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        Index(
            "ix_pack_batch_uncleared",
            "id",
            sqlite_where=sql(_UNCLEARED),
            postgresql_where=sql(_UNCLEARED),
        ),
    )


class PackBatchItem(Base):
    """A pack of a batch: still to be made, on the shelf, or refused with a sentence."""

    __tablename__ = "pack_batch_item"

    batch_id: Mapped[int] = mapped_column(ForeignKey("pack_batch.id"), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # None: the fund's own.
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivity.id"))
    about: Mapped[str]
    # When somebody may make it: who does so moves this on.
    due_at: Mapped[datetime]
    # How often somebody took it to make it.
    n_tries: Mapped[int] = mapped_column(default=0)
    # In bytes, once it is made.
    size: Mapped[int | None]
    refusal: Mapped[str]

    __table_args__ = (
        CheckConstraint("size IS NULL OR refusal = ''", name="one_end"),
        Index("ix_pack_batch_item_collectivity_id", "collectivity_id"),
    )


class DocumentSending(Base):
    """A document that was sent to an address: nobody gets the same twice by mistake."""

    __tablename__ = "document_sending"

    document_id: Mapped[int] = mapped_column(ForeignKey("issued_document.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(254), primary_key=True)
    mail_id: Mapped[int] = mapped_column(ForeignKey("mail.id"))
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class PaperText(Base):
    """What staff wrote for a paper of the kit, in a language, instead of what comes along."""

    __tablename__ = "paper_text"

    kind: Mapped[PaperKind] = mapped_column(text_enum(PaperKind, "kind"), primary_key=True)
    locale: Mapped[Locale] = mapped_column(String(2), primary_key=True)
    text: Mapped[str]


class ParagraphText(Base):
    """What staff wrote at the beginning or the end of a document, in a language."""

    __tablename__ = "paragraph_text"

    kind: Mapped[ParagraphKind] = mapped_column(text_enum(ParagraphKind, "kind"), primary_key=True)
    locale: Mapped[Locale] = mapped_column(String(2), primary_key=True)
    # Empty: nothing is to be said there.
    text: Mapped[str]
