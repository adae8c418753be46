"""What is about to be posted, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fundtracker.ledger.places import AccountKey, Purpose
    from fundtracker.money import Cents


@dataclass(frozen=True, slots=True)
class Movement:
    """An amount in cents, above zero, going from ``credit`` to ``debit``."""

    credit: AccountKey
    debit: AccountKey
    amount: Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An entry to be posted: one purpose, one value date, one or more movements."""

    purpose: Purpose
    effective_on: date
    movements: Sequence[Movement]
    piece_reference: str | None = None
    piece_on: date | None = None
    memo: str = ""
    files: Sequence[str] = ()
    reverses: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """A draft that was posted: its number in the book, and the hash of the chain there."""

    draft: Draft
    number: int
    hash: str
