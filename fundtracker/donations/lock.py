"""Holding the book of a donation's fund while something about the donation is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger import service as ledger
from fundtracker.ledger.models import Book

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_OF_DONATION = Donation.id == bindparam("donation_id")
_BOOK_OF_DONATION = ledger.locking(
    Book.id
    == select(Fund.book_id)
    .join(Donation, Donation.fund_id == Fund.id)
    .where(_OF_DONATION)
    .scalar_subquery()
)
_FRESH = (
    select(Donation, Fund)
    .join(Fund, Fund.id == Donation.fund_id)
    .where(_OF_DONATION)
    .execution_options(populate_existing=True)
)


def lock_donation(session: Session, donation_id: int) -> tuple[Donation, Fund, Book]:
    """Hold the book of a donation's fund until the transaction ends.

    Returns the donation, its fund and the book, all read under the lock. Raises NoSuchDonation.
    """
    values = {"donation_id": donation_id}
    books = ledger.hold(session, _BOOK_OF_DONATION, values)
    if not books:
        raise NoSuchDonation
    donation, fund = session.execute(_FRESH, values).one()
    # A donation never changes its fund.
    assert fund.book_id == books[0].id
    return donation, fund, books[0]
