"""The management fee of a donation. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fundtracker.money import ZERO, Cents, share

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """A rate in basis points (800 is 8 %), and the most that one donation bears, in cents."""

    rate_bp: int
    cap: Cents | None = None
    valid_from: date | None = None
    applies_to_carried: bool = False


NO_FEE = Rate(rate_bp=0)


def rate_on(rules: Sequence[Rate], on: date) -> Rate:
    """Return the rule in force on a day, else no fee: the last one valid, then recorded."""
    valid = [rule for rule in rules if rule.valid_from is None or rule.valid_from <= on]
    return max(reversed(valid), key=lambda rule: rule.valid_from or date.min, default=NO_FEE)


def fee_due(rate: Rate, *, received: Cents, taken: Cents) -> Cents:
    """Return what is to be taken now, in cents: rate × all received so far, less what was taken.

    Cumulating keeps the fee of a gift paid in parts the same as that of a gift paid at once.
    """
    whole = share(received, rate.rate_bp)
    if rate.cap is not None:
        whole = min(whole, rate.cap)
    return max(Cents(whole - taken), ZERO)
