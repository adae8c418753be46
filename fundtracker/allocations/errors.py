"""Refusals of allocations."""

from __future__ import annotations

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_


class NothingToAllocate(RuleViolation):
    """No line with an amount."""

    sentence = N_("Give an amount to at least one donation.")


class AmountNotPositive(RuleViolation):
    """A line of zero or less."""

    sentence = N_("The amount must be above zero.")


class SameDonationTwice(RuleViolation):
    """A donation stands on two lines."""

    sentence = N_("%(reference)s stands on two lines: put them together.")


class AllocationExceedsDonation(RuleViolation):
    """A line asks for more than its donation has left."""

    sentence = N_("Only %(left)s of %(reference)s is left to allocate; %(requested)s is asked for.")


class NotEnoughFreeMoney(RuleViolation):
    """A proposal cannot be made: too little money may go to the project."""

    sentence = N_(
        "Only %(left)s may go to “%(project)s” (frozen, earmarked and restricted money left "
        "out); %(requested)s is asked for."
    )


class DonationOfAnotherFund(RuleViolation):
    """A line names a donation of another fund."""

    sentence = N_("%(reference)s belongs to another fund.")


class ReleaseExceedsHeld(RuleViolation):
    """More is released than is still with CUF for the project."""

    sentence = N_(
        "Only %(left)s of %(reference)s is still to be paid for this project; %(requested)s is "
        "asked for."
    )


class SubstitutionExceeds(RuleViolation):
    """More is exchanged than the donation has at that place of the project."""

    sentence = N_(
        "%(reference)s has only %(left)s there (%(n_place)s); %(requested)s is asked for."
    )


class SubstitutionWithItself(RuleViolation):
    """A donation cannot stand in for itself."""

    sentence = N_("Choose another donation to stand in.")


class ReleaseExceedsProject(RuleViolation):
    """More is to go back than CUF still holds for the project."""

    sentence = N_(
        "Only %(left)s is still held for this project; %(requested)s is asked for. What was paid "
        "to a partner must come back from it first."
    )
