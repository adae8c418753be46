"""Countries by their two letters (ISO 3166-1), départements by their number (INSEE)."""

from __future__ import annotations

import re

from babel import Locale

from fundtracker.parties.errors import NoSuchCountry, NoSuchDepartment

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


# 01 to 95 with 2A and 2B for 20, 971 to 989 overseas.
_DEPARTMENT = re.compile("0[1-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5]|97[1-8]|98[4-9]")


def parse_department(text: str) -> str | None:
    """Return the number of a département, None where nothing is typed; raise NoSuchDepartment."""
    number = text.strip().upper()
    if number and _DEPARTMENT.fullmatch(number) is None:
        raise NoSuchDepartment(text=text[:_SHOWN])
    return number or None
