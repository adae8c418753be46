"""The decisions of a fund: recorded, and followed to what was allocated under each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.funds import service as funds
from fundtracker.funds.errors import DecidedInTheFuture
from fundtracker.funds.queries import get_fund
from fundtracker.funds.states import DecisionBody
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.ledger.places import Purpose
from fundtracker.position.decision_page import PAGE, decision_page
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.staff import asked
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.urls import is_local

if TYPE_CHECKING:
    from werkzeug import Response


class DecisionForm(Form):
    """A decision: who took it, when, about what; the amount where one was approved."""

    body = ChoiceField(lazy_gettext("Decided by"), coerce=DecisionBody)
    decided_on = DateField(lazy_gettext("Date of the decision"))
    reference = LineField(lazy_gettext("Reference"), limit=100)
    subject = LineField(lazy_gettext("What was decided"))
    approved = MoneyField(lazy_gettext("Amount approved"), required=False)


@page("/funds/<code>/decisions")
def decisions(code: str) -> str:
    """Show the decisions of a fund, with what followed each."""
    session = reading.session()
    fund = get_fund(session, code)
    number = asked.number("page")
    shown = decision_page(session, fund.id, page=number)
    return render_template(
        "staff/decisions.html",
        fund=fund,
        shown=shown,
        Purpose=Purpose,
        page=number,
        pages=-(-shown.n_all // PAGE),
    )


@form_page("/funds/<code>/decisions/new", Permission.RECORD_DECISION)
def new_decision(code: str) -> tuple[str, int] | Response:
    """Record a decision; then back to where it was needed."""
    fund = get_fund(reading.session(), code)
    form = DecisionForm(data={"decided_on": clock.today(), "body": DecisionBody.COMMITTEE})
    form.body.offer_members(DecisionBody)
    wanted = request.args.get("next", "")
    back = wanted if is_local(wanted) else url_for(".decisions", code=fund.code)
    if form.is_sent() and _record(form, fund.id):
        flash(_("Decision recorded."))
        return redirect(back, code=303)
    return render_template("staff/decision_form.html", form=form, fund=fund, back=back), form.status


def _record(form: DecisionForm, fund_id: int) -> bool:
    request_ = funds.RecordDecision(
        fund_id=fund_id,
        body=form.body.data,
        decided_on=form.decided_on.data,
        reference=form.reference.data or "",
        subject=form.subject.data or "",
        approved=form.approved.data,
    )
    recorded = form.record(
        lambda session, by: funds.record_decision(session, request_, by=by).id,
        {DecidedInTheFuture: "decided_on"},
    )
    return recorded is not None
