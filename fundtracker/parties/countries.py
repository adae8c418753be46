"""Countries by their two letters (ISO 3166-1)."""

from __future__ import annotations

from babel import Locale

from fundtracker.parties.errors import NoSuchCountry

_TWO_LETTERS = 2
_SHOWN = 40

# In the list of names, but no country: unions, and codes that stand for none.
_NO_COUNTRY = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})

COUNTRIES = (
    frozenset(code for code in map(str, Locale("en").territories) if len(code) == _TWO_LETTERS)
    - _NO_COUNTRY
)


def parse_country(text: str) -> str:
    """Return the code of a country typed in either case; raise NoSuchCountry."""
    code = text.strip().upper()
    if code not in COUNTRIES:
        raise NoSuchCountry(text=text[:_SHOWN])
    return code
