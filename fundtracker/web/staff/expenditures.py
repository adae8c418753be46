"""The expenditures of a fund, and the page of each: what it posted, and whose money paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.acts.service import Subject
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_, format_amount, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import DatedInTheFuture, PeriodLocked, ReversalTooEarly
from fundtracker.ledger.places import Purpose
from fundtracker.money import InvalidAmount, parse_amount
from fundtracker.position.expenditure_page import ExpenditurePage, expenditure_page
from fundtracker.position.expenditures_page import (
    PAGE,
    ExpenditureFilter,
    ExpenditureRow,
    expenditure_list,
)
from fundtracker.position.timeline import timeline
from fundtracker.projects.queries import projects_of
from fundtracker.spending.headings import heading_label
from fundtracker.spending.withdraw import WithdrawExpenditure, withdraw_expenditure
from fundtracker.web import asked, lists, reading
from fundtracker.web.access import Permission, may_correct
from fundtracker.web.fields import DateField, LineField, parse_date
from fundtracker.web.forms import Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from werkzeug import Response

    from fundtracker.money import Cents
    from fundtracker.projects.models import Project

_COLUMNS: list[Column[ExpenditureRow]] = [
    Column("supplier", N_("Supplier"), lambda it: it.expenditure.supplier, is_drawn=True),
    Column("heading", N_("Heading"), lambda it: heading_label(it.expenditure.heading)),
    Column("piece", N_("Document"), lambda it: it.expenditure.piece_reference, is_usual=False),
    Column("project", N_("Project"), lambda it: it.project, is_usual=False),
    Column("partner", N_("Partner"), lambda it: it.partner or _("CUF itself")),
    Column(
        "incurred", N_("Incurred on"), lambda it: it.expenditure.incurred_on, Kind.DATE,
        is_usual=False,
    ),
    Column("accepted", N_("Accepted on"), lambda it: it.expenditure.accepted_on, Kind.DATE),
    Column(
        "document", N_("Total of the document"), lambda it: it.expenditure.document_total,
        Kind.AMOUNT, is_usual=False,
    ),
    Column("amount", N_("Charged here"), lambda it: it.expenditure.amount, Kind.AMOUNT),
    Column("posted", N_("Posted"), lambda it: it.posted, Kind.AMOUNT, is_sortable=False),
    Column(
        "waiting", N_("Accepted, to be paid"), lambda it: it.waiting, Kind.AMOUNT,
        is_sortable=False,
    ),
    Column("files", N_("Files"), lambda it: it.n_documents, Kind.COUNT, is_sortable=False),
]  # fmt: skip


@page("/funds/<code>/expenditures")
def expenditures(code: str) -> str | Response:
    """Show the expenditures of a fund, partners' and CUF's own."""
    session = reading.session()
    fund = get_fund(session, code)
    projects = projects_of(session, fund.id)
    wanted = lists.wanted(_COLUMNS, order="-accepted")
    filters, errors = _filters()
    found = expenditure_list(
        session,
        fund.id,
        filters,
        order=wanted.order,
        is_descending=wanted.is_descending,
        page=wanted.page,
        is_all=wanted.is_all,
    )
    totals = {"amount": found.total}
    if wanted.file:
        title = f"{_('Expenditures')} {fund.code}"
        return lists.answer(wanted, found.rows, title=title, totals=totals)
    return render_template(
        "staff/expenditures.html",
        fund=fund,
        found=found,
        shown=lists.show(wanted, found.rows, totals=totals, pages=max(1, -(-found.n_all // PAGE))),
        filters=filters,
        typed={name: asked.text(name) for name in ("q", "since", "until", "amount", "project")},
        errors=errors,
        projects=projects,
        chips=_chips(filters, projects),
        clear=url_for(".expenditures", code=code),
    )


def _filters() -> tuple[ExpenditureFilter, dict[str, str]]:
    errors: dict[str, str] = {}

    def day(name: str) -> date | None:
        try:
            return parse_date(asked.text(name)) if asked.text(name) else None
        except ValueError as fault:
            errors[name] = str(fault)
            return None

    amount: Cents | None = None
    if asked.text("amount"):
        try:
            amount = parse_amount(asked.text("amount"))
        except InvalidAmount:
            errors["amount"] = _("This is not an amount: type it like 1234.56.")
    return ExpenditureFilter(
        text=asked.text(),
        project_id=asked.identity(request.args.get("project", "")),
        agreement_id=asked.identity(request.args.get("agreement", "")),
        since=day("since"),
        until=day("until"),
        amount=amount,
        is_own=True if request.args.get("own") == "1" else None,
        is_waiting=request.args.get("waiting") == "1",
    ), errors


def _chips(filters: ExpenditureFilter, projects: Sequence[Project]) -> list[tuple[str, str]]:
    titles = {it.id: it.title for it in projects}
    texts = {
        "q": _("“%(text)s”", text=filters.text) if filters.text else None,
        "project": titles.get(filters.project_id or 0),
        "agreement": _("one agreement") if filters.agreement_id else None,
        "since": _("from %(day)s", day=format_date(filters.since)) if filters.since else None,
        "until": _("to %(day)s", day=format_date(filters.until)) if filters.until else None,
        "amount": format_amount(filters.amount) if filters.amount else None,
        "own": _("spent by CUF") if filters.is_own else None,
        "waiting": _("accepted, to be paid") if filters.is_waiting else None,
    }
    return [(text, here(**{name: None, "page": None})) for name, text in texts.items() if text]


@page("/funds/<code>/expenditures/<int:expenditure_id>")
def expenditure(code: str, expenditure_id: int) -> str:
    """Show an expenditure: its papers, what it posted, and whose money paid for it."""
    session = reading.session()
    shown = expenditure_page(session, code, min(expenditure_id, 2**62))
    subject = Subject(kind="expenditure", record_id=shown.expenditure.id)
    return render_template(
        "staff/expenditure.html",
        shown=shown,
        fund=shown.fund,
        expenditure=shown.expenditure,
        may_correct=may_correct(_purpose(shown)),
        heading_label=heading_label,
        deeds=timeline(session, [subject]),
    )


def _purpose(shown: ExpenditurePage) -> Purpose:
    return Purpose.DIRECT_EXPENDITURE if shown.is_own else Purpose.EXPENDITURE


class WithdrawForm(Form):
    """Why the acceptance of an expenditure is taken back, and from which day."""

    on = DateField(lazy_gettext("Date"))
    reason = LineField(lazy_gettext("Why"), limit=500)


@form_page("/funds/<code>/expenditures/<int:expenditure_id>/withdraw", Permission.CORRECT)
def withdraw(code: str, expenditure_id: int) -> tuple[str, int] | Response:
    """Take back the acceptance of an expenditure."""
    session = reading.session()
    shown = expenditure_page(session, code, min(expenditure_id, 2**62))
    if not may_correct(_purpose(shown)):
        abort(403)
    back = url_for(".expenditure", code=code, expenditure_id=expenditure_id)
    form = WithdrawForm(data={"on": clock.today()})
    if form.is_sent():
        wanted = WithdrawExpenditure(
            expenditure_id=expenditure_id, on=form.on.data, reason=form.reason.data or ""
        )
        done = form.record(
            lambda session, by: withdraw_expenditure(session, wanted, by=by).id,
            {DatedInTheFuture: "on", PeriodLocked: "on", ReversalTooEarly: "on"},
        )
        if done is not None:
            say(_("Expenditure withdrawn."))
            return redirect(back, code=303)
    shown = expenditure_page(session, code, expenditure_id)
    context = {"form": form, "fund": shown.fund, "shown": shown, "back": back}
    return render_template("staff/expenditure_withdraw.html", **context), form.status
