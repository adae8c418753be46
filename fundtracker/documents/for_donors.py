"""Which documents a fund's donors are due: one for each, or for each gift or payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import null, select
from sqlalchemy.orm import aliased

from fundtracker.documents.batch import Asked
from fundtracker.documents.kinds import DocumentKind, Subject
from fundtracker.documents.models import DocumentWithdrawal, IssuedDocument
from fundtracker.documents.requests import Wanted
from fundtracker.donations.models import CarryOver, Donation, Receipt
from fundtracker.ledger.models import Entry
from fundtracker.parties.models import Collectivity

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.i18n import Locale

_back = aliased(Entry)

# What is made for all donors at once; a payment is asked for one by one.
IN_BATCHES = tuple(
    kind
    for kind in DocumentKind
    if kind.about.is_of_a_donor and kind is not DocumentKind.PAYMENT_REQUEST
)

# What tells of payments alone.
_OF_PAYMENTS = frozenset({Subject.RECEIPT, Subject.YEAR})


def for_donors(
    session: Session, fund: Fund, kind: DocumentKind, as_of: date, *, locale: Locale
) -> tuple[Asked, ...]:
    """List the documents of a kind that are due to a fund's donors, by name.

    They are due to those whose money came by the day: paid in, or carried over from another fund.
    What stands already is left out of certificates and statements of a year; of a kind that tells
    of a year, those who paid nothing in it are found when it is drawn.
    """
    rows = list(session.execute(_paid(fund, as_of)))
    if kind.about not in _OF_PAYMENTS:
        rows = sorted([*rows, *session.execute(_carried(fund, as_of))], key=lambda it: it[:3])
    found: dict[str, Asked] = {}
    issued = _issued(session, fund, kind, as_of)
    for _key, collectivity_id, donation_id, name, reference, receipt_id in rows:
        if (receipt_id if kind.about is Subject.RECEIPT else donation_id) in issued:
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


def _paid(fund: Fund, as_of: date) -> Select[str, int, int, str, str, int | None]:
    """Select the payments that came by a day and were not taken back, with who made them."""
    return (
        _donors(Receipt.id)
        .join(Receipt, Receipt.donation_id == Donation.id)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .where(*_stands(fund, as_of))
        .order_by(Collectivity.sort_key, Collectivity.id, Donation.id, Receipt.id)
    )


def _carried(fund: Fund, as_of: date) -> Select[str, int, int, str, str, int | None]:
    """Select likewise what was carried over from other funds."""
    return (
        _donors(null())
        .join(CarryOver, CarryOver.to_donation_id == Donation.id)
        .join(
            Entry, (Entry.book_id == CarryOver.to_book_id) & (Entry.number == CarryOver.to_number)
        )
        .where(*_stands(fund, as_of))
    )


def _donors(receipt_id: Any) -> Select[str, int, int, str, str, int | None]:  # noqa: ANN401 - a column
    return select(
        Collectivity.sort_key,
        Collectivity.id,
        Donation.id,
        Collectivity.name,
        Donation.reference,
        receipt_id,
    ).join(Donation, Donation.collectivity_id == Collectivity.id)


def _stands(fund: Fund, as_of: date) -> tuple[ColumnElement[bool], ...]:
    """Say which entries brought money to a fund by a day, and were not taken back."""
    taken_back = (
        select(_back.number)
        .where(_back.book_id == Entry.book_id, _back.reverses_number == Entry.number)
        .exists()
    )
    return (Donation.fund_id == fund.id, Entry.effective_on <= as_of, ~taken_back)


def _issued(session: Session, fund: Fund, kind: DocumentKind, as_of: date) -> set[int | None]:
    """Return the payments, or the donations, of which a document stands that is issued once."""
    of_year = kind.about is Subject.DONATION_YEAR
    if not of_year and kind.about is not Subject.RECEIPT:
        return set()
    withdrawn = select(DocumentWithdrawal.document_id)
    query = select(IssuedDocument.donation_id if of_year else IssuedDocument.receipt_id).where(
        IssuedDocument.fund_id == fund.id,
        IssuedDocument.kind == kind,
        IssuedDocument.id.not_in(withdrawn),
    )
    if of_year:
        query = query.where(IssuedDocument.as_of == as_of)
    return set(session.scalars(query))
