"""The management fee of a fund from a day on, by a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for
from wtforms import BooleanField

from fundtracker import clock
from fundtracker.funds import service as funds
from fundtracker.funds.queries import decisions_of, get_fund
from fundtracker.i18n import format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.rates import RateField
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from werkzeug import Response


class FeeRuleForm(Form):
    """A rate, the most that a donation bears, and the day from which both hold."""

    valid_from = DateField(lazy_gettext("From"))
    rate = RateField(lazy_gettext("Rate"))
    cap = MoneyField(lazy_gettext("At most, for each donation"), required=False)
    applies_to_carried = BooleanField(
        lazy_gettext("Also on money carried over from another fund")  # type: ignore[arg-type] # a lazy text is one
    )
    decision = ChoiceField(lazy_gettext("Decision"), coerce=int)


@form_page("/funds/<code>/fees/new", Permission.MANAGE_FUND)
def new_fee_rule(code: str) -> tuple[str, int] | Response:
    """Set the fee of a fund from a day on."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id = fund.id
    form = FeeRuleForm(data={"valid_from": clock.today()})
    form.decision.offer(
        (it.id, f"{it.reference}, {format_date(it.decided_on)} · {it.subject}"[:120])
        for it in decisions_of(session, fund.id)
    )
    if form.is_sent() and form.heeds(_warnings(form)) and _record(form, fund_id):
        say(_("Fee rule set."))
        return redirect(url_for(".fund_facts", code=code), code=303)
    return render_template("staff/fee_rule_form.html", form=form, fund=fund), form.status


def _warnings(form: FeeRuleForm) -> list[str]:
    if form.valid_from.data >= clock.today():
        return []
    return [_("It begins in the past: payments already received keep the fee that they bore.")]


def _record(form: FeeRuleForm, fund_id: int) -> bool:
    wanted = funds.SetFeeRule(
        fund_id=fund_id,
        valid_from=form.valid_from.data,
        rate_bp=form.rate.data,
        cap=form.cap.data,
        applies_to_carried=bool(form.applies_to_carried.data),
        decision_id=form.decision.data,
    )
    return (
        form.record(lambda session, by: funds.set_fee_rule(session, wanted, by=by).id) is not None
    )
