"""Refusals of corrections."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchReceipt(NotFound):
    """No receipt of that id."""

    sentence = N_("There is no such receipt.")


class ReceiptReversed(RuleViolation):
    """A receipt that was reversed before."""

    sentence = N_("This receipt has already been reversed: record the payment anew instead.")


class NothingToReverse(RuleViolation):
    """No entry was named."""

    sentence = N_("Name at least one entry to reverse.")


class ReverseInBothFunds(RuleViolation):
    """A carry-over is reversed in both books at once."""

    sentence = N_(
        "Entry %(n_number)s is a carry-over: it is reversed in both funds at once, alone."
    )


class WithdrawInstead(RuleViolation):
    """An entry posts an accepted expenditure, whose acceptance is what was wrong."""

    sentence = N_(
        "Entry %(n_number)s posts an accepted expenditure: withdraw the expenditure instead, or "
        "what is reversed would wait to be posted again."
    )
