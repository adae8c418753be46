"""What a receipt posted, and whether it still stands: asked before it is corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Purpose
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.donations.models import Receipt

_back = aliased(Entry)


def is_reversed(session: Session, receipt: Receipt) -> bool:
    """Tell whether a receipt was reversed."""
    reversal = select(Entry.number).where(
        Entry.book_id == receipt.book_id, Entry.reverses_number == receipt.number
    )
    return session.scalar(reversal) is not None


def posted(session: Session, receipt: Receipt) -> tuple[list[int], Cents, Cents]:
    """Return a receipt's living entries (itself and its fee), its amount and its fee, in cents."""
    rows = session.execute(
        select(Entry.number, Entry.purpose, func.sum(Transfer.amount))
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .join(Account, Account.id == Transfer.credit_account_id)
        .where(
            Entry.book_id == receipt.book_id,
            Entry.act_id == receipt.act_id,
            # An act may record several payments, each for a donation of its own.
            Account.donation_id == receipt.donation_id,
            Entry.reverses_number.is_(None),
            Entry.purpose.in_([Purpose.RECEIPT, Purpose.MANAGEMENT_FEE]),
            ~exists().where(_back.book_id == Entry.book_id, _back.reverses_number == Entry.number),
        )
        .group_by(Entry.number, Entry.purpose)
    ).all()
    amounts = {purpose: Cents(int(amount)) for _, purpose, amount in rows}
    return (
        [number for number, _, _ in rows],
        amounts[Purpose.RECEIPT],
        amounts.get(Purpose.MANAGEMENT_FEE, Cents(0)),
    )


def fee_with(session: Session, entry: Entry) -> Sequence[int]:
    """List the entries by which the payment of a receipt's entry bore its fee, in the same act."""
    donations = (
        select(Account.donation_id)
        .join(Transfer, Transfer.credit_account_id == Account.id)
        .where(Transfer.book_id == entry.book_id, Transfer.number == entry.number)
    )
    return session.scalars(
        select(Entry.number)
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .join(Account, Account.id == Transfer.credit_account_id)
        .where(
            Entry.book_id == entry.book_id,
            Entry.act_id == entry.act_id,
            Entry.purpose == Purpose.MANAGEMENT_FEE,
            Entry.reverses_number.is_(None),
            Account.donation_id.in_(donations),
        )
        .distinct()
    ).all()
