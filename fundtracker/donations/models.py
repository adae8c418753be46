"""The tables of donations, their steps and receipts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId, text_enum
from fundtracker.donations.kinds import DonationKind, Expected, Leftover, StepKind
from fundtracker.funds.states import Origin
from fundtracker.money import Cents
from fundtracker.projects.kinds import ActionType, Theme


class Donation(Base):
    """Money that a collectivity gives to a fund, or money of another kind in the same book."""

    __tablename__ = "donation"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    # 1, 2, 3 … in its fund: the last one is how many there are, however many that is.
    number: Mapped[int]
    kind: Mapped[DonationKind] = mapped_column(text_enum(DonationKind, "kind"))
    collectivity_id: Mapped[int | None] = mapped_column(ForeignKey("collectivity.id"))
    # Unique, printed on papers and asked for on the bank transfer: ``EQUATEUR-2016-0007``.
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    budget: Mapped[Theme] = mapped_column(text_enum(Theme, "budget"))
    earmark_action_type: Mapped[ActionType | None] = mapped_column(
        text_enum(ActionType, "earmark_action_type")
    )
    earmark_project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    # The donation's own fee, where its agreement says so, instead of the fund's rules.
    fee_rate_bp: Mapped[int | None]
    fee_cap: Mapped[Cents | None]
    # Why this money must stand still, by the donor's wish; None when it moves freely.
    frozen_reason: Mapped[str | None]
    # Where it was given first, when it was carried over.
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("donation.id"))
    note: Mapped[str]
    recorded_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint(
            "(kind IN ('gift', 'carried_in')) = (collectivity_id IS NOT NULL)",
            name="gift_has_collectivity",
        ),
        CheckConstraint("fee_rate_bp BETWEEN 0 AND 10000", name="fee_rate"),
        CheckConstraint("fee_cap >= 0", name="fee_cap"),
        Index("uq_donation_number", "fund_id", "number", unique=True),
        Index("ix_donation_fund_id", "fund_id", "id"),
        Index("ix_donation_collectivity_id", "collectivity_id", "fund_id"),
    )


class DonationStep(Base):
    """One dated step of a donation; a later one may replace it, none is overwritten."""

    __tablename__ = "donation_step"

    id: Mapped[BigId]
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"))
    kind: Mapped[StepKind] = mapped_column(text_enum(StepKind, "kind"))
    amount: Mapped[Cents]
    dated_on: Mapped[date]
    reference: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("donation_step.id"))
    file_sha256: Mapped[str | None] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("stored_file.sha256")
    )
    origin: Mapped[Origin | None] = mapped_column(text_enum(Origin, "origin"))
    source: Mapped[str | None]
    recorded_at: Mapped[datetime]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("replaces_id < id", name="replaces_earlier"),
        Index("ix_donation_step_donation_id", "donation_id", "dated_on", "id"),
        Index("uq_donation_step_replaces_id", "replaces_id", unique=True),
    )


class DonationStage(Base):
    """What the steps of a donation come to from a day on: kept as they are recorded.

    Written by ``stages.keep`` alone, so that a fund's page does not work out every step again.
    """

    __tablename__ = "donation_stage"

    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    # The first day on which it no longer holds; None: it still does.
    until: Mapped[date | None]
    promised: Mapped[Cents]
    voted: Mapped[Cents]
    agreed: Mapped[Cents]

    __table_args__ = (
        CheckConstraint("promised >= 0 AND voted >= 0 AND agreed >= 0", name="amounts"),
        CheckConstraint("until > since", name="until"),
        {"sqlite_with_rowid": False},
    )


class Receipt(Base):
    """Money that came in for a donation: what the bank statement said of it."""

    __tablename__ = "receipt"

    id: Mapped[BigId]
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    book_id: Mapped[int]
    number: Mapped[int]
    payer: Mapped[str]
    bank_reference: Mapped[str]
    origin: Mapped[Origin | None] = mapped_column(text_enum(Origin, "origin"))
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        ForeignKeyConstraint(["book_id", "number"], ["entry.book_id", "entry.number"]),
        Index("uq_receipt_entry", "book_id", "number", unique=True),
    )


class DonationFreeze(Base):
    """A donor's wish that its money stand still, or move again."""

    __tablename__ = "donation_freeze"

    id: Mapped[BigId]
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    is_frozen: Mapped[bool]
    dated_on: Mapped[date]
    reason: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class CarryOver(Base):
    """Money moved from one fund to another with the donor's consent: an entry in either book."""

    __tablename__ = "carry_over"

    id: Mapped[BigId]
    from_donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    to_donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    from_book_id: Mapped[int]
    from_number: Mapped[int]
    to_book_id: Mapped[int]
    to_number: Mapped[int]
    consent: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        ForeignKeyConstraint(
            ["from_book_id", "from_number"],
            ["entry.book_id", "entry.number"],
            name="fk_carry_over_from_entry",
        ),
        ForeignKeyConstraint(
            ["to_book_id", "to_number"],
            ["entry.book_id", "entry.number"],
            name="fk_carry_over_to_entry",
        ),
        CheckConstraint("from_book_id <> to_book_id", name="two_books"),
    )


class DonationExpectation(Base):
    """What is expected next of a donation, and by which day; none once it has come."""

    __tablename__ = "donation_expectation"

    donation_id: Mapped[int] = mapped_column(
        ForeignKey("donation.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Expected] = mapped_column(text_enum(Expected, "kind"))
    due_on: Mapped[date] = mapped_column(index=True)
    note: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class LeftoverChoice(Base):
    """What a donor wants done with what is left of its gift; its last choice counts."""

    __tablename__ = "leftover_choice"

    id: Mapped[BigId]
    donation_id: Mapped[int] = mapped_column(ForeignKey("donation.id"), index=True)
    choice: Mapped[Leftover] = mapped_column(text_enum(Leftover, "choice"))
    # The fund that it is to go to, where it is carried over.
    to_fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"))
    dated_on: Mapped[date]
    reference: Mapped[str]
    file_sha256: Mapped[str | None] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("stored_file.sha256")
    )
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("(choice = 'carry_over') = (to_fund_id IS NOT NULL)", name="to_fund"),
    )
