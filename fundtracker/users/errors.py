"""Refusals of users."""

from __future__ import annotations

from fundtracker.errors import Conflict, NotFound, RuleViolation, TooSoon
from fundtracker.i18n import N_


class InvalidEmail(RuleViolation):
    """What was typed is no address."""

    sentence = N_("“%(n_email)s” is not an e-mail address.")


class EmailTaken(RuleViolation):
    """Somebody has the address already."""

    sentence = N_("“%(n_email)s” already signs in here.")


class PasswordTooShort(RuleViolation):
    """A password that could be tried out."""

    sentence = N_("A password has %(n_length)s characters at least: a few words do well.")


class PasswordTooLong(RuleViolation):
    """A password beyond what anybody types."""

    sentence = N_("A password has %(n_length)s characters at most.")


class PasswordTooCommon(RuleViolation):
    """A password that everybody would try first."""

    sentence = N_("This password is among the first that anybody would try: choose another.")


class RoleOfOthers(RuleViolation):
    """A role of the staff for a donor's user, or the other way round."""

    sentence = N_("Roles of the staff are for the staff, roles of a donor’s team for its members.")


class LinkIsDead(NotFound):
    """A link sent by mail that was used, is over, or was never sent."""

    sentence = N_(
        "This link was used already, is over, or a newer one was sent: ask for another one."
    )


class WrongCode(RuleViolation):
    """A code that was not sent to this address, or not lately."""

    sentence = N_("This code is not the one of the last mail, or is over: ask for another one.")


class WrongSecondCode(RuleViolation):
    """A code that the phone does not show, or showed and was used."""

    sentence = N_("This is not the code that your application shows now: wait for the next one.")


class NoSecondFactor(RuleViolation):
    """Nothing to take away."""

    sentence = N_("There is no second factor to take away.")


class NeverInvited(RuleViolation):
    """Somebody who came already needs no invitation."""

    sentence = N_("This person has signed in already, or may not any more.")


class NoSuchShare(NotFound):
    """No link of that id at this collectivity, or one that opens nothing any more."""

    sentence = N_("This link is not valid, or not any more: ask whoever sent it for another.")


class ShareTooLong(RuleViolation):
    """A link for ever would be forgotten, and stay open."""

    sentence = N_("A link lasts from today on, and %(n_days)s days at most.")


class NoFundToAudit(RuleViolation):
    """An auditor would see nothing."""

    sentence = N_("Choose at least one fund that the auditor reads.")


class EndsTooEarly(RuleViolation):
    """An auditor's access would be over before it begins, or never be."""

    sentence = N_("Say until which day the auditor reads: today or later.")


class NoSuchUser(NotFound):
    """No user of that id or address."""

    sentence = N_("There is no such user.")


class LastAdministrator(RuleViolation):
    """Nobody would be left to manage users."""

    sentence = N_("This is the last active administrator: name another one first.")


class NotOneself(RuleViolation):
    """Somebody would lock oneself out."""

    sentence = N_("You cannot disable your own account, nor change your own role.")


class WrongPassword(RuleViolation):
    """The present password is not the one typed."""

    sentence = N_("This is not your present password.")


class TooManyAttempts(TooSoon):
    """Passwords are not tried out here."""

    sentence = N_(
        "Too many attempts to sign in: wait %(n_minutes)s min, then try again. If you forgot "
        "your password, an administrator of FundTracker can give you another."
    )


class PasskeyRefused(RuleViolation):
    """A device's answer that is not ours, not fresh, or of a key that nobody has."""

    sentence = N_("This passkey was not recognised: try again, or sign in another way.")


class TooManyPasskeys(RuleViolation):
    """More keys than anybody has devices."""

    sentence = N_("You have %(n_most)s passkeys already: remove one first.")


class NoSuchPasskey(NotFound):
    """No passkey of that id, or somebody else's."""

    sentence = N_("There is no such passkey.")


class ErasedAlready(Conflict):
    """An account that is nobody's any more."""

    sentence = N_("This account has been erased already.")
