"""Recording a donation: choose the collectivity in the register, then say what it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.donations import record as donations
from fundtracker.donations.coherence import coherence
from fundtracker.donations.errors import AmountNotPositive, EarmarkElsewhere, StepInTheFuture
from fundtracker.donations.kinds import StepKind
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties.queries import get_collectivity
from fundtracker.projects.kinds import ActionType, Theme
from fundtracker.projects.queries import projects_of
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
from fundtracker.web.said import say
from fundtracker.web.staff import donors
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response


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
    earmark_project = ChoiceField(
        lazy_gettext("Earmarked for one project"), coerce=int, required=False
    )
    file = FilesField(lazy_gettext("The paper itself"))
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


@form_page("/funds/<code>/donations/new", Permission.RECORD_DONATION, files=True)
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
    form.earmark_project.offer((it.id, it.title) for it in projects_of(session, fund.id))
    if form.is_sent() and form.heeds(_warnings(session, form, collectivity.id)):
        reference = _record(form, fund.id, collectivity.id)
        if reference is not None:
            say(_("Donation recorded."))
            return redirect(url_for(".donation", reference=reference), code=303)
    context = {"form": form, "fund": fund, "collectivity": collectivity}
    return render_template("staff/donation_form.html", **context), form.status


def _record(form: DonationForm, fund_id: int, collectivity_id: int) -> str | None:
    wanted = donations.RecordDonation(
        fund_id=fund_id,
        collectivity_id=collectivity_id,
        budget=form.budget.data,
        earmark_action_type=form.earmark.data,
        earmark_project_id=form.earmark_project.data,
        note=form.note.data or "",
        first_step=_first_step(form),
    )
    return form.record(
        lambda session, by: donations.record_donation(session, wanted, by=by).reference,
        {
            AmountNotPositive: "amount",
            StepInTheFuture: "dated_on",
            EarmarkElsewhere: "earmark_project",
        },
    )


def _first_step(form: DonationForm) -> donations.FirstStep | None:
    if form.step.data is None:
        return None
    return donations.FirstStep(
        kind=form.step.data,
        amount=form.amount.data,
        dated_on=form.dated_on.data,
        reference=form.reference.data or "",
        file_sha256=form.file.first,
    )


def _warnings(session: Session, form: DonationForm, collectivity_id: int) -> list[str]:
    if form.step.data is None or form.amount.data is None or form.dated_on.data is None:
        return []
    return coherence(
        session,
        collectivity_id,
        kind=form.step.data,
        amount=form.amount.data,
        on=form.dated_on.data,
        reference=form.reference.data or "",
    )
