"""Refusals of projects."""

from __future__ import annotations

from fundtracker.errors import Conflict, NotFound, RuleViolation
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


class ActionTypeFixed(RuleViolation):
    """The type of action of a project that money went to."""

    sentence = N_("Money went to this project: its type of action is fixed.")


class BudgetNotPositive(RuleViolation):
    """A line of a budget without an amount."""

    sentence = N_("The budget line “%(heading)s” must be above zero.")


class HeadingTwice(RuleViolation):
    """A budget with two lines of one heading."""

    sentence = N_("The heading “%(heading)s” stands twice in the budget.")


class NoSuchCofunding(NotFound):
    """No co-funding of that id."""

    sentence = N_("There is no such co-funding.")


class CofundingNotPositive(RuleViolation):
    """An amount of zero or less."""

    sentence = N_("The amount must be above zero.")


class PublishedInTheFuture(RuleViolation):
    """A published total dated after today."""

    sentence = N_("What was published cannot be dated after today.")


class StatusInTheFuture(RuleViolation):
    """A status dated after today."""

    sentence = N_("A status cannot begin after today.")


class NoSuchNews(NotFound):
    """No news of that id, or of another fund."""

    sentence = N_("There are no such news.")


class NewsOfTomorrow(RuleViolation):
    """News of days to come."""

    sentence = N_("News are dated today at the latest.")


class NotALink(RuleViolation):
    """A link that leads nowhere, or somewhere unsafe."""

    sentence = N_("Give a whole address that begins with https://.")


class CaptionMissing(RuleViolation):
    """A photograph without words."""

    sentence = N_("Say what the photograph shows: those who do not see it are read this.")


class RemovedMeanwhile(Conflict):
    """News that were taken away while they were edited."""

    sentence = N_("These news were taken away meanwhile.")


class NoSuchIndicator(NotFound):
    """No indicator of that number in this project."""

    sentence = N_("There is no such indicator.")


class NoLongerFollowed(RuleViolation):
    """An indicator that was given up is neither changed nor measured."""

    sentence = N_("This indicator is no longer followed.")


class MeasuredInTheFuture(RuleViolation):
    """What will be measured is not known."""

    sentence = N_("It cannot have been measured after today.")


class NoSuchMilestone(NotFound):
    """No milestone of that number in this project."""

    sentence = N_("There is no such milestone.")


class ReachedInTheFuture(RuleViolation):
    """A milestone that is reached in days to come."""

    sentence = N_("A milestone is reached today at the latest: leave the day empty until then.")


class MilestoneTakenAway(RuleViolation):
    """A milestone that was taken away is not edited."""

    sentence = N_("This milestone was taken away.")
