"""Recording a donation: choose the collectivity in the register, then say what it gives."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.donations import record as donations
from fundtracker.donations.errors import AmountNotPositive, StepInTheFuture
from fundtracker.donations.kinds import StepKind
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties.queries import get_collectivity
from fundtracker.projects.kinds import ActionType, Theme
from fundtracker.web import asked, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import (
    ChoiceField,
    DateField,
    LineField,
    MoneyField,
    ProseField,
)
from fundtracker.web.forms import Form
from fundtracker.web.staff import donors
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.acts.service import Signature
    from fundtracker.donations.models import Donation


class DonationForm(Form):
    """A donation with what binds it, and its first step where there is a paper."""

    step = ChoiceField(
        lazy_gettext("First step"),
        coerce=StepKind,
        required=False,
        blank=lazy_gettext("no paper yet: the money came first"),
    )
    amount = MoneyField(lazy_gettext("Amount"), required=False)
    dated_on = DateField(lazy_gettext("Date of the paper"), required=False)
    reference = LineField(lazy_gettext("Reference"), required=False)
    budget = ChoiceField(lazy_gettext("Budget of origin"), coerce=Theme)
    earmark = ChoiceField(
        lazy_gettext("Earmarked for"),
        coerce=ActionType,
        required=False,
        blank=lazy_gettext("nothing: the committee decides"),
    )
    note = ProseField(lazy_gettext("Note"), limit=2000)

    def is_sent(self) -> bool:
        """Ask for the amount and the date where a step is chosen."""
        accepted = super().is_sent()
        if request.method == "POST" and self.step.data is not None:
            for field in (self.amount, self.dated_on):
                if field.data is None and not field.errors:
                    field.errors = [_("Please fill this in.")]
                    self.status = 422
                    accepted = False
        return accepted


@form_page("/funds/<code>/donations/new", Permission.RECORD_DONATION)
def new_donation(code: str) -> tuple[str, int] | Response:
    """Record a donation of the collectivity that the address names; without one, choose it."""
    session = reading.session()
    fund = get_fund(session, code)
    chosen = request.args.get("collectivity", "")
    if not chosen:
        return donors.choose_page(session, fund)
    collectivity = get_collectivity(session, asked.identity(chosen) or 0)
    form = DonationForm(
        data={"dated_on": clock.today(), "step": StepKind.PROMISED, "budget": Theme.GENERAL}
    )
    form.step.offer_members(
        kind for kind in StepKind if kind.is_commitment or kind is StepKind.CALLED
    )
    form.budget.offer_members(Theme)
    form.earmark.offer_members(ActionType)
    if form.is_sent():
        reference = _record(form, fund.id, collectivity.id)
        if reference is not None:
            flash(_("Donation recorded."))
            return redirect(url_for(".donation", reference=reference), code=303)
    context = {"form": form, "fund": fund, "collectivity": collectivity}
    return render_template("staff/donation_form.html", **context), form.status


def _record(form: DonationForm, fund_id: int, collectivity_id: int) -> str | None:
    request_ = donations.RecordDonation(
        fund_id=fund_id,
        collectivity_id=collectivity_id,
        budget=form.budget.data,
        earmark_action_type=form.earmark.data,
        note=form.note.data or "",
    )

    def write(session: Session, by: Signature) -> str:
        donation = donations.record_donation(session, request_, by=by)
        if form.step.data is not None:
            _add_step(session, form, donation, by)
        return donation.reference

    return form.record(write, {AmountNotPositive: "amount", StepInTheFuture: "dated_on"})


def _add_step(session: Session, form: DonationForm, donation: Donation, by: Signature) -> None:
    step = donations.RecordStep(
        donation_id=donation.id,
        kind=form.step.data,
        amount=form.amount.data,
        dated_on=form.dated_on.data,
        reference=form.reference.data or "",
    )
    # A second act of the same form: its key follows from the form's, so it counts once too.
    donations.record_step(session, step, by=replace(by, key=f"{by.key}-step"))
