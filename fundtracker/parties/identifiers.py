"""SIREN and SIRET numbers as people type them."""

from __future__ import annotations

import re

from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

from fundtracker.parties.errors import InvalidRna, InvalidSiren, InvalidSiret, SiretOfAnother

_SIREN_LENGTH = 9
_SIRET_LENGTH = 14
_BETWEEN = re.compile(r"[\s.\-\u200e\u200f]+")
_SHOWN = 40


def parse_siren(text: str) -> str:
    """Return the nine digits of a SIREN typed with or without spaces, or raise InvalidSiren."""
    digits = _digits(text)
    if len(digits) != _SIREN_LENGTH or not stdnum_siren.is_valid(digits):
        raise InvalidSiren(text=_shown(text))
    return digits


def parse_siret(text: str) -> str:
    """Return the fourteen digits of a SIRET typed with or without spaces, or raise InvalidSiret."""
    digits = _digits(text)
    if len(digits) != _SIRET_LENGTH or not stdnum_siret.is_valid(digits):
        raise InvalidSiret(text=_shown(text))
    return digits


def siret_of(siren: str | None, text: str) -> str | None:
    """Return the SIRET that ``text`` is, None where it is empty.

    Raises InvalidSiret, or SiretOfAnother where it does not begin with ``siren``.
    """
    if not text.strip():
        return None
    siret = parse_siret(text)
    if siren is not None and not siret.startswith(siren):
        raise SiretOfAnother(n_siren=siren)
    return siret


def parse_rna(text: str) -> str:
    """Return an association's number, W and nine digits, or raise InvalidRna."""
    number = _BETWEEN.sub("", text).upper()
    if re.fullmatch(r"W[0-9A-D][0-9]{8}", number) is None:
        raise InvalidRna(text=_shown(text))
    return number


def find_siren(text: str) -> str | None:
    """Return the SIREN that ``text`` is, or None where it is something else."""
    try:
        return parse_siren(text)
    except InvalidSiren:
        return None


def _digits(text: str) -> str:
    """Return the digits; nothing where there is anything else, other scripts' digits included."""
    joined = _BETWEEN.sub("", text)
    return joined if joined.isascii() and joined.isdigit() else ""


def _shown(text: str) -> str:
    seen = "".join(char if char.isprintable() else " " for char in text[: _SHOWN + 1]).strip()
    return f"{seen[:_SHOWN]}…" if len(text) > _SHOWN else seen
