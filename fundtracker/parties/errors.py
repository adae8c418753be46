"""Refusals about parties: numbers that cannot be theirs."""

from __future__ import annotations

from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_


class InvalidSiren(RuleViolation):
    """The text is no SIREN: not nine digits, or the check digit says there is a typing error."""

    sentence = N_("“%(text)s” is not a SIREN number: check its nine digits.")


class InvalidSiret(RuleViolation):
    """The text is no SIRET: not fourteen digits, or a check digit says there is a typing error."""

    sentence = N_("“%(text)s” is not a SIRET number: check its fourteen digits.")


class NoSuchCountry(RuleViolation):
    """The text is not the code of a country."""

    sentence = N_("“%(text)s” is not the code of a country: type its two letters, FR for France.")


class RegisterSourceInvalid(RuleViolation):
    """The file given to refresh the register is not the package it is made from."""

    sentence = N_(
        "This is not the package @etalab/decoupage-administratif (its .tgz file, or its folder): "
        "%(reason)s"
    )


class NoSuchCollectivity(NotFound):
    """No collectivity of that id, SIREN or name."""

    sentence = N_("There is no such collectivity.")


class SeveralCollectivities(RuleViolation):
    """A name fits several collectivities."""

    sentence = N_("Several collectivities are called that: %(names)s. Give the SIREN instead.")


class AlreadyKnown(RuleViolation):
    """A collectivity with this SIREN is there already."""

    sentence = N_("“%(name)s” already has this SIREN.")


class SuccessionLoop(RuleViolation):
    """A succession would go round in a circle."""

    sentence = N_("A collectivity cannot succeed itself, even through others.")


class SiretOfAnother(RuleViolation):
    """A SIRET begins with the SIREN of the body whose site it is (article R123-221, C. com.)."""

    sentence = N_("This SIRET is not one of SIREN %(n_siren)s: its first nine digits say another.")


class NoSuchDepartment(RuleViolation):
    """The text is not the number of a département."""

    sentence = N_("“%(text)s” is not the number of a département: 01, 2A, 974.")


class KeptByRegister(RuleViolation):
    """The register says it: it changes when the register is refreshed."""

    sentence = N_("The register says this: it changes when the register is refreshed.")


class NoSuchContact(NotFound):
    """No contact of that id here."""

    sentence = N_("There is no such contact.")


class InvalidRna(RuleViolation):
    """The text is no number of the national directory of associations."""

    sentence = N_("“%(text)s” is not an RNA number: W and nine digits.")


class InvalidContactEmail(RuleViolation):
    """What was typed is no address."""

    sentence = N_("“%(text)s” is not an e-mail address.")


class NoSuchPartner(NotFound):
    """No partner of that id."""

    sentence = N_("There is no such partner.")
