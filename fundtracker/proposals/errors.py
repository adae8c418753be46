"""Refusals of proposals."""

from __future__ import annotations

from fundtracker.errors import Conflict, NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchProposal(NotFound):
    """No proposal of that number."""

    sentence = N_("There is no such proposal.")


class DecidedAlready(Conflict):
    """Somebody was faster."""

    sentence = N_("This proposal was decided meanwhile.")


class OwnProposal(RuleViolation):
    """The second pair of eyes is somebody else's."""

    sentence = N_("Whoever proposed it does not confirm it: somebody else does.")
