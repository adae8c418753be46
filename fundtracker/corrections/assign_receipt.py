"""Assigning a payment to the donation it was meant for, wholly or in part, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.corrections.errors import (
    AssignedToItself,
    AssignsTooMuch,
    NoSuchReceipt,
    ReceiptOfAnotherFund,
    ReceiptReversed,
)
from fundtracker.corrections.posted_receipt import is_reversed, posted
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.donations.lock import lock_donation
from fundtracker.donations.models import Receipt
from fundtracker.donations.queries import get_donation
from fundtracker.donations.receive import ReceivePayment, fee_on, receipt_drafts
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.reversal import post_correction, reversals
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.donations.models import Donation
    from fundtracker.ledger.drafts import Draft, Posted
    from fundtracker.ledger.models import Book


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignReceipt:
    """A receipt whose money, or ``amount`` of it in cents, is another donation's; and why."""

    receipt_id: int
    donation_id: int
    amount: Cents
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """What a donation is to have received of the payment, in cents, and the fee on it."""

    donation: Donation
    amount: Cents
    fee: Cents


def assign_receipt(session: Session, request: AssignReceipt, *, by: Signature) -> Receipt:
    """Give a payment to another donation at its own date; the rest stays where it was.

    One act reverses the receipt with its fee and records both parts. Raises ReceiptReversed,
    ReceiptOfAnotherFund, AssignedToItself, AssignsTooMuch, AmountNotPositive, ReasonMissing, or
    ReverseOthersFirst where the money was used since.
    """
    wrong = session.get(Receipt, request.receipt_id)
    if wrong is None:
        raise NoSuchReceipt
    source, fund, book = lock_donation(session, wrong.donation_id)
    repeat = acts.find_repeat(session, ActKind.CORRECT, request, by=by)
    if repeat is not None:
        return session.get_one(Receipt, acts.result_id(session, repeat))
    check_moves_money(fund)
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    if is_reversed(session, wrong):
        raise ReceiptReversed
    target = get_donation(session, request.donation_id)
    numbers, amount, fee = posted(session, wrong)
    _check(request, source, target, amount)
    entry = session.get_one(Entry, (wrong.book_id, wrong.number))
    on = entry.effective_on
    if book.locked_until is not None and on <= book.locked_until:
        # The period is closed: what is corrected stands on the first open day (ADR 9).
        on = book.locked_until + timedelta(days=1)
    parts = _parts(session, request, source, target, on, amount, fee)
    act = acts.record(session, ActKind.CORRECT, request, by=by, reason=reason)
    drafts: list[Draft] = [*reversals(session, book, numbers, on=on, memo=reason)]
    for part in parts:
        asked = ReceivePayment(donation_id=part.donation.id, amount=part.amount, received_on=on)
        drafts += receipt_drafts(part.donation, asked, part.fee, piece=wrong.bank_reference)
    entries = post_correction(session, act, book, *drafts)
    found = _record(session, act, book, wrong, parts, entries)
    acts.concern(
        session,
        act,
        *(Subject(kind="receipt", record_id=it.id) for it in found),
        Subject(kind="receipt", record_id=wrong.id),
        Subject(kind="donation", record_id=target.id),
        Subject(kind="donation", record_id=source.id),
    )
    return found[0]


def _check(request: AssignReceipt, source: Donation, target: Donation, amount: Cents) -> None:
    if target.fund_id != source.fund_id:
        raise ReceiptOfAnotherFund(reference=target.reference)
    if target.id == source.id:
        raise AssignedToItself(reference=target.reference)
    if request.amount <= 0:
        raise AmountNotPositive
    if request.amount > amount:
        raise AssignsTooMuch(amount=amount, requested=request.amount)


def _parts(
    session: Session,
    request: AssignReceipt,
    source: Donation,
    target: Donation,
    on: date,
    amount: Cents,
    fee: Cents,
) -> list[_Part]:
    found = [
        _Part(
            donation=target,
            amount=request.amount,
            fee=fee_on(session, target, request.amount, on),
        )
    ]
    rest = Cents(amount - request.amount)
    if rest > 0:
        kept = fee_on(session, source, rest, on, less_received=amount, less_taken=fee)
        found.append(_Part(donation=source, amount=rest, fee=kept or ZERO))
    return found


def _record(
    session: Session,
    act: Act,
    book: Book,
    wrong: Receipt,
    parts: list[_Part],
    entries: list[Posted],
) -> list[Receipt]:
    """Record the new receipts, each by its entry; the order of the parts is that of the entries."""
    numbers = [
        it.number
        for it in entries
        if it.draft.purpose is Purpose.RECEIPT and it.draft.reverses is None
    ]
    found = [
        Receipt(
            donation_id=part.donation.id,
            book_id=book.id,
            number=number,
            payer=wrong.payer,
            bank_reference=wrong.bank_reference,
            origin=wrong.origin,
            act_id=act.id,
        )
        for part, number in zip(parts, numbers, strict=True)
    ]
    session.add_all(found)
    session.flush()
    return found
