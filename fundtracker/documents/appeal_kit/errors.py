"""Refusals of the texts of an appeal kit."""

from __future__ import annotations

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_


class TitleMissing(RuleViolation):
    """A text without a title."""

    sentence = N_("A line beginning with “# ” must say the title.")
