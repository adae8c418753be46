"""The partner agreements of a fund, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from fundtracker import clock
from fundtracker.acts.service import Subject
from fundtracker.files.attachments import attached_to
from fundtracker.files.models import StoredFile
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.position.agreements_page import AgreementRow, agreement_rows
from fundtracker.position.expenditures_page import ExpenditureFilter, expenditure_list
from fundtracker.position.payments_page import payments_under
from fundtracker.position.timeline import timeline
from fundtracker.spending.headings import heading_label
from fundtracker.spending.positions import agreement_position
from fundtracker.spending.queries import instalments_of
from fundtracker.web import lists, reading
from fundtracker.web.access import Permission
from fundtracker.web.lists import Column, Kind
from fundtracker.web.staff import spending_records
from fundtracker.web.staff.attachments import attach_page, remove_page
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from werkzeug import Response

_COLUMNS: list[Column[AgreementRow]] = [
    Column("partner", N_("Partner"), lambda it: it.partner, is_drawn=True),
    Column(
        "reference", N_("Reference"), lambda it: it.agreement.reference, is_usual=False
    ),
    Column("projects", N_("Projects"), lambda it: ", ".join(it.projects), is_usual=False),
    Column("signed", N_("Signed on"), lambda it: it.agreement.signed_on, Kind.DATE),
    Column("amount", N_("Agreed"), lambda it: it.agreement.amount, Kind.AMOUNT),
    Column("paid", N_("Paid"), lambda it: it.paid, Kind.AMOUNT),
    Column("justified", N_("Justified"), lambda it: it.justified, Kind.AMOUNT),
    Column("advanced", N_("To justify"), lambda it: it.advanced, Kind.AMOUNT),
    Column("waiting", N_("Accepted, to be paid"), lambda it: it.waiting, Kind.AMOUNT),
    Column("left", N_("Left to pay"), lambda it: it.left_to_pay, Kind.AMOUNT),
    Column(
        "next", N_("Next instalment"), lambda it: it.next.due_on if it.next else None,
        Kind.DATE, is_drawn=True,
    ),
]  # fmt: skip


@page("/funds/<code>/agreements")
def agreements(code: str) -> str | Response:
    """Show the agreements of a fund with where each stands."""
    session = reading.session()
    fund = get_fund(session, code)
    wanted = lists.wanted(_COLUMNS, order="-signed")
    rows = lists.in_order(agreement_rows(session, fund.id), wanted)
    totals = {
        it.key: Cents(sum(it.value(row) for row in rows))
        for it in _COLUMNS
        if it.kind is Kind.AMOUNT
    }
    if wanted.file:
        return lists.answer(wanted, rows, title=f"{_('Agreements')} {fund.code}", totals=totals)
    return render_template(
        "staff/agreements.html",
        fund=fund,
        rows=rows,
        shown=lists.show(wanted, rows, totals=totals),
    )


@page("/funds/<code>/agreements/<int:agreement_id>")
def agreement(code: str, agreement_id: int) -> str:
    """Show an agreement: instalments, payments, expenditures, and what is left."""
    session = reading.session()
    named = spending_records.agreement(session, code, agreement_id)
    subject = Subject(kind="partner_agreement", record_id=named.agreement.id)
    found = ExpenditureFilter(agreement_id=named.agreement.id)
    sha256 = named.agreement.file_sha256
    return render_template(
        "staff/agreement.html",
        named=named,
        fund=named.fund,
        position=agreement_position(session, named.agreement.id),
        instalments=instalments_of(session, named.agreement.id),
        payments=payments_under(session, named.agreement.id),
        expenditures=expenditure_list(session, named.fund.id, found),
        file=session.get(StoredFile, sha256) if sha256 else None,
        files=attached_to(session, subject),
        heading_label=heading_label,
        today=clock.today(),
        deeds=timeline(session, [subject]),
    )


@form_page(
    "/funds/<code>/agreements/<int:agreement_id>/documents/new",
    Permission.MANAGE_PROJECT,
    files=True,
)
def attach_to_agreement(code: str, agreement_id: int) -> tuple[str, int] | Response:
    """Attach a document to an agreement."""
    named = spending_records.agreement(reading.session(), code, agreement_id)
    subject = Subject(kind="partner_agreement", record_id=named.agreement.id)
    back = url_for(".agreement", code=code, agreement_id=agreement_id)
    return attach_page(subject, to=named.agreement.reference, back=back)


@form_page(
    "/funds/<code>/agreements/<int:agreement_id>/documents/<int:attachment_id>/remove",
    Permission.MANAGE_PROJECT,
)
def remove_from_agreement(
    code: str, agreement_id: int, attachment_id: int
) -> tuple[str, int] | Response:
    """Take a document away from an agreement."""
    named = spending_records.agreement(reading.session(), code, agreement_id)
    subject = Subject(kind="partner_agreement", record_id=named.agreement.id)
    back = url_for(".agreement", code=code, agreement_id=agreement_id)
    return remove_page(subject, attachment_id, to=named.agreement.reference, back=back)
