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


class NotHeldYet(RuleViolation):
    """Minutes of a meeting that is still to come."""

    sentence = N_("This meeting has not been held yet.")


class NoMinutesYet(RuleViolation):
    """A paper of minutes that nobody has written down."""

    sentence = N_("Nobody has written down yet how this meeting went.")


class NotAMember(RuleViolation):
    """Somebody who gave nothing to the fund has no seat in its committee."""

    sentence = N_("Only those who give to the fund have a seat in its committee.")


class NotDecidedThere(RuleViolation):
    """Voices for a decision that the committee did not take on the day of the meeting."""

    sentence = N_("The committee did not take this decision on the day of the meeting.")


class TooManyVoices(RuleViolation):
    """More voices than members who could vote."""

    sentence = N_("Voices counted: %(n_voices)s; members present or represented: %(n_members)s.")
