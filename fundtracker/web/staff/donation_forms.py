"""What binds a donation, whether it stands still, and what is expected of it next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.service import Subject
from fundtracker.donations import edit, expect
from fundtracker.donations.errors import (
    DonationNotFrozen,
    EarmarkElsewhere,
    RestrictionTooLate,
)
from fundtracker.donations.kinds import Expected
from fundtracker.donations.record import Freeze, freeze
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.projects.kinds import ActionType, Theme
from fundtracker.projects.queries import projects_of
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.rates import RateField
from fundtracker.web.said import say
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response


class EditDonationForm(EditForm):
    """What binds a donation."""

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
    fee_rate = RateField(lazy_gettext("Its own fee, where its agreement says so"), required=False)
    fee_cap = MoneyField(lazy_gettext("Its own fee, at most"), required=False)
    note = ProseField(lazy_gettext("Note"), limit=2000)


@form_page("/donations/<reference>/edit", Permission.RECORD_DONATION)
def edit_donation(reference: str) -> tuple[str, int] | Response:
    """Edit what binds a donation."""
    session = reading.session()
    named = records.donation(session, reference)
    donation_id, back = named.donation.id, url_for(".donation", reference=reference.upper())
    form = _recorded(session, named, is_recorded=False)
    if form.is_sent():
        wanted = edit.EditDonation(
            donation_id=donation_id,
            version=form.seen_version,
            budget=form.budget.data,
            earmark_action_type=form.earmark.data,
            earmark_project_id=form.earmark_project.data,
            fee_rate_bp=form.fee_rate.data,
            fee_cap=form.fee_cap.data,
            note=form.note.data or "",
        )
        done = form.record(
            lambda session, by: edit.edit_donation(session, wanted, by=by).id,
            {RestrictionTooLate: "earmark", EarmarkElsewhere: "earmark_project"},
        )
        if done is not None:
            say(_("Donation edited."))
            return redirect(back, code=303)
    named = records.donation(session, reference)
    if form.is_outdated:
        form.compare(_recorded(session, named, is_recorded=True))
    context = {"form": form, "named": named, "back": back}
    return render_template("staff/donation_edit.html", **context), form.status


def _recorded(session: Session, named: records.Named, *, is_recorded: bool) -> EditDonationForm:
    donation = named.donation
    form = EditDonationForm(
        version=revisions.version_of(session, Subject(kind="donation", record_id=donation.id)),
        is_recorded=is_recorded,
        data={
            "budget": donation.budget,
            "earmark": donation.earmark_action_type,
            "earmark_project": donation.earmark_project_id,
            "fee_rate": donation.fee_rate_bp,
            "fee_cap": donation.fee_cap,
            "note": donation.note,
        },
    )
    form.budget.offer_members(Theme)
    form.earmark.offer_members(ActionType)
    form.earmark_project.offer((it.id, it.title) for it in projects_of(session, named.fund.id))
    return form


class FreezeForm(Form):
    """Why a donor's money stands still, or moves again."""

    dated_on = DateField(lazy_gettext("Date of the donor’s letter"))
    reason = LineField(lazy_gettext("Why"), limit=500)


@form_page("/donations/<reference>/freeze", Permission.RECORD_DONATION)
def freeze_donation(reference: str) -> tuple[str, int] | Response:
    """Freeze a donation by its donor's wish, or lift the freeze."""
    named = records.donation(reading.session(), reference)
    donation_id, back = named.donation.id, url_for(".donation", reference=reference.upper())
    is_frozen = named.donation.frozen_reason is not None
    if request.method == "POST":
        # What the button said, whatever somebody else did meanwhile.
        is_frozen = request.form.get("lift") == "1"
    form = FreezeForm(data={"dated_on": clock.today()})
    if form.is_sent():
        wanted = Freeze(
            donation_id=donation_id,
            is_frozen=not is_frozen,
            dated_on=form.dated_on.data,
            reason=form.reason.data or "",
        )
        done = form.record(
            lambda session, by: freeze(session, wanted, by=by).id,
            {ReasonMissing: "reason", DonationNotFrozen: "reason"},
        )
        if done is not None:
            say(_("The freeze is lifted.") if is_frozen else _("The donation is frozen."))
            return redirect(back, code=303)
    context = {
        "form": form,
        "named": records.donation(reading.session(), reference),
        "back": back,
        "is_frozen": is_frozen,
    }
    return render_template("staff/freeze_form.html", **context), form.status


class ExpectForm(Form):
    """What is expected of a donation, and by which day."""

    expected = ChoiceField(
        lazy_gettext("What is expected next"),
        coerce=Expected,
        required=False,
        blank=lazy_gettext("nothing any more"),
    )
    due_on = DateField(lazy_gettext("By"), required=False)
    note = LineField(lazy_gettext("Note"), required=False, limit=300)

    def is_sent(self) -> bool:
        """Ask for the day of what is expected."""
        accepted = super().is_sent()
        if request.method == "POST" and self.expected.data and self.due_on.data is None:
            if not self.due_on.errors:
                self.due_on.errors = [_("Please fill this in.")]
            self.status, accepted = 422, False
        return accepted


@form_page("/donations/<reference>/expect", Permission.RECORD_DONATION)
def expect_of_donation(reference: str) -> tuple[str, int] | Response:
    """Say what is expected of a donation, and by which day."""
    session = reading.session()
    named = records.donation(session, reference)
    donation_id, back = named.donation.id, url_for(".donation", reference=reference.upper())
    now = named.expectation
    form = ExpectForm(
        data={
            "expected": now.kind if now else None,
            "due_on": now.due_on if now else None,
            "note": now.note if now else "",
        }
    )
    form.expected.offer_members(Expected)
    if form.is_sent():
        wanted = expect.Expect(
            donation_id=donation_id,
            kind=form.expected.data,
            due_on=form.due_on.data,
            note=form.note.data or "",
        )
        if form.record(lambda session, by: expect.expect(session, wanted, by=by)) is not None:
            say(_("What is expected is recorded."))
            return redirect(back, code=303)
    context = {"form": form, "named": records.donation(session, reference), "back": back}
    return render_template("staff/expect_form.html", **context), form.status
