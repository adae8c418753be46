"""The trace up: whose money an entry moved, and by which earlier entries it came there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from fundtracker.donations.models import Donation
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position.balances import shaped, summed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from fundtracker.donations.kinds import DonationKind

_back = aliased(Entry)

SHOWN = 100

# Where an entry's money may have been before: what each purpose of the trace brought it into.
_ARRIVALS = {
    Purpose.RECEIPT: Place.UNALLOCATED,
    Purpose.CARRY_OVER: Place.UNALLOCATED,
    Purpose.ALLOCATION: Place.HELD,
    Purpose.DISBURSEMENT: Place.ADVANCED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An earlier entry by which a donation's money came as far as this one took it from."""

    number: int
    purpose: Purpose
    effective_on: date
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A donation whose money an entry moved, in cents, and how that money came there."""

    reference: str
    kind: DonationKind
    collectivity_id: int | None
    donor: str | None
    amount: Cents
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The first of those whose money an entry moved; the counts and the sum are of all."""

    shown: tuple[Owner, ...]
    n_all: int
    n_lines: int
    total: Cents


def owners(session: Session, entry: Entry) -> Owners:
    """List whose money the entry moved, the largest part first, in two statements."""
    whole = summed(Transfer.amount)
    rows = session.execute(
        select(
            Donation,
            Collectivity.name,
            whole.label("amount"),
            func.count().over(),
            func.sum(whole).over(),
            func.sum(func.count()).over(),
        )
        .join(Account, Account.id == Transfer.credit_account_id)
        .join(Donation, Donation.id == Account.donation_id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Transfer.book_id == entry.book_id, Transfer.number == entry.number)
        .group_by(Donation.id, Collectivity.name)
        .order_by(whole.desc(), Donation.id)
        .limit(SHOWN)
    ).all()
    arrivals = _arrivals(session, entry, [donation.id for donation, *_ in rows])
    *_first, n_all, total, n_lines = rows[0]
    shown = tuple(
        Owner(
            reference=donation.reference,
            kind=donation.kind,
            collectivity_id=donation.collectivity_id,
            donor=name,
            amount=Cents(amount),
            arrivals=tuple(arrivals.get(donation.id, ())),
        )
        for donation, name, amount, *_ in rows
    )
    return Owners(shown=shown, n_all=n_all, n_lines=int(n_lines), total=Cents(int(total)))


def _arrivals(
    session: Session, entry: Entry, donation_ids: Collection[int]
) -> dict[int, list[Arrival]]:
    """Trace the money up: receipts, then allocations and payments for the entry's projects."""
    came = or_(
        *(
            and_(Entry.purpose == purpose, Account.place == place)
            for purpose, place in _ARRIVALS.items()
        )
    )
    rows = session.execute(
        select(
            Account.donation_id, Entry.number, Entry.purpose, Entry.effective_on,
            summed(Transfer.amount),
        )
        .join(Transfer, Transfer.debit_account_id == Account.id)
        .join(Entry, (Entry.book_id == Transfer.book_id) & (Entry.number == Transfer.number))
        .where(
            shaped(Account.donation_id.in_(donation_ids)),
            or_(Account.project_id.is_(None), Account.project_id.in_(_projects(entry))),
            Entry.number < entry.number,
            Entry.reverses_number.is_(None),
            came,
            _stands(),
        )
        .group_by(Account.donation_id, Entry.number, Entry.purpose, Entry.effective_on)
        .order_by(Entry.number)
    )  # fmt: skip
    found: dict[int, list[Arrival]] = {}
    for donation_id, number, purpose, effective_on, amount in rows:
        arrival = Arrival(
            number=number, purpose=purpose, effective_on=effective_on, amount=Cents(amount)
        )
        found.setdefault(donation_id, []).append(arrival)
    return found


def _projects(entry: Entry) -> Select[int | None]:
    sides = or_(Transfer.debit_account_id == Account.id, Transfer.credit_account_id == Account.id)
    return (
        select(Account.project_id)
        .join(Transfer, sides)
        .where(
            Transfer.book_id == entry.book_id,
            Transfer.number == entry.number,
            Account.project_id.is_not(None),
        )
    )


def _stands() -> ColumnElement[bool]:
    reversal = select(_back.number).where(
        _back.book_id == Entry.book_id, _back.reverses_number == Entry.number
    )
    return ~reversal.exists()
