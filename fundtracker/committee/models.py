"""The meetings of the committees of donors."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.committee.kinds import Presence
from fundtracker.db import Base, BigId, text_enum


class Meeting(Base):
    """A meeting of a fund's committee: when, where, and what it is to talk about."""

    __tablename__ = "meeting"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    held_on: Mapped[date]
    # As a clock in Paris shows it, like 14:30; empty where only the day is known.
    starts_at: Mapped[str] = mapped_column(String(5))
    place: Mapped[str]
    # Where those who are not there take part.
    link: Mapped[str] = mapped_column(String(500))
    # One point in each line.
    agenda: Mapped[str]
    note: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # The act that called it off.
    cancelled_act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (Index("ix_meeting_fund_id", "fund_id", "held_on"),)

    @property
    def points(self) -> tuple[str, ...]:
        """The points of the agenda, in order."""
        return tuple(it.strip() for it in self.agenda.splitlines() if it.strip())


class Minutes(Base):
    """What was said at a meeting that was held, and who else was there."""

    __tablename__ = "minutes"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    # Partners, experts, other networks: in words, as they are no members.
    guests: Mapped[str]
    said: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class Attendance(Base):
    """How a member took part in a meeting."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    collectivity_id: Mapped[int] = mapped_column(ForeignKey("collectivity.id"), primary_key=True)
    presence: Mapped[Presence] = mapped_column(text_enum(Presence, "presence"))


class DecisionVote(Base):
    """How many voices a decision had at a meeting."""

    __tablename__ = "decision_vote"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    n_for: Mapped[int]
    n_against: Mapped[int]
    n_abstained: Mapped[int]

    __table_args__ = (
        CheckConstraint("n_for >= 0 AND n_against >= 0 AND n_abstained >= 0", name="voices"),
    )
