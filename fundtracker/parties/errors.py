"""Refusals about parties: numbers that cannot be theirs."""

from __future__ import annotations

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_


class InvalidSiren(RuleViolation):
    """The text is no SIREN: not nine digits, or the check digit says there is a typing error."""

    sentence = N_("“%(text)s” is not a SIREN number: check its nine digits.")


class InvalidSiret(RuleViolation):
    """The text is no SIRET: not fourteen digits, or a check digit says there is a typing error."""

    sentence = N_("“%(text)s” is not a SIRET number: check its fourteen digits.")


class RegisterSourceInvalid(RuleViolation):
    """The file given to refresh the register is not the package it is made from."""

    sentence = N_(
        "This is not the package @etalab/decoupage-administratif (its .tgz file, or its folder): "
        "%(reason)s"
    )
