"""What a period's end finds unposted or odd: looked at before the accounts are closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act, ActSubject
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation
from fundtracker.ledger.models import Account, Entry, Transfer
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.position.balances import summed
from fundtracker.spending.positions import waiting
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Book
    from fundtracker.spending.positions import WaitingExpenditure


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeSum:
    """The entries of one purpose in a period, in cents; reversals count below zero."""

    purpose: Purpose
    n_entries: int
    amount: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPage:
    """What stands between the last closing and a day."""

    sums: Sequence[PurposeSum]
    waiting: Sequence[WaitingExpenditure]
    to_identify: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A closing of the accounts: when, and by whom."""

    at: datetime
    actor: str | None
    reason: str


def period_page(session: Session, book: Book, fund_id: int, until: date) -> PeriodPage:
    """Look at a book's open period up to a day, in four statements."""
    sign = case((Entry.reverses_number.is_not(None), -1), else_=1)
    query = (
        select(
            Entry.purpose,
            func.count(Entry.number.distinct()),
            summed(Transfer.amount * sign),
        )
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(Entry.book_id == book.id, Entry.effective_on <= until)
        .group_by(Entry.purpose)
    )
    if book.locked_until is not None:
        query = query.where(Entry.effective_on > book.locked_until)
    found = {
        purpose: PurposeSum(purpose=purpose, n_entries=n_entries, amount=Cents(amount))
        for purpose, n_entries, amount in session.execute(query)
    }
    return PeriodPage(
        sums=[found[it] for it in Purpose if it in found],
        waiting=[it for it in waiting(session, fund_id=fund_id) if it.accepted_on <= until],
        to_identify=_to_identify(session, fund_id),
    )


def _to_identify(session: Session, fund_id: int) -> Cents:
    amount = session.execute(
        select(summed(Account.debits_posted - Account.credits_posted))
        .join(Donation, Donation.id == Account.donation_id)
        .where(
            Donation.fund_id == fund_id,
            Donation.kind == DonationKind.TO_IDENTIFY,
            Account.place == Place.UNALLOCATED,
        )
    ).scalar_one()
    return Cents(amount)


def closings(session: Session, book_id: int) -> Sequence[Closing]:
    """List the closings of a book, the latest first."""
    rows = session.execute(
        select(Act.at, User.name, Act.reason)
        .join(ActSubject, ActSubject.act_id == Act.id)
        .outerjoin(User, User.id == Act.actor_id)
        .where(
            ActSubject.kind == "book",
            ActSubject.record_id == book_id,
            Act.kind == ActKind.LOCK_PERIOD,
        )
        .order_by(Act.id.desc())
    )
    return [Closing(at=at, actor=actor, reason=reason) for at, actor, reason in rows]
