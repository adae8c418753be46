"""How large a generated database is, and over which days its money moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2024, 12, 31)
N_DAYS = (LAST_DAY - FIRST_DAY).days
# A month's end in the middle of the sixty months.
PAST_DAY = date(2022, 6, 30)

# What one donation does in one round: receipt, fee, two allocations, a payment, an expense.
TRANSFERS_PER_GIFT = 6

_MONTHS = 60
_LARGEST_BATCH = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Spec:
    """The first fund has ``donations`` and about ``transfers``; the others stay small."""

    transfers: int
    donations: int = 1500
    funds: int = 20
    projects: int = 20
    donors: int = 3000
    # One donation in ``paid_every`` was received; the others are promised only.
    paid_every: int = 1
    seed: int = 2016

    @property
    def gifts(self) -> int:
        """How many times a donation of the first fund goes through its round."""
        return self.transfers // TRANSFERS_PER_GIFT

    @property
    def batch(self) -> int:
        """How many donations move together on one day: at least one batch in every month."""
        return max(1, min(_LARGEST_BATCH, self.gifts // _MONTHS))

    def day(self, batch: int, n_batches: int) -> date:
        """Return the day of a batch: spread evenly over the months, never going back."""
        return FIRST_DAY + timedelta(days=N_DAYS * batch // max(n_batches, 1))
