"""What the record of a decision says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.marks import Marks

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.committee.minutes import Vote
    from fundtracker.funds.states import DecisionBody
    from fundtracker.ledger.places import Purpose
    from fundtracker.money import Cents
    from fundtracker.position.statement import Seal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """What one entry moved for a project (or for none), of how many donations."""

    number: int
    entry_hash: str
    on: date
    purpose: Purpose
    project: str
    n_donations: int
    amount: Cents
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord(Marks):
    """A decision with what was approved, and apart from it what followed."""

    fund: str
    seal: Seal
    body: DecisionBody
    decided_on: date
    reference: str
    subject: str
    approved: Cents | None
    vote: Vote | None
    moves: tuple[MoveLine, ...]
    others: tuple[str, ...]
