"""The kinds of donation, of step, and of what is still expected or wished."""

from __future__ import annotations

from enum import StrEnum

from fundtracker.i18n import N_, gettext


class DonationKind(StrEnum):
    """Where money in a book comes from; only a gift makes a donor."""

    GIFT = "gift"
    CARRIED_IN = "carried_in"
    INCOME = "income"
    TO_IDENTIFY = "to_identify"
    OWN = "own"

    @property
    def has_collectivity(self) -> bool:
        """Whether somebody gave it: a gift, or a gift carried from another fund."""
        return self in {DonationKind.GIFT, DonationKind.CARRIED_IN}

    @property
    def label(self) -> str:
        """The kind's words on pages, in the language of the moment."""
        return gettext(_KINDS[self])


_KINDS = {
    DonationKind.GIFT: N_("gift"),
    DonationKind.CARRIED_IN: N_("carried over from another fund"),
    DonationKind.INCOME: N_("interest or exchange gain"),
    DonationKind.TO_IDENTIFY: N_("payer to be identified"),
    DonationKind.OWN: N_("CUF’s own money"),
}


class StepKind(StrEnum):
    """The steps by which a collectivity gives, months apart, in any order."""

    PROMISED = "promised"
    VOTED = "voted"
    AGREED = "agreed"
    CALLED = "called"
    REDUCED = "reduced"
    CANCELLED = "cancelled"

    @property
    def is_commitment(self) -> bool:
        """Whether the step says how much the donor will give."""
        return self in {StepKind.PROMISED, StepKind.VOTED, StepKind.AGREED}

    @property
    def label(self) -> str:
        """The step's word on pages, in the language of the moment."""
        return gettext(_STEPS[self])


_STEPS = {
    StepKind.PROMISED: N_("promise"),
    StepKind.VOTED: N_("deliberation"),
    StepKind.AGREED: N_("grant agreement"),
    StepKind.CALLED: N_("payment request"),
    StepKind.REDUCED: N_("reduction"),
    StepKind.CANCELLED: N_("cancellation"),
}


class Expected(StrEnum):
    """What may be expected next of a donation."""

    VOTE = "vote"
    AGREEMENT = "agreement"
    CALL = "call"
    PAYMENT = "payment"

    @property
    def is_donors(self) -> bool:
        """Whether it is the donor who does it next; otherwise CUF does."""
        return self is not Expected.CALL

    @property
    def label(self) -> str:
        """The expectation's words on pages, in the language of the moment."""
        return gettext(_EXPECTED[self])


_EXPECTED = {
    Expected.VOTE: N_("the deliberation"),
    Expected.AGREEMENT: N_("the signed grant agreement"),
    Expected.CALL: N_("our payment request"),
    Expected.PAYMENT: N_("the payment"),
}


class Leftover(StrEnum):
    """What a donor may want done with what is left of its gift."""

    REFUND = "refund"
    CARRY_OVER = "carry_over"
    SAME_PROJECT = "same_project"

    @property
    def label(self) -> str:
        """The wish's words on pages, in the language of the moment."""
        return gettext(_LEFTOVERS[self])


_LEFTOVERS = {
    Leftover.REFUND: N_("refund to the donor"),
    Leftover.CARRY_OVER: N_("another fund"),
    Leftover.SAME_PROJECT: N_("the same project"),
}
