"""Recording what was spent: by a partner under its agreement, or by CUF itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.donations.errors import AmountNotPositive
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import format_amount, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, InsufficientBalance, PeriodLocked
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO
from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.queries import projects_of
from fundtracker.spending.alike import alike
from fundtracker.spending.direct import SpendDirectly, spend_directly
from fundtracker.spending.errors import (
    AcceptedBeforeIncurred,
    InvalidCurrency,
    LineExceedsDonation,
    LinesDoNotAddUp,
    LocalAmountIncomplete,
    MoreThanDocument,
    MoreThanLeft,
    NothingChanged,
    OneAmountNeeded,
    RateOfZero,
)
from fundtracker.spending.headings import Heading
from fundtracker.spending.justify import AcceptExpenditure, accept_expenditure
from fundtracker.spending.positions import agreement_position
from fundtracker.spending.records import Paper
from fundtracker.web import asked, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import spending_records, whose_money
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal

_MOST_FILES = 10

BLAME: dict[type[Refusal], str] = {
    MoreThanDocument: "document_total",
    MoreThanLeft: "amount",
    LinesDoNotAddUp: "amount",
    LineExceedsDonation: "amount",
    AmountNotPositive: "amount",
    OneAmountNeeded: "amount",
    RateOfZero: "local_amount",
    LocalAmountIncomplete: "local_amount",
    NothingChanged: "currency",
    InvalidCurrency: "currency",
    AcceptedBeforeIncurred: "accepted_on",
    DatedInTheFuture: "accepted_on",
    PeriodLocked: "accepted_on",
    InsufficientBalance: "accepted_on",
    ProjectTakesNoMoney: "project",
}


class _Voucher:
    """What both forms ask of a document."""

    project = ChoiceField(lazy_gettext("Project"), coerce=int)
    supplier = LineField(lazy_gettext("Supplier"), limit=200)
    heading = LineField(lazy_gettext("Heading"), limit=100)
    piece_reference = LineField(lazy_gettext("Reference of the document"), limit=100)
    incurred_on = DateField(lazy_gettext("Date of the document"))


class ExpenditureForm(_Voucher, Form):
    """What a partner spent, in euros or in the currency that it spent."""

    accepted_on = DateField(lazy_gettext("Accepted on"))
    document_total = MoneyField(
        lazy_gettext("Total of the document, in its own currency"), is_local=True
    )
    amount = MoneyField(lazy_gettext("Part charged here, in euros"), required=False)
    local_amount = MoneyField(
        lazy_gettext("Part charged here, in local currency"), required=False, is_local=True
    )
    currency = LineField(lazy_gettext("Local currency"), required=False, limit=3)
    files = FilesField(lazy_gettext("Documents"), limit=_MOST_FILES)

    def accepted(self, agreement_id: int, files: tuple[Paper, ...]) -> AcceptExpenditure:
        """Read what was spent under an agreement, with its documents."""
        return AcceptExpenditure(
            agreement_id=agreement_id,
            project_id=self.project.data,
            supplier=self.supplier.data or "",
            heading=heading_of(self.heading.data or ""),
            piece_reference=self.piece_reference.data or "",
            incurred_on=self.incurred_on.data,
            accepted_on=self.accepted_on.data,
            document_total=self.document_total.data,
            amount=self.amount.data,
            currency=(self.currency.data or "").upper() or None,
            local_amount=self.local_amount.data,
            files=files,
        )


class OwnForm(_Voucher, Form):
    """What CUF paid itself."""

    accepted_on = DateField(lazy_gettext("Paid on"))
    document_total = MoneyField(lazy_gettext("Total of the document"))
    amount = MoneyField(lazy_gettext("Part charged here"))
    files = FilesField(lazy_gettext("Documents"), limit=_MOST_FILES)

    def spent(self, files: tuple[Paper, ...]) -> SpendDirectly:
        """Read what was paid, with its documents."""
        return SpendDirectly(
            project_id=self.project.data,
            supplier=self.supplier.data or "",
            heading=heading_of(self.heading.data or ""),
            piece_reference=self.piece_reference.data or "",
            incurred_on=self.incurred_on.data,
            paid_on=self.accepted_on.data,
            amount=self.amount.data,
            document_total=self.document_total.data,
            files=files,
        )


def _papers(form: ExpenditureForm | OwnForm) -> tuple[Paper, ...]:
    return tuple(Paper(sha256=it) for it in form.files.data)


def heading_of(typed: str) -> str:
    """Return the heading that a text names: one of ours by its words, else the text itself."""
    known = {it.label.lower(): it.value for it in Heading}
    return known.get(typed.strip().lower(), typed)


def _warnings(session: Session, fund_id: int, form: ExpenditureForm | OwnForm) -> list[str]:
    found = alike(
        session,
        fund_id,
        supplier=form.supplier.data or "",
        piece_reference=form.piece_reference.data or "",
        document_total=form.document_total.data,
        incurred_on=form.incurred_on.data,
    )
    return [
        _(
            "One like it is recorded: %(supplier)s, %(piece)s, %(day)s, %(amount)s.",
            supplier=it.supplier,
            piece=it.piece_reference,
            day=format_date(it.incurred_on, "short"),
            amount=format_amount(it.document_total),
        )
        for it in found
    ]


@form_page(
    "/funds/<code>/agreements/<int:agreement_id>/expenditures/new",
    Permission.JUSTIFY,
    files=True,
)
def new_expenditure(code: str, agreement_id: int) -> tuple[str, int] | Response:
    """Accept what a partner spent."""
    session = reading.session()
    named = spending_records.agreement(session, code, agreement_id)
    fund_id = named.fund.id
    form = ExpenditureForm(
        data={
            "project": named.projects[0].id if len(named.projects) == 1 else None,
            "accepted_on": clock.today(),
        }
    )
    form.project.offer((it.id, it.title) for it in named.projects)
    if form.is_sent() and whose_money.is_final(form):
        warned = form.heeds(_warnings(session, fund_id, form))
        made = _accept(form, agreement_id) if warned else None
        if made is not None:
            say(
                _("Expenditure accepted."),
                undo=url_for(".withdraw", code=code, expenditure_id=made),
            )
            return redirect(_next(code, agreement_id, made), code=303)
    named = spending_records.agreement(session, code, agreement_id)
    lines = (
        whose_money.shown(
            session, form, Place.ADVANCED, form.project.data, agreement_id,
            form.amount.data or ZERO, form.accepted_on.data or clock.today(),
        )
        if form.project.data
        else []
    )  # fmt: skip
    html = render_template(
        "staff/expenditure_form.html",
        form=form,
        named=named,
        fund=named.fund,
        lines=lines,
        headings=list(Heading),
        position=agreement_position(session, agreement_id),
    )
    return html, form.status


def _accept(form: ExpenditureForm, agreement_id: int) -> int | None:
    wanted = replace(form.accepted(agreement_id, _papers(form)), lines=whose_money.lines())
    return form.record(lambda session, by: accept_expenditure(session, wanted, by=by).id, BLAME)


def _next(code: str, agreement_id: int, expenditure_id: int) -> str:
    if "another" in request.form:
        return url_for(".new_expenditure", code=code, agreement_id=agreement_id)
    return url_for(".expenditure", code=code, expenditure_id=expenditure_id)


@form_page("/funds/<code>/spend", Permission.PAY, files=True)
def spend(code: str) -> tuple[str, int] | Response:
    """Record what CUF paid itself, for a project or for the fund's own costs."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id = fund.id
    form = OwnForm(
        data={
            "accepted_on": clock.today(),
            "project": asked.identity(request.args.get("project", "")),
        }
    )
    form.project.offer(
        (it.id, it.title) for it in projects_of(session, fund_id) if it.status.takes_money
    )
    if form.is_sent() and whose_money.is_final(form):
        warned = form.heeds(_warnings(session, fund_id, form))
        made = _spend(form) if warned else None
        if made is not None:
            undo = url_for(".withdraw", code=code, expenditure_id=made)
            say(_("Expenditure of CUF recorded."), undo=undo)
            again = "another" in request.form
            target = (
                url_for(".spend", code=code)
                if again
                else url_for(".expenditure", code=code, expenditure_id=made)
            )
            return redirect(target, code=303)
    lines = (
        whose_money.shown(
            session, form, Place.HELD, form.project.data, None, form.amount.data or ZERO,
            form.accepted_on.data or clock.today(),
        )
        if form.project.data
        else []
    )  # fmt: skip
    html = render_template(
        "staff/own_form.html",
        form=form,
        fund=get_fund(session, code),
        lines=lines,
        headings=list(Heading),
    )
    return html, form.status


def _spend(form: OwnForm) -> int | None:
    wanted = replace(form.spent(_papers(form)), lines=whose_money.lines())
    return form.record(lambda session, by: spend_directly(session, wanted, by=by).id, BLAME)
