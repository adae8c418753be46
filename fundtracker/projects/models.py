"""The tables of projects."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundtracker.db import BIG_ID, SHA256_LENGTH, Base, BigId, text_enum
from fundtracker.funds.states import Origin
from fundtracker.money import Cents
from fundtracker.projects.kinds import (
    ActionType,
    CofundingStage,
    NewsAudience,
    ProjectKind,
    ProjectStatus,
    Theme,
)


class Project(Base):
    """What money is allocated to: one place, one main type of action."""

    __tablename__ = "project"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    kind: Mapped[ProjectKind] = mapped_column(text_enum(ProjectKind, "kind"))
    action_type: Mapped[ActionType | None] = mapped_column(text_enum(ActionType, "action_type"))
    title: Mapped[str]
    country: Mapped[str]
    place: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # What a gift from a water, sanitation, waste or energy budget must match.
    theme: Mapped[Theme] = mapped_column(text_enum(Theme, "theme"))
    status: Mapped[ProjectStatus] = mapped_column(text_enum(ProjectStatus, "status"))
    status_reason: Mapped[str]
    purpose_code: Mapped[str | None] = mapped_column(String(5))
    description: Mapped[str]
    results: Mapped[str]
    source: Mapped[str | None]
    planned: Mapped[Cents | None]
    beneficiary_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))

    __table_args__ = (
        CheckConstraint("(kind = 'action') = (action_type IS NOT NULL)", name="action_has_type"),
        CheckConstraint("planned > 0", name="planned"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        Index(
            "uq_project_fund_costs",
            "fund_id",
            unique=True,
            sqlite_where=text("kind = 'fund_costs'"),
            postgresql_where=text("kind = 'fund_costs'"),
        ),
    )


class ProjectStatusChange(Base):
    """When a project came into a status, and the reason that donors can read."""

    __tablename__ = "project_status_change"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    status: Mapped[ProjectStatus] = mapped_column(text_enum(ProjectStatus, "status"))
    since: Mapped[date]
    reason: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))


class Cofunding(Base):
    """Money given to a project from outside the fund: dated, staged, never in the books."""

    __tablename__ = "cofunding"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    cofunder: Mapped[str]
    amount: Mapped[Cents]
    stage: Mapped[CofundingStage] = mapped_column(text_enum(CofundingStage, "stage"))
    dated_on: Mapped[date]
    origin: Mapped[Origin | None] = mapped_column(text_enum(Origin, "origin"))
    source: Mapped[str | None]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)


class ProjectPartner(Base):
    """A partner of a project besides its beneficiary and the one that carries it out."""

    __tablename__ = "project_partner"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), primary_key=True)

    __table_args__ = (Index("ix_project_partner_partner_id", "partner_id"),)


class BudgetLine(Base):
    """A line of a project's budget; spending of the same heading stands against it."""

    __tablename__ = "budget_line"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    rank: Mapped[int]
    heading: Mapped[str]
    planned: Mapped[Cents]

    __table_args__ = (
        CheckConstraint("planned > 0", name="planned"),
        Index("uq_budget_line_rank", "project_id", "rank", unique=True),
        Index("uq_budget_line_heading", "project_id", "heading", unique=True),
    )


class Indicator(Base):
    """What tells whether a project reaches its aim: a name, a unit, where it began, its aim.

    Numbers are in hundredths of the unit.
    """

    __tablename__ = "indicator"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str]
    unit: Mapped[str]
    baseline: Mapped[int | None] = mapped_column(BIG_ID)
    target: Mapped[int | None] = mapped_column(BIG_ID)
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # The act that ended its being followed.
    removed_act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (CheckConstraint("baseline >= 0 AND target >= 0", name="numbers"),)


class Measurement(Base):
    """What an indicator was on a day, in hundredths of its unit; a later one of that day counts."""

    __tablename__ = "measurement"

    id: Mapped[BigId]
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    measured_on: Mapped[date]
    value: Mapped[int] = mapped_column(BIG_ID)
    # Who counted, or which paper says so.
    source: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("value >= 0", name="value"),
        Index("ix_measurement_indicator_id", "indicator_id", "measured_on"),
    )


class Milestone(Base):
    """What a project is to have done by a day, and the day it had."""

    __tablename__ = "milestone"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    name: Mapped[str]
    due_on: Mapped[date]
    reached_on: Mapped[date | None]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # The act that took it away.
    removed_act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))


class PublishedTotal(Base):
    """A project's whole cost as somebody published it: typed, dated, never computed."""

    __tablename__ = "published_total"

    id: Mapped[BigId]
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    amount: Mapped[Cents]
    dated_on: Mapped[date]
    source: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)


class News(Base):
    """What happened, told to donors or to everybody; of the fund, or of one of its projects."""

    __tablename__ = "news"

    id: Mapped[BigId]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    dated_on: Mapped[date]
    title: Mapped[str]
    text: Mapped[str]
    audience: Mapped[NewsAudience] = mapped_column(text_enum(NewsAudience, "audience"))
    # An article, a video.
    link: Mapped[str | None] = mapped_column(String(500))
    photo_sha256: Mapped[str | None] = mapped_column(
        String(SHA256_LENGTH), ForeignKey("photo.sha256")
    )
    # What the photograph shows.
    caption: Mapped[str]
    act_id: Mapped[int] = mapped_column(ForeignKey("act.id"))
    # The act that took it away again.
    removed_act_id: Mapped[int | None] = mapped_column(ForeignKey("act.id"))

    __table_args__ = (
        CheckConstraint("photo_sha256 IS NULL OR caption <> ''", name="caption"),
        Index("ix_news_latest", "fund_id", "dated_on", "id"),
    )
