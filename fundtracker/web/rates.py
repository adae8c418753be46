"""A field for a rate in percent, as people type it."""

from __future__ import annotations

import re
from decimal import Decimal

from fundtracker.i18n import N_, current_locale, gettext
from fundtracker.web.fields import ParsedField

_RATE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?[ \u00a0\u202f]*%?", re.ASCII)
_WHOLE_BP = 10_000

NO_RATE = N_("This is not a rate: type it like 7.5, between 0 and 100.")


class RateField(ParsedField):
    """A rate in percent with two decimals at most; ``data`` is in basis points."""

    def read(self, typed: str) -> int:
        """Return the rate in basis points."""
        match = _RATE.fullmatch(typed.strip())
        basis_points = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else -1
        if not 0 <= basis_points <= _WHOLE_BP:
            raise ValueError(gettext(NO_RATE))
        return basis_points

    def shown(self, value: int) -> str:
        """Write basis points as percent."""
        return rate_text(value)

    @property
    def echo(self) -> str | None:
        """The rate that was read."""
        if not self.typed or self.data is None:
            return None
        return f"{rate_text(self.data)}\u00a0%"


def rate_text(basis_points: int) -> str:
    """Write basis points as a number of percent: ``7,5``."""
    text = f"{(Decimal(basis_points) / 100).normalize():f}"
    return text.replace(".", ",") if current_locale() == "fr" else text
