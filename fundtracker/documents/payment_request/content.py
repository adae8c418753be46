"""What a payment request says; amounts are in cents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.documents.marks import Marks

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest(Marks):
    """What is asked for: the grant, what came of it, and where the rest is to be paid."""

    donor: str
    donor_address: str
    siren: str
    fund: str
    reference: str
    paper: str
    granted: Cents
    received: Cents
    asked: Cents
    due_on: date | None
    iban: str
    bic: str
