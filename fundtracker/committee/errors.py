"""Refusals of meetings."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchMeeting(NotFound):
    """No meeting of that number in this fund."""

    sentence = N_("There is no such meeting.")


class NotATime(RuleViolation):
    """A time that no clock shows."""

    sentence = N_("Type the time like 14:30.")


class CancelledMeeting(RuleViolation):
    """A meeting that was called off is neither convened nor changed."""

    sentence = N_("This meeting was called off.")


class BeforeTheFund(RuleViolation):
    """A meeting on a day on which there was no fund."""

    sentence = N_("The fund was not open yet on that day.")
