"""Signing an agreement with a partner, and editing it: instalments are lines of the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from wtforms import FieldList, FormField
from wtforms import Form as WTForm

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties.models import Partner
from fundtracker.projects.kinds import ProjectKind
from fundtracker.projects.queries import projects_of
from fundtracker.spending.agreements import PlannedInstalment, SignAgreement, sign_agreement
from fundtracker.spending.edit_agreement import EditAgreement, edit_agreement
from fundtracker.spending.errors import (
    AgreementBelowPaid,
    AgreementForAction,
    InstalmentsExceedAgreement,
    ProjectNeeded,
    SignedInTheFuture,
)
from fundtracker.spending.queries import instalments_of
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, SeveralField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import spending_records
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.web.staff.spending_records import NamedAgreement

_EMPTY = 2
_MOST = 40

_BLAME: dict[type[Refusal], str] = {
    InstalmentsExceedAgreement: "amount",
    AgreementBelowPaid: "amount",
    SignedInTheFuture: "signed_on",
    ProjectNeeded: "projects",
    AgreementForAction: "projects",
}


class InstalmentLine(WTForm):
    """A line of the form: an instalment, what it waits for, and when it is due."""

    amount = MoneyField(lazy_gettext("Amount"), required=False)
    due_on = DateField(lazy_gettext("Due on"), required=False)
    condition = LineField(lazy_gettext("What must be given before"), required=False, limit=500)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in the line."""
        return not any(str(getattr(it, "typed", None) or it.data or "").strip() for it in self)


class _Lines:
    """The instalments of both forms: a line that says anything says its amount."""

    instalments = FieldList(FormField(InstalmentLine), max_entries=_MOST)

    def check_lines(self: Any) -> bool:
        """Ask for the amount of each line that is not empty."""
        accepted = True
        for line in self.instalments if request.method == "POST" else ():
            amount = line.form.amount
            if not line.form.is_empty and amount.data is None:
                if not amount.errors:
                    amount.errors = [_("Type an amount.")]
                self.status, accepted = 422, False
        return accepted

    def planned(self: Any) -> tuple[PlannedInstalment, ...]:
        """Return the instalments that were typed."""
        lines = [it.form for it in self.instalments if not it.form.is_empty]
        return tuple(
            PlannedInstalment(
                amount=it.amount.data, condition=it.condition.data or "", due_on=it.due_on.data
            )
            for it in lines
        )


class AgreementForm(_Lines, Form):
    """An agreement that was signed."""

    partner = ChoiceField(lazy_gettext("Partner"), coerce=int)
    projects = SeveralField(lazy_gettext("Projects that it covers"))
    reference = LineField(lazy_gettext("Reference"), limit=100)
    amount = MoneyField(lazy_gettext("Amount agreed"))
    signed_on = DateField(lazy_gettext("Signed on"))
    file = FilesField(lazy_gettext("The signed agreement"))


class EditAgreementForm(_Lines, EditForm):
    """An agreement as it is, to be edited."""

    reference = LineField(lazy_gettext("Reference"), limit=100)
    amount = MoneyField(lazy_gettext("Amount agreed"))
    file = FilesField(lazy_gettext("The signed agreement, where it is another file"))


@form_page("/funds/<code>/agreements/new", Permission.MANAGE_PROJECT, files=True)
def new_agreement(code: str) -> tuple[str, int] | Response:
    """Record an agreement that was signed with a partner."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id, back = fund.id, url_for(".agreements", code=code)
    form = AgreementForm(
        data={"signed_on": clock.today(), "instalments": [{} for _line in range(3)]}
    )
    form.partner.offer(
        (it.id, it.name) for it in session.scalars(select(Partner).order_by(Partner.sort_key))
    )
    form.projects.offer(
        (it.id, it.title)
        for it in projects_of(session, fund_id)
        if it.kind is ProjectKind.ACTION and it.status.takes_money
    )
    is_right = form.is_sent()
    if form.check_lines() and is_right:
        wanted = SignAgreement(
            fund_id=fund_id,
            partner_id=form.partner.data,
            project_ids=tuple(form.projects.data or ()),
            reference=form.reference.data or "",
            amount=form.amount.data,
            signed_on=form.signed_on.data,
            instalments=form.planned(),
            file_sha256=form.file.first,
        )
        made = form.record(lambda session, by: sign_agreement(session, wanted, by=by).id, _BLAME)
        if made is not None:
            say(_("Agreement recorded."))
            return redirect(url_for(".agreement", code=code, agreement_id=made), code=303)
    context = {"form": form, "fund": get_fund(session, code), "back": back, "named": None}
    return render_template("staff/agreement_form.html", **context), form.status


@form_page(
    "/funds/<code>/agreements/<int:agreement_id>/edit", Permission.MANAGE_PROJECT, files=True
)
def edit_agreement_page(code: str, agreement_id: int) -> tuple[str, int] | Response:
    """Edit an agreement."""
    session = reading.session()
    named = spending_records.agreement(session, code, agreement_id)
    back = url_for(".agreement", code=code, agreement_id=agreement_id)
    form = _recorded(session, named, is_recorded=False)
    is_right = form.is_sent()
    if form.check_lines() and is_right:
        wanted = EditAgreement(
            agreement_id=agreement_id,
            version=form.seen_version,
            reference=form.reference.data or "",
            amount=form.amount.data,
            instalments=form.planned(),
            file_sha256=form.file.first,
        )
        done = form.record(lambda session, by: edit_agreement(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Agreement edited."))
            return redirect(back, code=303)
    named = spending_records.agreement(session, code, agreement_id)
    if form.is_outdated:
        form.compare(_recorded(session, named, is_recorded=True))
    context = {"form": form, "fund": named.fund, "back": back, "named": named}
    return render_template("staff/agreement_form.html", **context), form.status


def _recorded(session: Session, named: NamedAgreement, *, is_recorded: bool) -> EditAgreementForm:
    subject = Subject(kind="partner_agreement", record_id=named.agreement.id)
    lines = [
        {"amount": it.amount, "condition": it.condition, "due_on": it.due_on}
        for it in instalments_of(session, named.agreement.id)
    ]
    return EditAgreementForm(
        version=revisions.version_of(session, subject),
        is_recorded=is_recorded,
        data={
            "reference": named.agreement.reference,
            "amount": named.agreement.amount,
            "instalments": [*lines, *({} for _line in range(_EMPTY))],
        },
    )
