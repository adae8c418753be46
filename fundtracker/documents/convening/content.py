"""What the convening of a committee says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.marks import Marks

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.money import Cents
    from fundtracker.position.statement import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A project that can take money: what it is to cost the fund, and what it has."""

    title: str
    place: str
    planned: Cents | None
    allocated: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Convening(Marks):
    """A meeting, what there is to decide about, and the members: the donors that paid."""

    fund: str
    seal: Seal
    chair: str
    held_on: date
    starts_at: str
    place: str
    link: str
    agenda: tuple[str, ...]
    note: str
    is_cancelled: bool
    received: Cents
    fees: Cents
    allocated: Cents
    unallocated: Cents
    projects: tuple[Waiting, ...]
    members: tuple[str, ...]
