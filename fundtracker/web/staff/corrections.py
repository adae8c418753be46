"""Corrections: what fits an entry, previewed, with its reason; nothing is ever rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import select

from fundtracker.acts.errors import ReasonMissing
from fundtracker.corrections.assign_receipt import AssignReceipt, assign_receipt
from fundtracker.corrections.correct_receipt import CorrectReceipt, correct_receipt
from fundtracker.corrections.errors import (
    AssignedToItself,
    AssignsTooMuch,
    NoSuchReceipt,
    ReceiptOfAnotherFund,
)
from fundtracker.corrections.posted_receipt import fee_with
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.errors import AmountNotPositive, NoSuchDonation
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.ledger.errors import (
    DatedInTheFuture,
    PeriodLocked,
    ReversalTooEarly,
    ReverseOthersFirst,
)
from fundtracker.ledger.models import Entry, Transfer
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.queries import get_entry
from fundtracker.money import Cents
from fundtracker.position.balances import summed
from fundtracker.spending.models import Disbursement, ExpenditureEntry
from fundtracker.web import asked, reading
from fundtracker.web.access import Permission, may_correct
from fundtracker.web.fields import DateField, LineField, MoneyField
from fundtracker.web.previews import PreviewForm
from fundtracker.web.said import say
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.funds.models import Fund

_LARGEST = 2**62

_DATES: dict[type[Refusal], str] = {
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    ReversalTooEarly: "on",
    ReasonMissing: "reason",
}


def _entry(session: Session, code: str, number: int) -> tuple[Fund, Entry]:
    """Return an entry of a fund, where the reader may correct it."""
    fund = get_fund(session, code)
    entry = get_entry(session, fund.book_id, min(number, _LARGEST))
    if not may_correct(entry.purpose):
        abort(403)
    return fund, entry


@page("/funds/<code>/entries/<int:number>/correct", Permission.CORRECT)
def correct(code: str, number: int) -> Response:
    """Lead to what corrects an entry of its purpose."""
    session = reading.session()
    _fund, entry = _entry(session, code, number)
    receipt = session.scalar(
        select(Receipt.id).where(Receipt.book_id == entry.book_id, Receipt.number == entry.number)
    )
    if receipt is not None:
        return redirect(url_for(".correct_payment", code=code, receipt_id=receipt), code=303)
    paid = session.scalar(
        select(Disbursement.id).where(
            Disbursement.book_id == entry.book_id, Disbursement.number == entry.number
        )
    )
    if paid is not None:
        return redirect(url_for(".reject", code=code, disbursement_id=paid), code=303)
    spent = session.scalar(
        select(ExpenditureEntry.expenditure_id).where(
            ExpenditureEntry.book_id == entry.book_id, ExpenditureEntry.number == entry.number
        )
    )
    if spent is not None:
        return redirect(url_for(".correct_spending", code=code, expenditure_id=spent), code=303)
    return redirect(url_for(".reverse_entry", code=code, number=number), code=303)


class ReverseForm(PreviewForm):
    """From which day an entry is taken back, and why."""

    on = DateField(lazy_gettext("Date of the reversal"))
    reason = LineField(lazy_gettext("Why"), limit=500)

    # Entries that moved the money on, and would have to be reversed first.
    blocking: Sequence[int] = ()

    def refuse(self, field: str | None, refusal: Refusal) -> None:
        """Show a refusal; keep which entries it names."""
        super().refuse(field, refusal)
        if isinstance(refusal, ReverseOthersFirst):
            found = refusal.data["n_list"]
            assert isinstance(found, list)
            self.blocking = found


@form_page("/funds/<code>/entries/<int:number>/reverse", Permission.CORRECT)
def reverse_entry(code: str, number: int) -> tuple[str, int] | Response:
    """Take an entry back by its reversal, with others where they used its money."""
    session = reading.session()
    fund, entry = _entry(session, code, number)
    fund_id, book_id, effective_on = fund.id, fund.book_id, entry.effective_on
    form = ReverseForm(data={"on": effective_on, "reason": _reason()})
    numbers = _numbers(session, entry)
    if form.is_sent():
        wanted = Reverse(
            fund_id=fund_id,
            numbers=tuple(numbers),
            on=form.on.data,
            reason=form.reason.data or "",
        )
        done = form.confirm(lambda session, by: reverse(session, wanted, by=by)[-1], _DATES)
        if done is not None:
            say(_("Taken back by entry No %(number)s.", number=done))
            return redirect(url_for(".entry", code=code, number=done), code=303)
    html = render_template(
        "staff/reverse_form.html",
        form=form,
        fund=get_fund(session, code),
        entry=get_entry(session, book_id, number),
        also=[it for it in numbers if it != number],
        blocking=form.blocking,
    )
    return html, form.status


def _reason() -> str:
    return _("Undone at once") if request.args.get("undo") else ""


def _numbers(session: Session, entry: Entry) -> list[int]:
    """Return the entry, the fee that a receipt bore, and those added by the reader.

    Whoever takes them back must have the right to do what each of them did.
    """
    also = {asked.identity(it) for it in request.form.getlist("also")[:100]} - {None}
    rows = session.execute(
        select(Entry.number, Entry.purpose).where(
            Entry.book_id == entry.book_id, Entry.number.in_(also)
        )
    ).all()
    if not all(may_correct(purpose) for _number, purpose in rows):
        abort(403)
    fees = fee_with(session, entry) if entry.purpose is Purpose.RECEIPT else ()
    return sorted({entry.number, *(number for number, _purpose in rows), *fees})


def _receipt(session: Session, code: str, receipt_id: int) -> tuple[Fund, Receipt, records.Named]:
    """Return a receipt of a fund with its donation, where the reader may correct it."""
    fund = get_fund(session, code)
    row = session.execute(
        select(Receipt, Donation.reference)
        .join(Donation, Donation.id == Receipt.donation_id)
        .where(Receipt.id == min(receipt_id, _LARGEST), Donation.fund_id == fund.id)
    ).one_or_none()
    if row is None:
        raise NoSuchReceipt
    if not may_correct(Purpose.RECEIPT):
        abort(403)
    return fund, row[0], records.donation(session, row[1])


def _posted(session: Session, receipt: Receipt) -> tuple[Entry, Cents]:
    entry = get_entry(session, receipt.book_id, receipt.number)
    amount = session.execute(
        select(summed(Transfer.amount)).where(
            Transfer.book_id == receipt.book_id, Transfer.number == receipt.number
        )
    ).scalar_one()
    return entry, Cents(amount)


class CorrectPaymentForm(PreviewForm):
    """What the payment should have said, and why it did not."""

    amount = MoneyField(lazy_gettext("Right amount"))
    on = DateField(lazy_gettext("Right value date"))
    reason = LineField(lazy_gettext("Why"), limit=500)


@form_page("/funds/<code>/receipts/<int:receipt_id>/correct", Permission.CORRECT)
def correct_payment(code: str, receipt_id: int) -> tuple[str, int] | Response:
    """Correct the amount or the day of a payment received."""
    session = reading.session()
    _fund, receipt, named = _receipt(session, code, receipt_id)
    entry, amount = _posted(session, receipt)
    reference = named.donation.reference
    form = CorrectPaymentForm(data={"amount": amount, "on": entry.effective_on})
    if form.is_sent():
        wanted = CorrectReceipt(
            receipt_id=receipt_id,
            amount=form.amount.data,
            received_on=form.on.data,
            reason=form.reason.data or "",
        )
        blame: dict[type[Refusal], str] = {AmountNotPositive: "amount", **_DATES}
        done = form.confirm(lambda session, by: correct_receipt(session, wanted, by=by).id, blame)
        if done is not None:
            say(_("Payment corrected."))
            return redirect(url_for(".donation", reference=reference), code=303)
    _fund, receipt, named = _receipt(session, code, receipt_id)
    context = {"form": form, "fund": named.fund, "receipt": receipt, "named": named}
    return render_template("staff/correct_payment.html", **context), form.status


class AssignForm(PreviewForm):
    """Whose payment it was, wholly or in part."""

    donation = LineField(lazy_gettext("Reference of the right donation"), limit=60)
    amount = MoneyField(lazy_gettext("Amount that is its"))
    reason = LineField(lazy_gettext("Why"), limit=500)


@form_page("/funds/<code>/receipts/<int:receipt_id>/assign", Permission.CORRECT)
def assign_payment(code: str, receipt_id: int) -> tuple[str, int] | Response:
    """Assign a payment to the donation that it was meant for."""
    session = reading.session()
    _fund, receipt, named = _receipt(session, code, receipt_id)
    _posted_entry, amount = _posted(session, receipt)
    form = AssignForm(data={"amount": amount, "donation": asked.text("donation")})
    target = _target(session, form) if form.is_sent() else None
    if target is not None:
        wanted = AssignReceipt(
            receipt_id=receipt_id,
            donation_id=target.id,
            amount=form.amount.data,
            reason=form.reason.data or "",
        )
        reference = target.reference
        blame: dict[type[Refusal], str] = {
            AmountNotPositive: "amount",
            AssignsTooMuch: "amount",
            AssignedToItself: "donation",
            ReceiptOfAnotherFund: "donation",
            ReasonMissing: "reason",
        }
        done = form.confirm(lambda session, by: assign_receipt(session, wanted, by=by).id, blame)
        if done is not None:
            say(_("Payment assigned."))
            return redirect(url_for(".donation", reference=reference), code=303)
    _fund, receipt, named = _receipt(session, code, receipt_id)
    context = {"form": form, "fund": named.fund, "receipt": receipt, "named": named}
    return render_template("staff/assign_payment.html", **context), form.status


def _target(session: Session, form: AssignForm) -> Donation | None:
    """Return the donation of the reference typed; None where the form says there is none."""
    typed = (form.donation.data or "").strip().upper()
    found = session.scalar(select(Donation).where(Donation.reference == typed))
    if found is None:
        form.refuse("donation", NoSuchDonation())
        form.status = 422
    return found
