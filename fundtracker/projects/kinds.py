"""The types of action, the statuses and the themes of projects."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from fundtracker.i18n import N_, gettext

if TYPE_CHECKING:
    from datetime import date


class ProjectKind(StrEnum):
    """A project of action, or the one that bears the fund's own costs."""

    ACTION = "action"
    FUND_COSTS = "fund_costs"


class ActionType(StrEnum):
    """CUF's three types of action; each project has exactly one."""

    CRISIS_RESPONSE = "crisis_response"
    RISK_REDUCTION = "risk_reduction"
    CAPACITY_BUILDING = "capacity_building"

    @property
    def label(self) -> str:
        """The type's words on pages, in the language of the moment."""
        return gettext(_TYPES[self])


_TYPES = {
    ActionType.CRISIS_RESPONSE: N_("crisis response"),
    ActionType.RISK_REDUCTION: N_("disaster risk reduction"),
    ActionType.CAPACITY_BUILDING: N_("capacity building"),
}


class ProjectStatus(StrEnum):
    """How far a project is."""

    IDENTIFIED = "identified"
    APPROVED = "approved"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    SLOWED = "slowed"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The status's words on pages, in the language of the moment."""
        return gettext(_STATUSES[self])

    @property
    def needs_reason(self) -> bool:
        """Whether donors are owed an explanation."""
        return self in {ProjectStatus.SLOWED, ProjectStatus.SUSPENDED, ProjectStatus.CANCELLED}

    @property
    def takes_money(self) -> bool:
        """Whether money may still be allocated to it."""
        return self not in {ProjectStatus.CLOSED, ProjectStatus.CANCELLED}


_STATUSES = {
    ProjectStatus.IDENTIFIED: N_("identified"),
    ProjectStatus.APPROVED: N_("approved by the committee"),
    ProjectStatus.AGREED: N_("under agreement"),
    ProjectStatus.UNDER_WAY: N_("under way"),
    ProjectStatus.SLOWED: N_("slowed down"),
    ProjectStatus.SUSPENDED: N_("suspended"),
    ProjectStatus.COMPLETED: N_("completed"),
    ProjectStatus.CLOSED: N_("closed"),
    ProjectStatus.CANCELLED: N_("cancelled"),
}


class Theme(StrEnum):
    """What the 1 % budgets may pay for (CGCT L1115-1-1): a project's theme, a gift's budget."""

    GENERAL = "general"
    WATER = "water"
    SANITATION = "sanitation"
    WASTE = "waste"
    ENERGY = "energy"

    @property
    def label(self) -> str:
        """The theme's word on pages, in the language of the moment."""
        return gettext(_THEMES[self])


_THEMES = {
    Theme.GENERAL: N_("general budget"),
    Theme.WATER: N_("water"),
    Theme.SANITATION: N_("sanitation"),
    Theme.WASTE: N_("waste"),
    Theme.ENERGY: N_("energy"),
}


class CofundingStage(StrEnum):
    """How far money from outside the fund has come."""

    ANNOUNCED = "announced"
    AGREED = "agreed"
    PAID = "paid"

    @property
    def label(self) -> str:
        """The stage's words on pages, in the language of the moment."""
        return gettext(_STAGES[self])


_STAGES = {
    CofundingStage.ANNOUNCED: N_("announced"),
    CofundingStage.AGREED: N_("under agreement"),
    CofundingStage.PAID: N_("paid"),
}


class NewsAudience(StrEnum):
    """Who is told news."""

    DONORS = "donors"
    EVERYBODY = "everybody"

    @property
    def label(self) -> str:
        """The audience in words, in the language of the moment."""
        return gettext(_AUDIENCES[self])


_AUDIENCES = {
    NewsAudience.DONORS: N_("donors alone"),
    NewsAudience.EVERYBODY: N_("everybody, on the public page too"),
}


class MilestoneState(StrEnum):
    """Whether a milestone of a project is reached on a day, late, or still to come."""

    REACHED = "reached"
    LATE = "late"
    TO_COME = "to_come"

    @property
    def label(self) -> str:
        """The state's words on pages, in the language of the moment."""
        return gettext(_MILESTONES[self])


_MILESTONES = {
    MilestoneState.REACHED: N_("reached"),
    MilestoneState.LATE: N_("late"),
    MilestoneState.TO_COME: N_("to come"),
}


def milestone_state(due_on: date, reached_on: date | None, on: date) -> MilestoneState:
    """Return how a milestone stands on a day: late from the day after it was due."""
    if reached_on is not None and reached_on <= on:
        return MilestoneState.REACHED
    return MilestoneState.LATE if due_on < on else MilestoneState.TO_COME
