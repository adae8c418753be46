"""What an act does to money, in a few rows: shown before it is done, and after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from fundtracker.acts.models import Act
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position.amounts import Amounts
from fundtracker.position.balances import summed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.ledger.places import Place, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedEntry:
    """An entry that the act posts, in cents."""

    fund: str
    number: int
    purpose: Purpose
    on: date
    amount: Cents
    reverses: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A donation that the act touches, with its donor."""

    donation_id: int
    reference: str
    donor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPreview:
    """What an act posts, and whom it touches, each with what it has once the act is done."""

    entries: tuple[PostedEntry, ...]
    touched: tuple[Touched, ...]
    after: Mapping[int, Amounts]

    @property
    def content(self) -> str:
        """What the reader agrees to: everything but numbers, which others may take first."""
        return repr(
            [(it.fund, it.purpose.value, it.on, it.amount, it.reverses) for it in self.entries]
        )


def act_preview(session: Session, key: str) -> ActPreview:
    """Look at the act of an idempotency key, done in this transaction; four statements."""
    act_id = session.execute(select(Act.id).where(Act.key == key)).scalar_one()
    rows = session.execute(
        select(
            Fund.name, Entry.number, Entry.purpose, Entry.effective_on, Entry.reverses_number,
            summed(Transfer.amount),
        )
        .join(Fund, Fund.book_id == Entry.book_id)
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(Entry.act_id == act_id)
        .group_by(
            Fund.name, Entry.book_id, Entry.number, Entry.purpose, Entry.effective_on,
            Entry.reverses_number,
        )
        .order_by(Entry.book_id, Entry.number)
    )  # fmt: skip
    entries = tuple(
        PostedEntry(
            fund=fund, number=number, purpose=purpose, on=on, amount=Cents(amount),
            reverses=reverses,
        )
        for fund, number, purpose, on, reverses, amount in rows
    )  # fmt: skip
    touched = _touched(session, act_id)
    return ActPreview(
        entries=entries,
        touched=touched,
        after=amounts_of(session, [it.donation_id for it in touched]),
    )


def _touched(session: Session, act_id: int) -> tuple[Touched, ...]:
    rows = session.execute(
        select(Donation.id, Donation.reference, Donation.kind, Collectivity.name)
        .join(Account, Account.donation_id == Donation.id)
        .join(
            Transfer,
            or_(Transfer.debit_account_id == Account.id, Transfer.credit_account_id == Account.id),
        )
        .join(Entry, (Entry.book_id == Transfer.book_id) & (Entry.number == Transfer.number))
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Entry.act_id == act_id)
        .distinct()
        .order_by(Donation.id)
    )
    return tuple(
        Touched(donation_id=it, reference=reference, donor=name or DonationKind(kind).label)
        for it, reference, kind, name in rows
    )


def amounts_of(session: Session, donation_ids: Collection[int]) -> dict[int, Amounts]:
    """Return what donations have at each place now."""
    sums: dict[int, dict[Place, int]] = defaultdict(dict)
    rows = session.execute(
        select(
            Account.donation_id,
            Account.place,
            summed(Account.debits_posted - Account.credits_posted),
        )
        .where(Account.donation_id.in_(donation_ids))
        .group_by(Account.donation_id, Account.place)
    )
    for donation_id, place, amount in rows:
        sums[donation_id][place] = amount
    return {it: Amounts.of(sums[it]) for it in donation_ids}
