"""Refusals of the texts of an appeal kit."""

from __future__ import annotations

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_


class TitleMissing(RuleViolation):
    """A text without a title."""

    sentence = N_("A line beginning with “# ” must say the title.")


class UnknownField(RuleViolation):
    """A text names a field that there is not."""

    sentence = N_("There is no field {%(name)s}.")
