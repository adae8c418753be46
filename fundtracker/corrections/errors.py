"""Refusals of corrections."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchReceipt(NotFound):
    """No receipt of that id."""

    sentence = N_("There is no such receipt.")


class SpenderStays(RuleViolation):
    """A correction would make a partner's expenditure another's, or CUF's own."""

    sentence = N_(
        "Who spent it cannot be corrected: withdraw this expenditure, and record it where it "
        "belongs."
    )


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


class ReceiptOfAnotherFund(RuleViolation):
    """A payment is assigned to a donation of another fund."""

    sentence = N_("%(reference)s is a donation to another fund: its bank account is another too.")


class AssignedToItself(RuleViolation):
    """A payment is assigned to the donation it is recorded for."""

    sentence = N_("The payment is recorded for %(reference)s already.")


class AssignsTooMuch(RuleViolation):
    """More is assigned than the payment was."""

    sentence = N_("The payment was %(amount)s; %(requested)s cannot be assigned of it.")
