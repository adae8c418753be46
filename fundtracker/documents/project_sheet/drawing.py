"""Draws a project sheet."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pikepdf import Pdf

from fundtracker.documents.fund_report.projects import project_part
from fundtracker.documents.marks import furniture
from fundtracker.documents.news import news_section
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading, over_time_part
from fundtracker.documents.project_sheet.shortened import PAGES, ways
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import BODY, NOTE, TITLE, paragraph
from fundtracker.documents.wording import LINE, capitalised, printable
from fundtracker.i18n import (
    format_amount,
    format_date,
    format_number,
    format_percent,
    ngettext,
    use_locale,
)
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.project_sheet.content import ProjectSheet
    from fundtracker.documents.project_sheet.shortened import Shortened

_AMOUNT = 78


def render(sheet: ProjectSheet) -> bytes:
    """Return the sheet as a PDF in its own language; the same content gives the same bytes.

    Where all of it takes more than two pages, less is shown, and what is left out is counted.
    """
    with use_locale(sheet.locale):
        file = b""
        for shortened in ways(sheet):
            file = _drawn(shortened, sheet)
            with Pdf.open(BytesIO(file)) as pdf:
                if len(pdf.pages) <= PAGES:
                    break
        return file


def _drawn(shortened: Shortened, whole: ProjectSheet) -> bytes:
    sheet = shortened.sheet
    story: list[Flowable] = [
        Title(_("Project sheet"), TITLE, "sheet"),
        paragraph(" · ".join(filter(None, (printable(sheet.fund), sheet.purpose))), NOTE),
        *project_part(sheet.project),
        *_published(sheet),
        *over_time_part(sheet.over_time, is_whole=False),
        *_budget(sheet),
        *_payments(sheet, whole, shortened.n_payments_out),
        *_statuses(sheet),
        *news_section(sheet.news),
        *_donors(sheet),
        *_left_out(shortened),
    ]
    name = printable(sheet.project.title)
    subject = f"{printable(sheet.fund)} · {name}"
    words = f"{_('Project sheet')} – {name}"
    return build(story, furniture(sheet, title=words, subject=subject, seal=sheet.seal))


def _left_out(shortened: Shortened) -> list[Flowable]:
    """Say what there was no room for."""
    if not shortened.left_out:
        return []
    text = _("Left out for want of room: %(what)s.", what=", ".join(shortened.left_out))
    return [paragraph(text, NOTE)]


def _published(sheet: ProjectSheet) -> list[Flowable]:
    if sheet.published_total is None:
        return []
    text = _(
        "The whole project, with the money of others, was published to cost %(amount)s: a figure"
        " that was typed, in none of the fund’s.",
        amount=format_amount(sheet.published_total),
    )
    return [paragraph(text, NOTE)]


def _budget(sheet: ProjectSheet) -> list[Flowable]:
    if not sheet.budget:
        return []
    columns = [
        Column(_("Heading"), COLUMN - 3 * _AMOUNT - 60),
        Column(_("Planned (€)"), _AMOUNT, is_amount=True),
        Column(_("Justified (€)"), _AMOUNT, is_amount=True),
        Column(_("Gap (€)"), _AMOUNT, is_amount=True),
        Column(_("Spent"), 60, is_amount=True),
    ]
    rows = [
        Row(
            (
                capitalised(printable(it.heading, LINE)),
                "–" if it.planned is None else format_number(it.planned),
                format_number(it.spent),
                "–" if it.planned is None else format_number(Cents(it.planned - it.spent)),
                format_percent(it.spent, it.planned) if it.planned else "–",
            )
        )
        for it in sheet.budget
    ]
    planned = Cents(sum(it.planned or 0 for it in sheet.budget))
    rows.append(
        Row(
            (
                _("Total"),
                format_number(planned),
                format_number(sheet.spent),
                format_number(Cents(planned - sheet.spent)),
                format_percent(sheet.spent, planned) if planned else "–",
            ),
            "total",
        )
    )
    return [*heading(_("Budget and spending"), "budget"), *table(columns, rows, tight=True)]


def _payments(sheet: ProjectSheet, whole: ProjectSheet, n_out: int) -> list[Flowable]:
    """Return the payments shown, the earlier ones as one line, and the sum of all."""
    if not whole.payments:
        return []
    columns = [
        Column(_("Date"), 70),
        Column(_("Agreement"), COLUMN - 70 - _AMOUNT),
        Column(_("Amount (€)"), _AMOUNT, is_amount=True),
    ]
    earlier = whole.payments[:n_out]
    text = ngettext("%(num)s earlier payment", "%(num)s earlier payments", n_out)
    amount = format_number(Cents(sum(it.amount for it in earlier)))
    rows = [Row(("", text, amount))] if earlier else []
    rows += [
        Row(
            (
                format_date(it.paid_on, "short"),
                printable(it.agreement, LINE),
                format_number(it.amount),
            )
        )
        for it in sheet.payments
    ]
    total = Cents(sum(it.amount for it in whole.payments))
    rows.append(Row(("", _("Payments"), format_number(total)), "total"))
    return [*heading(_("Payments to partners"), "payments"), *table(columns, rows, tight=True)]


def _statuses(sheet: ProjectSheet) -> list[Flowable]:
    if not sheet.statuses:
        return []
    columns = [
        Column(_("Since"), 70),
        Column(_("Status"), 120),
        Column(_("Reason"), COLUMN - 70 - 120),
    ]
    rows = [
        Row(
            (
                format_date(it.since, "short"),
                capitalised(it.status.label),
                printable(it.reason, 4 * LINE),
            )
        )
        for it in sheet.statuses
    ]
    return [*heading(_("Status over time"), "statuses"), *table(columns, rows, tight=True)]


def _donors(sheet: ProjectSheet) -> list[Flowable]:
    if not sheet.donors:
        return []
    names = ", ".join(
        f"{printable(it.name, LINE)} ({format_amount(it.received)})"
        if it.received
        else printable(it.name, LINE)
        for it in sheet.donors
    )
    note = _("Amounts, allocated to this project, are shown where the donor agreed.")
    return [
        *heading(_("The donors whose money is in it"), "donors"),
        paragraph(names, BODY),
        paragraph(note, NOTE),
    ]
