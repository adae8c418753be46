"""Refusals of funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_

if TYPE_CHECKING:
    from fundtracker.acts.kinds import ActKind
    from fundtracker.money import Cents


class NoSuchFund(NotFound):
    """No fund of that code."""

    sentence = N_("There is no fund “%(code)s”.")


class InvalidCode(RuleViolation):
    """A fund's code is not short and readable."""

    sentence = N_("A fund’s code is made of small letters, digits and hyphens: equateur-2016.")


class CodeTaken(RuleViolation):
    """Another fund has the code."""

    sentence = N_("The code “%(code)s” is another fund’s.")


class InvalidIban(RuleViolation):
    """A bank account's number is wrong."""

    sentence = N_("This is not an IBAN: check its letters and digits.")


class InvalidBic(RuleViolation):
    """A bank's code is wrong."""

    sentence = N_("This is not a BIC: check its letters and digits.")


class StateNotReachable(RuleViolation):
    """A fund cannot come into a state from the one it is in."""

    sentence = N_("A fund that is “%(state)s” cannot become “%(asked)s”.")


class MoneyLeft(RuleViolation):
    """A fund is not closed while money is left in it."""

    sentence = N_(
        "The fund still holds money: %(unallocated)s to allocate, %(held)s to pay, "
        "%(advanced)s to justify."
    )


class NoSuchDecision(NotFound):
    """No decision of that id in this fund."""

    sentence = N_("There is no such decision of this fund.")


class DecisionNeeded(RuleViolation):
    """The act follows a decision, and none was named."""

    sentence = N_("Name the decision that this follows.")


class DecidedInTheFuture(RuleViolation):
    """A decision is dated after today."""

    sentence = N_("A decision cannot be dated after today.")


class RateOutOfRange(RuleViolation):
    """A fee rate below zero or above one hundred percent."""

    sentence = N_("A fee rate lies between 0 and 100%.")


class FundClosed(RuleViolation):
    """The fund's state does not allow money to move."""

    sentence = N_("The fund “%(fund)s” is %(state)s: reopen it by a decision first.")


class NoAllocationNow(RuleViolation):
    """The fund's state does not allow money to be allocated."""

    sentence = N_("The fund “%(fund)s” is %(state)s: nothing can be allocated now.")


class StateInTheFuture(RuleViolation):
    """A fund's state is dated after today."""

    sentence = N_("A state cannot begin after today.")


class PhaseEndsBeforeItStarts(RuleViolation):
    """A phase ends before its first day."""

    sentence = N_("The phase “%(name)s” ends before it starts.")


class NeedsConfirmation(RuleViolation):
    """An act above the fund's threshold, or one on its bank details, done by one person alone.

    What was asked for is in it, so that it can be proposed to somebody else.
    """

    sentence = N_("In this fund, two people do this: one proposes, another confirms.")

    def __init__(
        self, *, kind: ActKind, request: object, fund_id: int, amount: Cents | None
    ) -> None:
        super().__init__()
        self.kind = kind
        self.request = request
        self.fund_id = fund_id
        self.amount = amount
