"""Refusals of donations."""

from __future__ import annotations

from fundtracker.errors import Conflict, NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchDonation(NotFound):
    """No donation of that id or reference."""

    sentence = N_("There is no such donation.")


class CollectivityNeeded(RuleViolation):
    """A gift needs to say whose it is."""

    sentence = N_("Choose the collectivity whose gift this is.")


class CollectivityNotWanted(RuleViolation):
    """Money that is nobody's gift names a collectivity."""

    sentence = N_("Only a gift has a collectivity.")


class DonationFrozen(RuleViolation):
    """The donor asked that its money stand still."""

    sentence = N_("The donor of %(reference)s has frozen its gift: %(reason)s.")


class DonationNotFrozen(RuleViolation):
    """There is no freeze to lift."""

    sentence = N_("This donation is not frozen.")


class WrongBudget(RuleViolation):
    """Money of a water, sanitation, waste or energy budget towards another kind of project."""

    sentence = N_(
        "%(reference)s comes from a budget that may only pay for its own field (%(budget)s), and "
        "“%(project)s” is not of it (CGCT, article L1115-1-1)."
    )


class OutsideEarmark(RuleViolation):
    """Money earmarked for something else."""

    sentence = N_("%(reference)s is earmarked for something else than “%(project)s”.")


class EarmarkElsewhere(RuleViolation):
    """An earmark names a project of another fund."""

    sentence = N_("The project of the earmark belongs to another fund.")


class StepOfAnotherDonation(RuleViolation):
    """A step replaces one of another donation."""

    sentence = N_("A step can only replace a step of the same donation.")


class StepAlreadyReplaced(RuleViolation):
    """A step was replaced before."""

    sentence = N_("This step has already been replaced: replace the latest one.")


class StepInTheFuture(RuleViolation):
    """A step is dated after today."""

    sentence = N_("A paper cannot be dated after today.")


class AmountNotPositive(RuleViolation):
    """An amount of zero or less."""

    sentence = N_("The amount must be above zero.")


class MoreThanUnallocated(RuleViolation):
    """More is asked for than a donation has left to allocate."""

    sentence = N_("Only %(left)s of %(reference)s is left to allocate; %(requested)s is asked for.")


class NothingChosen(RuleViolation):
    """Nothing was chosen of a list."""

    sentence = N_("Choose at least one donation.")


class ChoiceChanged(Conflict):
    """A donor chose otherwise meanwhile, or nothing is left of its gift."""

    sentence = N_(
        "The choice for %(reference)s was changed meanwhile, or nothing is left of it:"
        " nothing was recorded. Look at the list again."
    )


class NeedsItsOwnForm(RuleViolation):
    """An amount above a fund's threshold is not moved together with others."""

    sentence = N_(
        "%(reference)s is above the amount from which two people are needed: use its own form."
    )


class MoreThanFees(RuleViolation):
    """More is asked for than the fees there are."""

    sentence = N_("Only %(left)s of management fees is there; %(requested)s is asked for.")


class ConsentMissing(RuleViolation):
    """A carry-over needs the donor's written consent."""

    sentence = N_("Say by which paper the donor consented to the carry-over.")


class SameFund(RuleViolation):
    """A carry-over goes to another fund."""

    sentence = N_("A carry-over goes to another fund.")


class RestrictionTooLate(RuleViolation):
    """A restriction that the money of the donation breaks already."""

    sentence = N_(
        "Money of this donation is in “%(project)s” already, where this would forbid it: take it "
        "back, or let another donation stand in, first."
    )


class ChosenInTheFuture(RuleViolation):
    """A donor's choice dated after today."""

    sentence = N_("A choice cannot be dated after today.")


class FundToNeeded(RuleViolation):
    """A carry-over without its fund, or another choice with one."""

    sentence = N_("Say to which fund it is carried over; for another choice, to none.")
