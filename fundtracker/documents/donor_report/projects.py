"""What each project did, and which part of its payments and expenses was the donor's money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, Spacer

from fundtracker.charts import progress
from fundtracker.documents.donor_report.allocations import in_order
from fundtracker.documents.indicators import indicators_part
from fundtracker.documents.milestones import milestones_part
from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import (
    any_origin,
    heading,
    labelled,
    origin_label,
    painted,
    sign,
    title,
)
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import NOTE, PROJECT, SUBHEADING, paragraph, prose
from fundtracker.documents.wording import LINE, NAME, capitalised, printable
from fundtracker.i18n import format_amount, format_date, format_number
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.projects.kinds import CofundingStage

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import (
        Cofunding,
        DonorReport,
        PaymentLine,
        ProjectSheet,
        SpendingLine,
    )
    from fundtracker.position.amounts import Amounts

_DATE, _AMOUNT, _ORIGIN = 54, 74, 44


def projects_section(report: DonorReport) -> list[Flowable]:
    """Return a section with the sheets of projects; nothing where no money went to one."""
    if not report.projects:
        return []
    return [*title(_("What the projects did"), "projects", 260), *project_sheets(report)]


def project_sheets(report: DonorReport) -> list[Flowable]:
    """Return a sheet for each project that has or had some of the donor's money."""
    story: list[Flowable] = []
    for index, sheet in enumerate(in_order(report)):
        if index:
            story.append(Spacer(1, 22))
        story += _sheet(sheet)
    return story


def _sheet(sheet: ProjectSheet) -> list[Flowable]:
    story: list[Flowable] = [CondPageBreak(230), sign(sheet.action_type, COLUMN)]
    story += heading(printable(sheet.title, NAME), f"project-{sheet.project_id}", 0, PROJECT)
    story.append(_identity(sheet))
    story += _money(sheet)
    for label, text in ((_("What it is"), sheet.description), (_("Results"), sheet.results)):
        story += labelled(label, text)
    story += milestones_part(sheet.milestones)
    story += indicators_part(sheet.indicators)
    story += _payments(sheet)
    story += _spending(sheet)
    story += [_cofunding(line) for line in sheet.cofunding]
    return story


def _identity(sheet: ProjectSheet) -> Flowable:
    place = ", ".join(filter(None, (printable(sheet.place), printable(sheet.country))))
    return facts(
        [
            (_("Status"), _status(sheet)),
            (_("Reason"), printable(sheet.status_reason, 4 * LINE)),
            (_("Where"), place),
            (_("Partner"), printable(sheet.partner, LINE)),
            (_("Beneficiary authority"), printable(sheet.authority, LINE)),
        ]
    )


def _status(sheet: ProjectSheet) -> str:
    status = capitalised(sheet.status.label)
    if sheet.status_since is None:
        return status
    since = format_date(sheet.status_since)
    return _("%(status)s since %(day)s", status=status, day=since)


def _money(sheet: ProjectSheet) -> list[Flowable]:
    """Set the donor's part beside everybody's, and draw how far the donor's has come."""
    columns = [
        Column("", COLUMN - 3 * 96),
        Column(_("Allocated (€)"), 96, is_amount=True, role="allocated"),
        Column(_("Paid (€)"), 96, is_amount=True, role="paid"),
        Column(_("Justified (€)"), 96, is_amount=True, role="justified"),
    ]
    if sheet.whole.lost:
        columns[0] = Column("", COLUMN - 3 * 96 - 96)
        columns.append(Column(_("Not recovered (€)"), 96, is_amount=True, role="lost"))
    count = len(columns) - 1
    others = _("All the donors (%(count)s)", count=sheet.n_donors)
    rows = [
        Row((_("Your gift"), *_figures(sheet.donor)[:count]), "total"),
        Row((others, *_figures(sheet.whole)[:count])),
    ]
    story = table(columns, rows, tight=True)
    if sheet.donor.allocated > 0:
        bar = progress.Progress(
            allocated=sheet.donor.allocated,
            paid=sheet.donor.paid_out,
            justified=sheet.donor.justified_in_all,
        )
        story += [painted(progress.draw(bar, 720, labels=False)), Spacer(1, 5)]
    return story


def _figures(money: Amounts) -> tuple[str, ...]:
    amounts = (money.allocated, money.paid_out, money.justified_in_all, money.lost)
    return tuple(format_number(amount) for amount in amounts)


def _payments(sheet: ProjectSheet) -> list[Flowable]:
    if not sheet.payments:
        return []
    marked = any_origin(line.origin for line in sheet.payments)
    columns = _columns([Column(_("Paid to"), 0)], marked=marked)
    rows = [_payment(line, marked=marked) for line in sheet.payments]
    rows.append(_total(_("Payments"), sheet.payments, columns))
    return [CondPageBreak(100), paragraph(_("Payments"), SUBHEADING), *table(columns, rows)]


def _payment(line: PaymentLine, *, marked: bool) -> Row:
    words = ", ".join(filter(None, (printable(line.payee), printable(line.reference))))
    cells = [format_date(line.dated_on, "short"), words]
    return _row(cells, line, marked=marked)


def _spending(sheet: ProjectSheet) -> list[Flowable]:
    if not sheet.spending:
        return []
    marked = any_origin(line.origin for line in sheet.spending)
    words = [Column(_("Expense"), 0), Column(_("Supplier"), 98)]
    columns = _columns(words, marked=marked)
    rows = [_expense(line, marked=marked) for line in sheet.spending]
    rows.append(_total(_("Justified expenses"), sheet.spending, columns))
    label = paragraph(_("Justified expenses"), SUBHEADING)
    return [CondPageBreak(100), label, *table(columns, rows)]


def _expense(line: SpendingLine, *, marked: bool) -> Row:
    label = capitalised(printable(line.label, LINE))
    words = ", ".join(filter(None, (label, printable(line.reference))))
    cells = [format_date(line.dated_on, "short"), words, printable(line.supplier)]
    return _row(cells, line, marked=marked)


def _columns(words: list[Column], *, marked: bool) -> list[Column]:
    """Put the date before the columns of words and the amounts after; the first takes the rest."""
    columns = [Column(_("Date"), _DATE), *words]
    if marked:
        columns.append(Column(_("Origin"), _ORIGIN))
    columns += [
        Column(_("Amount (€)"), _AMOUNT, is_amount=True),
        Column(_("Your gift (€)"), _AMOUNT, is_amount=True),
    ]
    rest = COLUMN - sum(column.width for column in columns)
    columns[1] = Column(columns[1].heading, rest)
    return columns


def _row(cells: list[str], line: PaymentLine | SpendingLine, *, marked: bool) -> Row:
    origin = [origin_label(line.origin)] if marked else []
    amounts = [format_number(line.amount), format_number(line.donor_amount)]
    return Row((*cells, *origin, *amounts))


def _total(
    label: str, lines: tuple[PaymentLine, ...] | tuple[SpendingLine, ...], columns: list[Column]
) -> Row:
    amount = Cents(sum(line.amount for line in lines))
    part = Cents(sum(line.donor_amount for line in lines))
    blank = ("",) * (len(columns) - 4)
    return Row(("", label, *blank, format_number(amount), format_number(part)), "total")


def _cofunding(line: Cofunding) -> Flowable:
    text = _(
        "Besides, outside the fund and in none of its figures: %(cofunder)s, %(amount)s,"
        " %(stage)s on %(day)s.",
        cofunder=printable(line.cofunder),
        amount=format_amount(line.amount),
        stage=_stage(line.stage),
        day=format_date(line.dated_on),
    )
    if line.origin:
        text = f"{text} ({line.origin.label})"
    return prose(text, NOTE)


def _stage(stage: CofundingStage) -> str:
    labels = {
        CofundingStage.ANNOUNCED: _("announced"),
        CofundingStage.AGREED: _("under agreement"),
        CofundingStage.PAID: _("paid"),
    }
    return labels[stage]
