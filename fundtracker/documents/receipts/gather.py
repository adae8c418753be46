"""Gathers the payments of a donor from the books: those that were not taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from fundtracker.documents.errors import NothingReceived
from fundtracker.documents.receipts.content import ReceiptLine, Receipts
from fundtracker.donations.kinds import StepKind
from fundtracker.donations.models import Donation, DonationStep, Receipt
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Book, Entry, Transfer
from fundtracker.money import Cents
from fundtracker.position.balances import summed

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.parties.models import Collectivity

_back = aliased(Entry)
_later = aliased(DonationStep)


def gather(
    session: Session, collectivity: Collectivity, marks: Marks, *, receipt_id: int | None = None
) -> Receipts:
    """Return the certificate of one receipt, or the statement of the year up to the marks' day.

    Raises NothingReceived.
    """
    as_of = marks.as_of
    which: ColumnElement[bool]
    if receipt_id is None:
        which = Entry.effective_on.between(date(as_of.year, 1, 1), as_of)
    else:
        which = Receipt.id == receipt_id
    lines = _lines(session, collectivity.id, which)
    if not lines:
        raise NothingReceived
    return Receipts(
        **marks.values(),
        donor=collectivity.name,
        siren=collectivity.siren,
        kind_of_donor=collectivity.kind.label,
        year=as_of.year if receipt_id is None else None,
        lines=lines,
    )


def _lines(
    session: Session, collectivity_id: int, which: ColumnElement[bool]
) -> tuple[ReceiptLine, ...]:
    taken_back = (
        select(_back.number)
        .where(_back.book_id == Entry.book_id, _back.reverses_number == Entry.number)
        .exists()
    )
    rows = session.execute(
        select(
            Receipt, Donation.id.label("donation_id"), Donation.reference, Fund.name,
            Book.code, Entry.effective_on, Entry.hash,
            # The fee is taken in the same act, as an entry of its own.
            summed(Transfer.amount).label("amount"),
        )
        .join(Donation, Donation.id == Receipt.donation_id)
        .join(Fund, Fund.id == Donation.fund_id)
        .join(Entry, (Entry.book_id == Receipt.book_id) & (Entry.number == Receipt.number))
        .join(Book, Book.id == Entry.book_id)
        .join(Transfer, (Transfer.book_id == Entry.book_id) & (Transfer.number == Entry.number))
        .where(Donation.collectivity_id == collectivity_id, which, ~taken_back)
        .group_by(
            Receipt.id, Donation.id, Donation.reference, Fund.name, Book.code,
            Entry.effective_on, Entry.hash, Entry.number,
        )
        .order_by(Entry.effective_on, Fund.name, Entry.number)
    ).all()  # fmt: skip
    papers = papers_of(session, {it.donation_id for it in rows})
    return tuple(
        ReceiptLine(
            fund=it.name,
            donation=it.reference,
            received_on=it.effective_on,
            amount=Cents(it.amount),
            payer=it.Receipt.payer,
            bank_reference=it.Receipt.bank_reference,
            paper=papers.get(it.donation_id, ""),
            book=it.code,
            entry_number=it.Receipt.number,
            entry_hash=it.hash,
        )
        for it in rows
    )


def papers_of(session: Session, donation_ids: Collection[int]) -> dict[int, str]:
    """Find the last agreement, or else the last vote, of donations."""
    replaced = select(_later.id).where(_later.replaces_id == DonationStep.id).exists()
    rows = session.execute(
        select(DonationStep.donation_id, DonationStep.kind, func.max(DonationStep.id))
        .where(
            DonationStep.donation_id.in_(donation_ids),
            DonationStep.kind.in_((StepKind.VOTED, StepKind.AGREED)),
            DonationStep.reference != "",
            ~replaced,
        )
        .group_by(DonationStep.donation_id, DonationStep.kind)
    ).all()
    best = {
        donation_id: step_id
        for donation_id, kind, step_id in sorted(rows, key=lambda it: it[1] == StepKind.AGREED)
    }
    steps = session.scalars(select(DonationStep).where(DonationStep.id.in_(best.values())))
    return {it.donation_id: f"{it.reference}, {it.dated_on:%d/%m/%Y}" for it in steps}
