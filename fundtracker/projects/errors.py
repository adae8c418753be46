"""Refusals of projects."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchProject(NotFound):
    """No project of that id, or not in this fund."""

    sentence = N_("There is no such project in this fund.")


class ActionTypeNeeded(RuleViolation):
    """A project of action has exactly one main type; fund costs have none."""

    sentence = N_("Choose the project’s main type of action.")


class FundCostsExist(RuleViolation):
    """A fund has one project for its own costs."""

    sentence = N_("This fund already has its project for the fund’s own costs.")


class StatusReasonNeeded(RuleViolation):
    """Donors are owed an explanation."""

    sentence = N_("Say why the project is %(status)s: its donors will read it.")


class ProjectTakesNoMoney(RuleViolation):
    """A project that is closed or cancelled."""

    sentence = N_("“%(project)s” is %(status)s: no more money goes to it.")
