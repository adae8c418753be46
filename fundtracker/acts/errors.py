"""Refusals of acts."""

from __future__ import annotations

from fundtracker.errors import Conflict, RuleViolation
from fundtracker.i18n import N_


class KeyReused(Conflict):
    """An idempotency key came back with other content."""

    sentence = N_(
        "This form has already been sent with other content. What was recorded first stands; "
        "open the page again to record something else."
    )


class ReasonMissing(RuleViolation):
    """An act that needs its reason came without one."""

    sentence = N_("Say why: this act is kept with its reason.")


class ChangedMeanwhile(Conflict):
    """A record was edited by somebody else since it was shown."""

    sentence = N_(
        "Somebody changed this record meanwhile. Compare both versions below; what you send now "
        "replaces theirs."
    )
