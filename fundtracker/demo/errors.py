"""Refusals of the demonstration."""

from __future__ import annotations

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_


class NotForDemonstration(RuleViolation):
    """A database that holds something else already."""

    sentence = N_(
        "This database already holds other records: the demonstration needs an empty one."
    )
