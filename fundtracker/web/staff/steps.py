"""Recording a step of a donation: promised, voted, agreed, called, reduced, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from fundtracker import clock
from fundtracker.donations import record as donations
from fundtracker.donations.errors import (
    AmountNotPositive,
    StepAlreadyReplaced,
    StepInTheFuture,
)
from fundtracker.donations.kinds import StepKind
from fundtracker.i18n import format_amount, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.staff import records, step_lines
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from werkzeug import Response


class StepForm(Form):
    """A dated step; it may replace an earlier one."""

    kind = ChoiceField(lazy_gettext("Step"), coerce=StepKind)
    amount = MoneyField(lazy_gettext("Amount"))
    dated_on = DateField(lazy_gettext("Date of the paper"))
    reference = LineField(lazy_gettext("Reference"), required=False)
    replaces_id = ChoiceField(lazy_gettext("Replaces"), coerce=int, required=False)


@form_page("/donations/<reference>/steps/new", Permission.RECORD_DONATION)
def new_step(reference: str) -> tuple[str, int] | Response:
    """Add a step to a donation."""
    session = reading.session()
    named = records.donation(session, reference)
    steps = step_lines.of(session, named.donation.id)
    form = StepForm(data={"dated_on": clock.today()})
    form.kind.offer_members(StepKind)
    form.replaces_id.offer(
        (
            step.id,
            f"{step.kind.label}, {format_amount(step.amount)}, {format_date(step.dated_on)}",
        )
        for step in steps
        if not step.is_replaced
    )
    if form.is_sent() and _record(form, named.donation.id):
        flash(_("Step recorded."))
        return redirect(url_for(".donation", reference=reference.upper()), code=303)
    return render_template("staff/step_form.html", form=form, named=named), form.status


def _record(form: StepForm, donation_id: int) -> bool:
    request = donations.RecordStep(
        donation_id=donation_id,
        kind=form.kind.data,
        amount=form.amount.data,
        dated_on=form.dated_on.data,
        reference=form.reference.data or "",
        replaces_id=form.replaces_id.data,
    )
    step = form.record(
        lambda session, by: donations.record_step(session, request, by=by),
        {
            AmountNotPositive: "amount",
            StepInTheFuture: "dated_on",
            StepAlreadyReplaced: "replaces_id",
        },
    )
    return step is not None
