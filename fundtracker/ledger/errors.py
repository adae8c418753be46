"""Refusals of the ledger."""

from __future__ import annotations

from fundtracker.errors import Conflict, NotFound, RuleViolation
from fundtracker.i18n import N_


class DatedInTheFuture(RuleViolation):
    """An entry is dated after today."""

    sentence = N_("The date %(on)s is in the future: money is recorded when it has moved.")


class PeriodLocked(RuleViolation):
    """An entry is dated in a closed period."""

    sentence = N_(
        "The accounts are closed up to %(locked_until)s: choose a later date than %(on)s."
    )


class InsufficientBalance(RuleViolation):
    """Some account would go below zero at the end of an act, or as of some day."""

    sentence = N_(
        "On %(on)s only %(left)s was there (%(n_place)s), and %(requested)s is asked for: money "
        "cannot be used before it came, nor twice."
    )


class ReverseOthersFirst(RuleViolation):
    """A reversal would take money that later entries have moved on."""

    sentence = N_("This money has been used since. Reverse these entries first: %(n_numbers)s.")


class AlreadyReversed(Conflict):
    """An entry is reversed once."""

    sentence = N_("Entry %(n_number)s has already been reversed, by entry %(n_by)s.")


class ReversalOfReversal(RuleViolation):
    """A reversal is not itself reversed: what was right is recorded anew."""

    sentence = N_("Entry %(n_number)s is itself a reversal: record the right amount anew instead.")


class ReversalTooEarly(RuleViolation):
    """A reversal is dated before what it reverses."""

    sentence = N_("The reversal cannot be dated before the entry, %(effective_on)s.")


class NoSuchEntry(NotFound):
    """No entry of that number in the book."""

    sentence = N_("There is no entry %(n_number)s in this book.")


class NoSuchBook(NotFound):
    """No book of that code."""

    sentence = N_("There is no fund “%(n_code)s”.")


class LockMovesBackwards(RuleViolation):
    """A closed period is not opened again."""

    sentence = N_(
        "The accounts are already closed up to %(locked_until)s; this only moves forward."
    )


class PeriodNotOver(RuleViolation):
    """Only days that are over can be closed: today's payments must still find their place."""

    sentence = N_("The accounts cannot be closed up to %(on)s: that day is not over yet.")


class NoMemo(NotFound):
    """The entry has no memo, or has lost it already."""

    sentence = N_("Entry %(n_number)s has no memo.")
