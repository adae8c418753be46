"""Finding what an address names: a fund by its code, a donation by its reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation, DonationExpectation
from fundtracker.funds.errors import NoSuchFund
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Book
from fundtracker.parties.models import Collectivity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Named:
    """A donation with its fund, whose gift it is, and what staff said is expected of it."""

    donation: Donation
    fund: Fund
    collectivity: Collectivity | None
    expectation: DonationExpectation | None

    @property
    def donor(self) -> str:
        """Whose money it is, or what kind of money."""
        return self.collectivity.name if self.collectivity else self.donation.kind.label


# Built once, as a long one that every form of a donation begins with.
_NAMED = (
    select(Donation, Fund, Collectivity, DonationExpectation)
    .join(Fund, Fund.id == Donation.fund_id)
    .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
    .outerjoin(DonationExpectation, DonationExpectation.donation_id == Donation.id)
    .where(Donation.reference == bindparam("reference"))
)


def donation(session: Session, reference: str) -> Named:
    """Return the donation of a reference; raise NoSuchDonation."""
    row = session.execute(_NAMED, {"reference": reference.upper()}).one_or_none()
    if row is None:
        raise NoSuchDonation
    return Named(*row)


_REFERRED = (
    select(Donation.id, Fund.code)
    .join(Fund, Fund.id == Donation.fund_id)
    .where(Donation.reference == bindparam("reference"))
)


def referred(session: Session, reference: str) -> tuple[int, str]:
    """Return the id of the donation of a reference and its fund's code; raise NoSuchDonation.

    For forms that write: what they show besides is read where they are shown.
    """
    row = session.execute(_REFERRED, {"reference": reference.upper()}).one_or_none()
    if row is None:
        raise NoSuchDonation
    return row[0], row[1]


def fund_and_book(session: Session, code: str) -> tuple[Fund, Book]:
    """Return the fund of a code with its book, in one statement; raise NoSuchFund."""
    row = session.execute(
        select(Fund, Book).join(Book, Book.id == Fund.book_id).where(Fund.code == code)
    ).one_or_none()
    if row is None:
        raise NoSuchFund(code=code[:40])
    return row[0], row[1]
