"""Correcting an expenditure: the form that recorded it, filled in, previewed, with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from fundtracker.acts.errors import ReasonMissing
from fundtracker.corrections.correct_expenditure import CorrectExpenditure, correct_expenditure
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.ledger.places import Purpose
from fundtracker.position.expenditure_page import ExpenditurePage, expenditure_page
from fundtracker.projects.queries import projects_of
from fundtracker.spending.headings import Heading, heading_label
from fundtracker.spending.records import Paper
from fundtracker.web import reading
from fundtracker.web.access import Permission, may_correct
from fundtracker.web.fields import LineField
from fundtracker.web.previews import PreviewForm
from fundtracker.web.said import say
from fundtracker.web.staff import spending_records
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.expenditure_forms import BLAME, ExpenditureForm, OwnForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.projects.models import Project
    from fundtracker.spending.direct import SpendDirectly
    from fundtracker.spending.justify import AcceptExpenditure
    from fundtracker.spending.models import Expenditure

_LARGEST = 2**62


class CorrectExpenditureForm(ExpenditureForm, PreviewForm):
    """What a partner's expenditure should have said, and why it did not."""

    reason = LineField(lazy_gettext("Why"), limit=500)


class CorrectOwnForm(OwnForm, PreviewForm):
    """What CUF's own expenditure should have said, and why it did not."""

    reason = LineField(lazy_gettext("Why"), limit=500)


_BLAME: Mapping[type[Refusal], str] = {**BLAME, ReasonMissing: "reason"}


@form_page(
    "/funds/<code>/expenditures/<int:expenditure_id>/correct", Permission.CORRECT, files=True
)
def correct_spending(code: str, expenditure_id: int) -> tuple[str, int] | Response:
    """Replace a wrong expenditure by the right one, previewed, in one act."""
    session = reading.session()
    shown = expenditure_page(session, code, min(expenditure_id, _LARGEST))
    if not may_correct(Purpose.DIRECT_EXPENDITURE if shown.is_own else Purpose.EXPENDITURE):
        abort(403)
    labels = {it.sha256: it.label for it in shown.papers}
    form = _form(session, shown)
    if form.is_sent():
        right = _right(form, shown.expenditure, labels)
        wanted = CorrectExpenditure(
            expenditure_id=expenditure_id, right=right, reason=form.reason.data or ""
        )
        done = form.confirm(
            lambda session, by: correct_expenditure(session, wanted, by=by).id, _BLAME
        )
        if done is not None:
            say(_("Expenditure corrected."))
            return redirect(url_for(".expenditure", code=code, expenditure_id=done), code=303)
        shown = expenditure_page(session, code, expenditure_id)
    html = render_template(
        "staff/expenditure_correct.html",
        form=form,
        shown=shown,
        fund=shown.fund,
        headings=list(Heading),
    )
    return html, form.status


def _form(session: Session, shown: ExpenditurePage) -> CorrectExpenditureForm | CorrectOwnForm:
    """Fill the form with what was recorded."""
    wrong = shown.expenditure
    data = {
        "project": wrong.project_id,
        "supplier": wrong.supplier,
        "heading": heading_label(wrong.heading),
        "piece_reference": wrong.piece_reference,
        "incurred_on": wrong.incurred_on,
        "accepted_on": wrong.accepted_on,
        "document_total": wrong.local_total or wrong.document_total,
        "amount": wrong.amount,
    }
    form: CorrectExpenditureForm | CorrectOwnForm
    if shown.is_own:
        form = CorrectOwnForm(data={**data, "document_total": wrong.document_total})
    else:
        local = {"amount": None, "local_amount": wrong.local_amount, "currency": wrong.currency}
        form = CorrectExpenditureForm(data={**data, **(local if wrong.currency else {})})
    form.project.offer((it.id, it.title) for it in _projects(session, shown))
    if request.method != "POST":
        form.files.begin_with(shown.papers)
    return form


def _projects(session: Session, shown: ExpenditurePage) -> Iterable[Project]:
    if shown.agreement is None:
        return [it for it in projects_of(session, shown.fund.id) if it.status.takes_money]
    return spending_records.agreement(session, shown.fund.code, shown.agreement.id).projects


def _right(
    form: CorrectExpenditureForm | CorrectOwnForm, wrong: Expenditure, labels: Mapping[str, str]
) -> AcceptExpenditure | SpendDirectly:
    """Read the right expenditure; what this form does not ask stays as it was."""
    files = tuple(Paper(sha256=it, label=labels.get(it, "")) for it in form.files.data)
    if isinstance(form, CorrectOwnForm):
        return replace(
            form.spent(files),
            currency=wrong.currency,
            local_amount=wrong.local_amount,
            local_total=wrong.local_total,
        )
    assert wrong.agreement_id is not None
    return form.accepted(wrong.agreement_id, files)
