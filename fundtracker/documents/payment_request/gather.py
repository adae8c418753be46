"""Gathers what a payment request says from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker.documents.errors import NothingToCall
from fundtracker.documents.payment_request.content import PaymentRequest
from fundtracker.documents.receipts.gather import papers_of
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation, DonationExpectation
from fundtracker.funds.accounts import shown_iban
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.money import ZERO
from fundtracker.parties.queries import get_collectivity
from fundtracker.position.queries import position
from fundtracker.position.scopes import DonationScope

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted


def gather(session: Session, wanted: Wanted, marks: Marks) -> PaymentRequest:
    """Return the request for a donation as of a day.

    Raises NoSuchDonation, or NothingToCall where all that was granted has come.
    """
    donation = session.get(Donation, wanted.donation)
    if donation is None or donation.collectivity_id is None:
        raise NoSuchDonation
    fund = get_fund_by_id(session, donation.fund_id)
    collectivity = get_collectivity(session, donation.collectivity_id)
    found = position(
        session, DonationScope(book_id=fund.book_id, donation_id=donation.id), wanted.as_of
    ).commitments
    if found is None or found.still_to_receive <= ZERO:
        raise NothingToCall
    return PaymentRequest(
        **marks.values(),
        donor=collectivity.name,
        donor_address=collectivity.address or "",
        siren=collectivity.siren or "",
        fund=fund.name,
        reference=donation.reference,
        paper=papers_of(session, {donation.id}).get(donation.id, ""),
        granted=found.firm,
        received=found.given,
        asked=found.still_to_receive,
        due_on=session.scalar(
            select(func.min(DonationExpectation.due_on)).where(
                DonationExpectation.donation_id == donation.id,
                DonationExpectation.due_on >= wanted.as_of,
            )
        ),
        iban=shown_iban(fund.iban) if fund.iban else "",
        bic=fund.bic or "",
    )
