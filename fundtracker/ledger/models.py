"""The tables of the ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId, Sha256, text_enum
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.money import Cents

# Stands for "no project" and "no collectivity" in the keys of kept totals, where NULL would
# admit doubles.
NONE = 0

_HAS_PROJECT = "place IN ('held', 'advanced', 'justified', 'spent', 'lost')"
_HAS_AGREEMENT = "place IN ('advanced', 'justified')"


class Book(Base):
    """The money of one fund: a chain of numbered entries."""

    __tablename__ = "book"

    id: Mapped[BigId]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    last_number: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[Sha256] = mapped_column(default="0" * SHA256_LENGTH)
    # Nothing is posted on or before this day.
    locked_until: Mapped[date | None]


class Account(Base):
    """Whose money, for what, and how far it has come; its gross counters are never shown."""

    __tablename__ = "account"

    id: Mapped[BigId]
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))
    place: Mapped[Place] = mapped_column(text_enum(Place, "place"))
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("partner_agreement.id"))
    # The donation's, repeated here for the kept totals; neither can change any more.
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivity.id"))
    debits_posted: Mapped[Cents] = mapped_column(default=0)
    credits_posted: Mapped[Cents] = mapped_column(default=0)
    last_moved_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint(f"({_HAS_PROJECT}) = (project_id IS NOT NULL)", name="has_project"),
        CheckConstraint(f"({_HAS_AGREEMENT}) = (agreement_id IS NOT NULL)", name="has_agreement"),
        CheckConstraint("debits_posted >= 0 AND credits_posted >= 0", name="counters"),
        CheckConstraint(
            "place = 'carried' OR (place = 'donor' AND credits_posted >= debits_posted)"
            " OR (place <> 'donor' AND debits_posted >= credits_posted)",
            name="within_bounds",
        ),
        Index(
            "uq_account_donation",
            "donation_id",
            "place",
            unique=True,
            sqlite_where=text("project_id IS NULL"),
            postgresql_where=text("project_id IS NULL"),
        ),
        Index(
            "uq_account_project",
            "donation_id",
            "project_id",
            "place",
            unique=True,
            sqlite_where=text("project_id IS NOT NULL AND agreement_id IS NULL"),
            postgresql_where=text("project_id IS NOT NULL AND agreement_id IS NULL"),
        ),
        Index(
            "uq_account_agreement",
            "donation_id",
            "project_id",
            "agreement_id",
            "place",
            unique=True,
            sqlite_where=text("agreement_id IS NOT NULL"),
            postgresql_where=text("agreement_id IS NOT NULL"),
        ),
        # Without the accounts of no project: SQLite would find a donation's among all of them.
        Index(
            "ix_account_project_place",
            "project_id",
            "place",
            sqlite_where=text("project_id IS NOT NULL"),
            postgresql_where=text("project_id IS NOT NULL"),
        ),
        Index("ix_account_book", "book_id", "place"),
        Index("ix_account_collectivity", "collectivity_id", "book_id"),
    )

    @property
    def balance(self) -> Cents:
        """Debits less credits, in cents."""
        return Cents(self.debits_posted - self.credits_posted)

    @property
    def key(self) -> AccountKey:
        """The address that this account is."""
        return AccountKey(self.place, self.donation_id, self.project_id, self.agreement_id)


class AccountMonth(Base):
    """An account's counters as they stood at the end of a month (of value dates) in which it moved.

    Those of another month's end are the last before it, however long the account's history.
    """

    __tablename__ = "account_month"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    debits: Mapped[Cents]
    credits: Mapped[Cents]

    __table_args__ = ({"sqlite_with_rowid": False},)


class Entry(Base):
    """One dated movement of one purpose, sealed by the hash of the one before."""

    __tablename__ = "entry"

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "purpose"))
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"), index=True)
    piece_reference: Mapped[str | None]
    piece_on: Mapped[date | None]
    memo_hash: Mapped[str | None] = mapped_column(String(SHA256_LENGTH))
    reverses_number: Mapped[int | None]
    previous_hash: Mapped[Sha256]
    hash: Mapped[Sha256]

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "reverses_number"], ["entry.book_id", "entry.number"]),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("reverses_number < number", name="reverses_earlier"),
        Index(
            "uq_entry_reverses",
            "book_id",
            "reverses_number",
            unique=True,
            sqlite_where=text("reverses_number IS NOT NULL"),
            postgresql_where=text("reverses_number IS NOT NULL"),
        ),
        Index("ix_entry_effective_on", "book_id", "effective_on", "number"),
        {"sqlite_with_rowid": False},
    )


class EntryMemo(Base):
    """The words beside an entry; they can be erased, their hash stays in the chain."""

    __tablename__ = "entry_memo"

    book_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    memo: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "number"], ["entry.book_id", "entry.number"]),
    )


class EntryFile(Base):
    """A file attached to an entry, by the hash of its content."""

    __tablename__ = "entry_file"

    book_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "number"], ["entry.book_id", "entry.number"]),
    )


class Transfer(Base):
    """Money going from one account (credit) to another (debit): one row, always balanced."""

    __tablename__ = "transfer"

    book_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    debit_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credit_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[Cents]
    # The entry's, repeated here so that an account as of a day is read from one index.
    effective_on: Mapped[date]

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "number"], ["entry.book_id", "entry.number"]),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("debit_account_id <> credit_account_id", name="two_accounts"),
        # With the amount, so that an account as of a day is summed from its index alone.
        Index("ix_transfer_debit", "debit_account_id", "effective_on", "amount"),
        Index("ix_transfer_credit", "credit_account_id", "effective_on", "amount"),
        Index("ix_transfer_effective_on", "book_id", "effective_on"),
        {"sqlite_with_rowid": False},
    )


class ProjectTotal(Base):
    """Kept totals of a book by project (0: none), place and month of value date."""

    __tablename__ = "project_total"

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), primary_key=True)
    project_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[Place] = mapped_column(text_enum(Place, "place"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    debits: Mapped[Cents]
    credits: Mapped[Cents]

    __table_args__ = ({"sqlite_with_rowid": False},)


class DonorTotal(Base):
    """Kept totals of a book by collectivity (0: none) and place."""

    __tablename__ = "donor_total"

    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), primary_key=True)
    collectivity_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[Place] = mapped_column(text_enum(Place, "place"), primary_key=True)
    debits: Mapped[Cents]
    credits: Mapped[Cents]

    __table_args__ = (
        Index("ix_donor_total_collectivity_id", "collectivity_id"),
        {"sqlite_with_rowid": False},
    )
