"""What is left of each donation of a fund, and what its donor wants done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, LeftoverChoice
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position.balances import summed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LEFT = (Place.UNALLOCATED, Place.HELD, Place.ADVANCED)
_SETTLED = (Place.RETURNED, Place.CARRIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftoverRow:
    """A donation with something left, or given back; its last choice; amounts in cents."""

    donation_id: int
    reference: str
    donor: str
    unallocated: Cents
    held: Cents
    advanced: Cents
    returned: Cents
    carried: Cents
    choice: LeftoverChoice | None
    to_fund: str | None


def leftover_rows(session: Session, fund_id: int) -> list[LeftoverRow]:
    """List the donations of a fund with money left or given back, by donor; two statements."""
    amount = Account.debits_posted - Account.credits_posted
    parts = [
        summed(case((Account.place == place, amount), else_=0)) for place in (*_LEFT, *_SETTLED)
    ]
    rows = session.execute(
        select(Donation.id, Donation.reference, Donation.kind, Collectivity.name, *parts)
        .join(Account, Account.donation_id == Donation.id)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Donation.fund_id == fund_id, Account.place.in_((*_LEFT, *_SETTLED)))
        .group_by(Donation.id, Donation.reference, Donation.kind, Collectivity.name)
        .order_by(Collectivity.name, Donation.id)
    ).all()
    choices = _choices(session, fund_id)
    return [
        LeftoverRow(
            donation_id=row[0],
            reference=row[1],
            donor=row[3] or DonationKind(row[2]).label,
            unallocated=Cents(row[4]),
            held=Cents(row[5]),
            advanced=Cents(row[6]),
            returned=Cents(row[7]),
            carried=Cents(max(row[8], 0)),
            choice=choices.get(row[0], (None, None))[0],
            to_fund=choices.get(row[0], (None, None))[1],
        )
        for row in rows
        if any(row[4:9])
    ]


def _choices(session: Session, fund_id: int) -> dict[int, tuple[LeftoverChoice, str | None]]:
    last = (
        select(func.max(LeftoverChoice.id))
        .join(Donation, Donation.id == LeftoverChoice.donation_id)
        .where(Donation.fund_id == fund_id)
        .group_by(LeftoverChoice.donation_id)
    )
    rows = session.execute(
        select(LeftoverChoice, Fund.name)
        .outerjoin(Fund, Fund.id == LeftoverChoice.to_fund_id)
        .where(LeftoverChoice.id.in_(last))
    )
    return {it.donation_id: (it, name) for it, name in rows}
