"""CUF taking its management fee out of a fund's bank account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.donations.errors import AmountNotPositive, MoreThanFees
from fundtracker.donations.fee_moves import WithdrawFees, fees_kept, withdraw_fees
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.errors import Refusal

_BLAME: dict[type[Refusal], str] = {
    MoreThanFees: "amount",
    AmountNotPositive: "amount",
    DatedInTheFuture: "on",
    PeriodLocked: "on",
    InsufficientBalance: "on",
}


class FeeWithdrawalForm(Form):
    """How much CUF takes, and when."""

    amount = MoneyField(lazy_gettext("Amount that CUF takes"))
    on = DateField(lazy_gettext("Value date at the bank"))
    bank_reference = LineField(lazy_gettext("Reference of the bank"), required=False)


@form_page("/funds/<code>/fees/withdraw", Permission.PAY)
def take_fees(code: str) -> tuple[str, int] | Response:
    """Let CUF take the fees that the fund's account still holds."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id = fund.id
    kept = fees_kept(session, fund_id)
    form = FeeWithdrawalForm(data={"amount": kept or None, "on": clock.today()})
    if form.is_sent():
        wanted = WithdrawFees(
            fund_id=fund_id,
            amount=form.amount.data,
            on=form.on.data,
            bank_reference=form.bank_reference.data or "",
        )
        number = form.record(lambda session, by: withdraw_fees(session, wanted, by=by), _BLAME)
        if number is not None:
            undo = url_for(".reverse_entry", code=code, number=number, undo=1)
            say(_("Fees taken by CUF: entry No %(number)s.", number=number), undo=undo)
            return redirect(url_for(".entry", code=code, number=number), code=303)
    context = {
        "form": form,
        "fund": get_fund(session, code),
        "kept": fees_kept(session, fund_id),
        "back": url_for(".agreements", code=code),
    }
    return render_template("staff/fee_withdrawal_form.html", **context), form.status
