"""The tables of funds, their crises, rules and decisions."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import SHA256_LENGTH, Base, BigId, text_enum
from fundtracker.funds.states import DecisionBody, FundState
from fundtracker.money import Cents


class Crisis(Base):
    """What struck, where and when."""

    __tablename__ = "crisis"

    id: Mapped[BigId]
    name: Mapped[str]
    happened_on: Mapped[date]
    # As published: some crises are known by month or year only.
    happened_text: Mapped[str]
    description: Mapped[str]


class Fund(Base):
    """A solidarity fund with its own book and its dedicated bank account."""

    __tablename__ = "fund"

    id: Mapped[BigId]
    # Short and readable, in addresses and commands: ``equateur-2016``; also the book's code.
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"), unique=True)
    crisis_id: Mapped[int] = mapped_column(ForeignKey("crisis.id"), index=True)
    # The territory struck; the countries where money is spent are the projects'.
    territory: Mapped[str]
    state: Mapped[FundState] = mapped_column(text_enum(FundState, "state"))
    opened_on: Mapped[date]
    iban: Mapped[str | None] = mapped_column(String(34))
    bic: Mapped[str | None] = mapped_column(String(11))
    chair: Mapped[str | None]
    target: Mapped[Cents | None]
    leftover_rule: Mapped[str | None]
    # Above this amount in cents, two people act: one proposes, another confirms. None: one does.
    confirm_above: Mapped[Cents | None]
    description: Mapped[str]

    __table_args__ = (CheckConstraint("code = lower(code)", name="code_lower"),)


class FundRequest(Base):
    """A saisine: who asked CUF to open the fund."""

    __tablename__ = "fund_request"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    requested_by: Mapped[str]
    requested_on: Mapped[date | None]
    source: Mapped[str | None]


class FundPhase(Base):
    """A phase of a fund's life, planned or over: emergency, reconstruction, follow-up."""

    __tablename__ = "fund_phase"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    name: Mapped[str]
    starts_on: Mapped[date]
    # None: not known yet.
    ends_on: Mapped[date | None]
    note: Mapped[str]

    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_on"),)


class Appeal(Base):
    """An appeal for donations."""

    __tablename__ = "appeal"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    launched_on: Mapped[date]
    reference: Mapped[str]


class FundStateChange(Base):
    """When a fund came into a state, and why."""

    __tablename__ = "fund_state_change"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    state: Mapped[FundState] = mapped_column(text_enum(FundState, "state"))
    since: Mapped[date]
    reason: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class Decision(Base):
    """What was decided about a fund: by whom, when, under which reference."""

    __tablename__ = "decision"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    body: Mapped[DecisionBody] = mapped_column(text_enum(DecisionBody, "body"))
    decided_on: Mapped[date]
    reference: Mapped[str]
    subject: Mapped[str]
    # What was approved, kept apart from what is allocated under it.
    approved: Mapped[Cents | None]
    file_sha256: Mapped[str | None] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("stored_file.sha256")
    )

    __table_args__ = (Index("ix_decision_fund_id", "fund_id", "decided_on"),)


class FeeRule(Base):
    """From a day on, the management fee of a fund, announced in the appeal."""

    __tablename__ = "fee_rule"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    valid_from: Mapped[date]
    rate_bp: Mapped[int]
    cap: Mapped[Cents | None]
    applies_to_carried: Mapped[bool]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("rate_bp BETWEEN 0 AND 10000", name="rate"),
        CheckConstraint("cap >= 0", name="cap"),
    )


class PublishedFigure(Base):
    """What was published of a fund, dated, with its source: never a figure of the books."""

    __tablename__ = "published_figure"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    as_of: Mapped[str]
    donors: Mapped[str]
    collected: Mapped[str]
    source: Mapped[str]
    note: Mapped[str]
