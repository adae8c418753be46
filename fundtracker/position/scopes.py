"""What a position can be taken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundtracker.projects.kinds import ActionType


@dataclass(frozen=True, slots=True, kw_only=True)
class FundScope:
    """All the money of a fund: its book."""

    fund_id: int
    book_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTypeScope:
    """What was allocated to the projects of one type in a fund."""

    fund_id: int
    book_id: int
    action_type: ActionType


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectScope:
    """What was allocated to one project."""

    book_id: int
    project_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationScope:
    """The money of one donation."""

    book_id: int
    donation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectivityInFundScope:
    """A collectivity's money in one fund."""

    fund_id: int
    book_id: int
    collectivity_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectivityScope:
    """A collectivity's money in all funds; several books, so it has no entry number."""

    collectivity_id: int


Scope = (
    FundScope
    | ActionTypeScope
    | ProjectScope
    | DonationScope
    | CollectivityInFundScope
    | CollectivityScope
)
