"""Refusals of spending."""

from __future__ import annotations

from fundtracker.errors import Conflict, NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchAgreement(NotFound):
    """No partner agreement of that id."""

    sentence = N_("There is no such partner agreement.")


class NoSuchInstalment(NotFound):
    """No instalment of that id in the agreement."""

    sentence = N_("There is no such instalment in this agreement.")


class NoSuchPayment(NotFound):
    """No payment of that id."""

    sentence = N_("There is no such payment.")


class NoSuchExpenditure(NotFound):
    """No expenditure of that id."""

    sentence = N_("There is no such expenditure.")


class AmountTooLarge(RuleViolation):
    """An amount beyond any fund."""

    sentence = N_("This amount is too large: %(limit)s at most.")


class LocalAmountTooLarge(RuleViolation):
    """An amount in another currency, beyond any fund."""

    sentence = N_("This amount in local currency is too large.")


class ProjectNeeded(RuleViolation):
    """An agreement covers no project."""

    sentence = N_("Choose at least one project that the agreement covers.")


class AgreementForAction(RuleViolation):
    """An agreement covers the fund's own costs."""

    sentence = N_("“%(project)s” bears the fund’s own costs: no partner agreement covers it.")


class InstalmentsExceedAgreement(RuleViolation):
    """The instalments come to more than the agreement."""

    sentence = N_("The instalments come to %(instalments)s, more than the agreement: %(amount)s.")


class SignedInTheFuture(RuleViolation):
    """An agreement is dated after today."""

    sentence = N_("An agreement cannot be signed after today.")


class ProjectNotCovered(RuleViolation):
    """The agreement is not for this project."""

    sentence = N_("The agreement %(reference)s does not cover “%(project)s”.")


class AgreementExceeded(RuleViolation):
    """The partner would be paid more than was agreed."""

    sentence = N_(
        "Only %(left)s is left to pay under the agreement %(reference)s; %(requested)s is asked "
        "for."
    )


class MoreThanLeft(RuleViolation):
    """More is asked for than the project has at that place."""

    sentence = N_(
        "Only %(left)s was left on %(on)s (%(n_place)s: “%(project)s”); %(requested)s is asked for."
    )


class MoreThanFree(MoreThanLeft):
    """More is asked for than may be used: some donors' money stands still."""

    sentence = N_(
        "Only %(left)s was left on %(on)s (%(n_place)s: “%(project)s”), besides %(bound)s that is "
        "frozen or meant for something else; %(requested)s is asked for."
    )


class LineExceedsDonation(RuleViolation):
    """A line takes more than its donation has at that place of the project."""

    sentence = N_(
        "Only %(left)s of %(reference)s was left on %(on)s (%(n_place)s); %(requested)s is asked "
        "for."
    )


class LinesDoNotAddUp(RuleViolation):
    """The chosen lines do not come to the amount."""

    sentence = N_("The lines come to %(total)s; they must come to %(amount)s.")


class LocalAmountIncomplete(RuleViolation):
    """A currency without its amount, or an amount without its currency."""

    sentence = N_("Give both the local currency and the amount in it, or neither.")


class InvalidCurrency(RuleViolation):
    """No code of a currency, or the euro's."""

    sentence = N_("“%(code)s” is not the code of a local currency: three letters, like XOF or USD.")


class OneAmountNeeded(RuleViolation):
    """An expenditure is given in euros and in another currency, or in neither."""

    sentence = N_("Give the amount either in euros or in local currency.")


class NothingChanged(RuleViolation):
    """No instalment was paid in that currency: there is no rate."""

    sentence = N_(
        "No instalment of this agreement was changed into %(currency)s: give the amount in euros, "
        "or record first what the partner’s bank gave for an instalment."
    )


class RateOfZero(RuleViolation):
    """The amount comes to less than a cent."""

    sentence = N_("At the rate of the instalments this comes to less than one cent.")


class MoreThanDocument(RuleViolation):
    """More is charged than the document says."""

    sentence = N_("The amount charged here is more than the total of the document.")


class AcceptedBeforeIncurred(RuleViolation):
    """An expenditure is accepted or paid before it was incurred."""

    sentence = N_("An expenditure cannot be accepted or paid before it was incurred.")


class ExpenditureWithdrawn(Conflict):
    """An expenditure is withdrawn once."""

    sentence = N_("This expenditure has already been withdrawn.")


class NothingWaits(RuleViolation):
    """Nothing that waits can be posted."""

    sentence = N_("No expenditure that waits can be posted: nothing free was advanced for it.")


class AgreementBelowPaid(RuleViolation):
    """An agreement is edited to less than was paid under it."""

    sentence = N_("%(paid)s was already paid under this agreement: it cannot be for less.")


class InstalmentBelowPaid(RuleViolation):
    """An instalment is edited to less than was paid of it."""

    sentence = N_("%(paid)s was already paid of instalment %(n_rank)s: it cannot be less.")


class InstalmentPaid(RuleViolation):
    """An instalment that payments name is taken away."""

    sentence = N_("Instalment %(n_rank)s bears a payment: it cannot be taken away.")
