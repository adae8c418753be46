"""Euros and local currency, at the mean rate of the instalments actually changed. Pure.

Local amounts are whole hundredths of the local currency, as euros are whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import is_currency

from fundtracker.donations.errors import AmountNotPositive
from fundtracker.money import Cents
from fundtracker.spending.errors import (
    InvalidCurrency,
    LocalAmountIncomplete,
    LocalAmountTooLarge,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# Ten million million rupiah or pounds: beyond any fund in any currency there is.
LARGEST_LOCAL = Cents(10**15)

_RATE_PLACES = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """What was paid in euros, and what the partner's bank gave for it in its currency."""

    euros: Cents
    local: Cents

    def convert(self, local: Cents) -> Cents:
        """Return what ``local`` comes to in cents, rounded half up."""
        return Cents((2 * local * self.euros + self.local) // (2 * self.local))

    @property
    def rate(self) -> str:
        """Euros for one unit of the local currency, in figures, to fifteen decimals."""
        scaled = (2 * self.euros * 10**_RATE_PLACES + self.local) // (2 * self.local)
        whole, fraction = divmod(scaled, 10**_RATE_PLACES)
        return f"{whole}.{fraction:0{_RATE_PLACES}}".rstrip("0").rstrip(".")


def mean(changes: Sequence[Changed]) -> Changed | None:
    """Sum up what was changed: its rate is the mean one. None where nothing was."""
    if not changes:
        return None
    return Changed(
        euros=Cents(sum(it.euros for it in changes)), local=Cents(sum(it.local for it in changes))
    )


def check_local(currency: str | None, local_amount: Cents | None) -> None:
    """Raise unless both or neither are there, and the currency and the amount can be."""
    if (currency is None) != (local_amount is None):
        raise LocalAmountIncomplete
    if currency is None or local_amount is None:
        return
    if currency == "EUR" or not is_currency(currency):
        raise InvalidCurrency(code=currency[:10])
    if local_amount <= 0:
        raise AmountNotPositive
    if local_amount > LARGEST_LOCAL:
        raise LocalAmountTooLarge
