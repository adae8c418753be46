"""Which documents a fund's donors are due: one for each, or for each gift or payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker.documents.batch import Asked
from fundtracker.documents.kinds import DocumentKind, Subject
from fundtracker.documents.models import DocumentWithdrawal, IssuedDocument
from fundtracker.documents.requests import Wanted
from fundtracker.donations.models import Donation, Receipt
from fundtracker.ledger.models import Entry
from fundtracker.parties.models import Collectivity

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.i18n import Locale

# What is made for all donors at once; a payment is asked for one by one.
IN_BATCHES = tuple(
    kind
    for kind in DocumentKind
    if kind.about.is_of_a_donor and kind is not DocumentKind.PAYMENT_REQUEST
)


def for_donors(
    session: Session, fund: Fund, kind: DocumentKind, as_of: date, *, locale: Locale
) -> tuple[Asked, ...]:
    """List the documents of a kind that are due to a fund's donors, by name.

    Those who paid nothing by the day are left out, and certificates that stand already; of a kind
    that tells of a year, those who paid nothing in it are found when it is drawn.
    """
    rows = session.execute(_paid(fund, as_of)).all()
    found: dict[str, Asked] = {}
    certified = _certified(session, fund) if kind.about is Subject.RECEIPT else set()
    for collectivity_id, name, donation_id, reference, receipt_id in rows:
        if receipt_id in certified:
            continue
        is_of_gift = kind.about in {Subject.DONATION, Subject.DONATION_YEAR, Subject.RECEIPT}
        wanted = Wanted(
            kind=kind,
            as_of=as_of,
            locale=locale,
            collectivity_id=collectivity_id,
            fund_id=None if kind.about.is_over_funds else fund.id,
            donation_id=donation_id if is_of_gift else None,
            receipt_id=receipt_id if kind.about is Subject.RECEIPT else None,
        )
        about = f"{name} · {reference}" if is_of_gift else name
        found.setdefault(wanted.subject, Asked(wanted=wanted, about=about))
    return tuple(found.values())


def _paid(fund: Fund, as_of: date) -> Select[int, str, int, str, int]:
    """Select the payments that came by a day and were not taken back, with who made them."""
    back = aliased(Entry)
    taken_back = (
        select(back.number)
        .where(back.book_id == Entry.book_id, back.reverses_number == Entry.number)
        .exists()
    )
    return (
        select(Collectivity.id, Collectivity.name, Donation.id, Donation.reference, Receipt.id)
        .join(Donation, Donation.collectivity_id == Collectivity.id)
        .join(Receipt, Receipt.donation_id == Donation.id)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .where(Donation.fund_id == fund.id, Entry.effective_on <= as_of, ~taken_back)
        .order_by(Collectivity.sort_key, Collectivity.id, Donation.id, Receipt.id)
    )


def _certified(session: Session, fund: Fund) -> set[int | None]:
    withdrawn = select(DocumentWithdrawal.document_id)
    return set(
        session.scalars(
            select(IssuedDocument.receipt_id).where(
                IssuedDocument.fund_id == fund.id,
                IssuedDocument.kind == DocumentKind.RECEIPT_CERTIFICATE,
                IssuedDocument.id.not_in(withdrawn),
            )
        )
    )
