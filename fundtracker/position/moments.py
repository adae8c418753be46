"""When a position is taken: as of a day, perhaps as it was known at an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from fundtracker import clock

if TYPE_CHECKING:
    from datetime import date


class MomentKind(NamedTuple):
    """What a statement must know of a moment to be built; the rest are its values."""

    is_present: bool
    ends_a_month: bool
    at_entry: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """All entries dated on or before ``as_of`` count, up to number ``up_to_entry`` if given."""

    as_of: date
    up_to_entry: int | None = None

    @property
    def is_present(self) -> bool:
        """Whether everything recorded counts: nothing is ever dated after today."""
        return self.up_to_entry is None and self.covers_all_days

    @property
    def covers_all_days(self) -> bool:
        """Whether no day of the books is left out."""
        return self.as_of >= clock.today()

    @property
    def month(self) -> date:
        """The first day of the month that ``as_of`` is in."""
        return self.as_of.replace(day=1)

    @property
    def ends_a_month(self) -> bool:
        """Whether whole months cover it."""
        return self.covers_all_days or (self.as_of + timedelta(days=1)).day == 1

    @property
    def last_whole_month(self) -> date:
        """The first day of the last month that counts whole."""
        return self.month if self.ends_a_month else (self.month - timedelta(days=1)).replace(day=1)

    @property
    def kind(self) -> MomentKind:
        """Return which statement a balance at this moment takes."""
        return MomentKind(
            is_present=self.is_present,
            ends_a_month=self.ends_a_month,
            at_entry=self.up_to_entry is not None,
        )

    @property
    def values(self) -> dict[str, object]:
        """Return the values of a statement that was built for this kind of moment."""
        return {"as_of": self.as_of, "month": self.month, "up_to_entry": self.up_to_entry}
