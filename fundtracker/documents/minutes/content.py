"""What the minutes of a meeting say; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.marks import Marks

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.committee.kinds import Presence
    from fundtracker.committee.minutes import Vote
    from fundtracker.money import Cents
    from fundtracker.position.statement import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision of the meeting, and its voices where they were counted."""

    reference: str
    subject: str
    approved: Cents | None
    vote: Vote | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingMinutes(Marks):
    """How a meeting went; ``seats`` are members by name, with how they took part."""

    fund: str
    seal: Seal
    chair: str
    held_on: date
    starts_at: str
    place: str
    agenda: tuple[str, ...]
    seats: tuple[tuple[str, Presence], ...]
    guests: str
    said: str
    decisions: tuple[Decided, ...]

    def counted(self, presence: Presence) -> int:
        """Return how many members took part in a way."""
        return sum(it is presence for _name, it in self.seats)
