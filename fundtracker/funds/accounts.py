"""Bank accounts as they are typed: checked by their own digits (ISO 13616, ISO 9362). Pure."""

from __future__ import annotations

from stdnum import bic as bic_numbers
from stdnum import iban as iban_numbers

from fundtracker.funds.errors import InvalidBic, InvalidIban


def parse_iban(typed: str) -> str | None:
    """Return an IBAN without spaces, None for nothing; raise InvalidIban."""
    if not typed.strip():
        return None
    if not iban_numbers.is_valid(typed):
        raise InvalidIban
    return str(iban_numbers.compact(typed))


def parse_bic(typed: str) -> str | None:
    """Return a BIC without spaces, None for nothing; raise InvalidBic."""
    if not typed.strip():
        return None
    if not bic_numbers.is_valid(typed):
        raise InvalidBic
    return str(bic_numbers.compact(typed))


def shown_iban(iban: str) -> str:
    """Return an IBAN in groups of four, as papers print it."""
    return str(iban_numbers.format(iban))
