"""Recording a step of a donation: promised, voted, agreed, called, reduced, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.donations import record as donations
from fundtracker.donations.coherence import coherence
from fundtracker.donations.errors import (
    AmountNotPositive,
    StepAlreadyReplaced,
    StepInTheFuture,
)
from fundtracker.donations.kinds import Expected, StepKind
from fundtracker.i18n import format_amount, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.position import step_lines
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response


class StepForm(Form):
    """A dated step; it may replace an earlier one."""

    kind = ChoiceField(lazy_gettext("Step"), coerce=StepKind)
    amount = MoneyField(lazy_gettext("Amount"))
    dated_on = DateField(lazy_gettext("Date of the paper"))
    reference = LineField(lazy_gettext("Reference"), required=False)
    replaces_id = ChoiceField(lazy_gettext("Replaces"), coerce=int, required=False)
    file = FilesField(lazy_gettext("The paper itself"))
    expected = ChoiceField(lazy_gettext("What is expected next"), coerce=Expected, required=False)
    expected_on = DateField(lazy_gettext("By"), required=False)

    def is_sent(self) -> bool:
        """Ask for the day of what is expected."""
        accepted = super().is_sent()
        if request.method == "POST" and self.expected.data and self.expected_on.data is None:
            if not self.expected_on.errors:
                self.expected_on.errors = [_("Please fill this in.")]
            self.status, accepted = 422, False
        return accepted


@form_page("/donations/<reference>/steps/new", Permission.RECORD_DONATION, files=True)
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
    form.expected.offer_members(Expected)
    collectivity_id = named.donation.collectivity_id
    if (
        form.is_sent()
        and form.heeds(_warnings(session, form, collectivity_id, named.donation.id))
        and _record(form, named.donation.id)
    ):
        say(_("Step recorded."))
        return redirect(url_for(".donation", reference=reference.upper()), code=303)
    return render_template("staff/step_form.html", form=form, named=named), form.status


def _record(form: StepForm, donation_id: int) -> bool:
    wanted = donations.RecordStep(
        donation_id=donation_id,
        kind=form.kind.data,
        amount=form.amount.data,
        dated_on=form.dated_on.data,
        reference=form.reference.data or "",
        replaces_id=form.replaces_id.data,
        file_sha256=form.file.first,
        expected=form.expected.data,
        expected_on=form.expected_on.data,
    )
    step = form.record(
        lambda session, by: donations.record_step(session, wanted, by=by),
        {
            AmountNotPositive: "amount",
            StepInTheFuture: "dated_on",
            StepAlreadyReplaced: "replaces_id",
        },
    )
    return step is not None


def _warnings(
    session: Session, form: StepForm, collectivity_id: int | None, donation_id: int
) -> list[str]:
    if collectivity_id is None or not form.kind.data.is_commitment:
        return []
    return coherence(
        session,
        collectivity_id,
        kind=form.kind.data,
        amount=form.amount.data,
        on=form.dated_on.data,
        reference=form.reference.data or "",
        donation_id=donation_id,
    )
