"""The decisions of a fund: recorded, and followed to what was allocated under each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.funds import service as funds
from fundtracker.funds.errors import DecidedInTheFuture
from fundtracker.funds.queries import get_fund
from fundtracker.funds.states import DecisionBody
from fundtracker.i18n import N_, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.places import Purpose
from fundtracker.money import Cents
from fundtracker.position.decision_page import DecisionLine, decision_lines
from fundtracker.web import lists, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.said import say
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


_COLUMNS: list[Column[DecisionLine]] = [
    Column("decision", N_("Decision"), lambda it: it.decision.reference, is_drawn=True),
    Column("date", N_("Date"), lambda it: it.decision.decided_on, Kind.DATE),
    Column("body", N_("Decided by"), lambda it: it.decision.body.label, is_usual=False),
    Column("subject", N_("What was decided"), lambda it: it.decision.subject, is_usual=False),
    Column("approved", N_("Approved"), lambda it: it.decision.approved, Kind.AMOUNT, is_drawn=True),
    Column(
        "allocated", N_("Allocated under it"), lambda it: it.allocated, Kind.AMOUNT, is_drawn=True
    ),
    Column(
        "followed", N_("What followed"), lambda it: it.followed, is_drawn=True, is_sortable=False
    ),
]


@page("/funds/<code>/decisions")
def decisions(code: str) -> str | Response:
    """Show the decisions of a fund, with what followed each."""
    session = reading.session()
    fund = get_fund(session, code)
    wanted = lists.wanted(_COLUMNS, order="-date")
    lines = lists.in_order(decision_lines(session, fund.id), wanted)
    totals = {
        "approved": Cents(sum(it.decision.approved or 0 for it in lines)),
        "allocated": Cents(sum(it.allocated for it in lines)),
    }
    if wanted.file:
        title = f"{_('Decisions')} {fund.code}"
        return lists.answer(wanted, lines, title=title, totals=totals)
    return render_template(
        "staff/decisions.html",
        fund=fund,
        shown=lists.show(wanted, lines, totals=totals),
        n_all=len(lines),
        Purpose=Purpose,
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
        say(_("Decision recorded."))
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
