"""What a traceability sheet says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.imprint import Imprint
    from fundtracker.i18n import Locale
    from fundtracker.money import Cents
    from fundtracker.position.statement import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A transfer of the donation's money, in cents, by its entry; ``is_undone`` where reversed."""

    number: int
    entry_hash: str
    on: date
    purpose: str
    way: str
    project: str
    decision: str
    amount: Cents
    unallocated_after: Cents
    is_undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetVoucher:
    """An accepted expense, and the part of it that this donation paid, in cents."""

    project: str
    supplier: str
    heading: str
    reference: str
    accepted_on: date
    amount: Cents
    share: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceSheet:
    """The whole path of one donation's money up to a day."""

    locale: Locale
    issuer: str
    fund: str
    donor: str
    reference: str
    statement: Position
    movements: tuple[Movement, ...]
    vouchers: tuple[SheetVoucher, ...]
    demonstration: bool = False
    imprint: Imprint | None = None
