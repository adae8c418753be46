"""What a certificate of receipt, or a yearly statement, says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.marks import Marks
from fundtracker.money import Cents

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """A payment that came in, in cents, and where it stands in the fund's journal."""

    fund: str
    donation: str
    received_on: date
    amount: Cents
    payer: str
    bank_reference: str
    # The vote or the agreement that it follows, as the donor's papers call it.
    paper: str
    book: str
    entry_number: int
    entry_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts(Marks):
    """One payment (a certificate), or all of a year (a statement), of one donor."""

    donor: str
    siren: str | None
    kind_of_donor: str
    # None: the certificate of one payment.
    year: int | None
    lines: tuple[ReceiptLine, ...]

    @property
    def total(self) -> Cents:
        """All the payments together, in cents."""
        return Cents(sum(it.amount for it in self.lines))
