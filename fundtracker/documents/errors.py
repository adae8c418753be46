"""Refusals of documents."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class NoSuchDocument(NotFound):
    """No document of that number, or not for this person."""

    sentence = N_("There is no such document.")


class NoSuchBatch(NotFound):
    """No batch of that number."""

    sentence = N_("There are no such documents being issued.")


class NothingToIssue(RuleViolation):
    """A batch without a document."""

    sentence = N_("There is nothing to issue.")


class NoSuchPacks(NotFound):
    """No batch of packs of that number."""

    sentence = N_("There are no such packs.")


class NothingToPack(RuleViolation):
    """Packs of a fund to which nobody paid by the day."""

    sentence = N_("Nobody had paid to this fund by that day: there is no pack to make.")


class MakingBrokeOff(RuleViolation):
    """A pack whose makers ended without a word, again and again."""

    sentence = N_("This pack was tried several times, and each time its making broke off.")


class NothingToSend(RuleViolation):
    """All was sent before, or there is nobody to send it to."""

    sentence = N_("There is nothing to send: it was sent already, or no address is known.")


class NothingGiven(RuleViolation):
    """A report to a donor of which nothing is known by the day."""

    sentence = N_("Nothing was announced nor paid by that day: there is nothing to report.")


class NothingReceived(RuleViolation):
    """A certificate of money that did not come, or was taken back."""

    sentence = N_("No payment stands behind this document: it was reversed, or none came.")


class NothingToCall(RuleViolation):
    """A payment request for money that has all come, or was never granted."""

    sentence = N_("Nothing is to be asked for: all that was granted has come.")


class NothingUsed(RuleViolation):
    """A statement of use of money that was not there in that year."""

    sentence = N_("No money of this donation was there in that year.")


class SaysTheSame(RuleViolation):
    """A new version without anything new in it."""

    sentence = N_("%(number)s, version %(n_version)s, says the same already: nothing is new.")


class WithdrawnAlready(RuleViolation):
    """A document that was withdrawn before."""

    sentence = N_("This document was withdrawn already.")


class UnknownField(RuleViolation):
    """A text names a field that there is not."""

    sentence = N_("There is no field {%(name)s}.")
