"""What the page of a donation shows besides its position: what is awaited, and its payments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from fundtracker.donations.expected import next_expected
from fundtracker.donations.models import Receipt
from fundtracker.donations.steps import commitment, live
from fundtracker.ledger.models import Entry, Transfer
from fundtracker.money import Cents
from fundtracker.position.balances import summed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.donations.kinds import Expected
    from fundtracker.donations.models import DonationExpectation
    from fundtracker.donations.steps import Step

_back = aliased(Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What is expected next of a donation, and by which day where that was said."""

    kind: Expected
    due_on: date | None
    note: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine:
    """A payment received for a donation, in cents, by its entry."""

    receipt: Receipt
    on: date
    amount: Cents
    reversed_by: int | None


def awaited(
    said: DonationExpectation | None, steps: Sequence[Step], received: Cents, as_of: date
) -> Awaited | None:
    """Return what is expected next: as staff said, else as the steps and payments say."""
    if said is not None:
        return Awaited(
            kind=said.kind, due_on=said.due_on, note=said.note, is_overdue=said.due_on < as_of
        )
    kinds = {it.kind for it in live(steps, as_of)}
    kind = next_expected(commitment(steps, as_of), kinds, received)
    return None if kind is None else Awaited(kind=kind, due_on=None, note="", is_overdue=False)


def receipt_lines(session: Session, donation_id: int) -> Sequence[ReceiptLine]:
    """List the payments received for a donation, the latest first."""
    rows = session.execute(
        select(Receipt, Entry.effective_on, summed(Transfer.amount), func.min(_back.number))
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .outerjoin(
            _back, (_back.book_id == Entry.book_id) & (_back.reverses_number == Entry.number)
        )
        .where(Receipt.donation_id == donation_id)
        .group_by(Receipt.id, Entry.book_id, Entry.number, Entry.effective_on)
        .order_by(Entry.effective_on.desc(), Entry.number.desc())
    )
    return [
        ReceiptLine(receipt=it, on=on, amount=Cents(amount), reversed_by=reversed_by)
        for it, on, amount, reversed_by in rows
    ]
