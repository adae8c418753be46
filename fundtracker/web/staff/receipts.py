"""Receiving a payment: the fee that it bears is shown before anything is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.donations import receive as receipts
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.errors import Refusal
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.donations.models import Donation
    from fundtracker.money import Cents

_DATES: dict[type[Refusal], str] = {
    DatedInTheFuture: "received_on",
    PeriodLocked: "received_on",
    InsufficientBalance: "received_on",
}


class ReceiptForm(Form):
    """What the bank statement says of a payment."""

    amount = MoneyField(lazy_gettext("Amount received"))
    received_on = DateField(lazy_gettext("Value date at the bank"))
    payer = LineField(lazy_gettext("Payer, as the bank names it"), required=False)
    bank_reference = LineField(lazy_gettext("Reference of the bank"), required=False)
    memo = ProseField(lazy_gettext("Note"), limit=1000)


@form_page("/donations/<reference>/receipts/new", Permission.RECEIVE_MONEY)
def receive(reference: str) -> tuple[str, int] | Response:
    """Receive a payment: type it, see the fee, record it."""
    session = reading.session()
    form = ReceiptForm(data={"received_on": clock.today()})
    is_sent = form.is_sent()
    if is_sent and "preview" not in request.form:
        donation_id, code = records.referred(session, reference)
        number = _record(form, donation_id)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Payment received, its management fee taken."), undo=undo)
            return redirect(url_for(".donation", reference=reference.upper()), code=303)
    named = records.donation(session, reference)
    fee = fee_of(session, named.donation, form) if is_sent else None
    return render_template("staff/receipt_form.html", form=form, named=named, fee=fee), form.status


def fee_of(session: Session, donation: Donation, form: ReceiptForm) -> Cents | None:
    """Return the fee that the payment of a form would bear, in cents; None where refused."""
    try:
        return receipts.fee_on(session, donation, form.amount.data, form.received_on.data)
    except Refusal:
        return None


def _record(form: ReceiptForm, donation_id: int) -> int | None:
    asked = receipts.ReceivePayment(
        donation_id=donation_id,
        amount=form.amount.data,
        received_on=form.received_on.data,
        payer=form.payer.data or "",
        bank_reference=form.bank_reference.data or "",
        memo=form.memo.data or "",
    )
    return form.record(
        lambda session, by: receipts.receive(session, asked, by=by).number,
        {AmountNotPositive: "amount", **_DATES},
    )
