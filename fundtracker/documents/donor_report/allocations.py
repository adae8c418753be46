"""What the donor's money was allocated to, by action type and project, and who decided it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.charts import flow, flow_picture
from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import (
    action_label,
    any_origin,
    decision_text,
    origin_label,
    painted,
    sign,
    title,
)
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import BODY, NOTE, paragraph
from fundtracker.documents.wording import LINE, NAME, printable
from fundtracker.i18n import format_amount, format_date, format_number, format_percent
from fundtracker.i18n import gettext as _
from fundtracker.ledger.places import Purpose
from fundtracker.money import Cents
from fundtracker.projects.kinds import ActionType

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import (
        AllocationLine,
        DonorReport,
        ProjectSheet,
    )

_PICTURE = 700
_ORDER: tuple[ActionType | None, ...] = (*ActionType, None)


def in_order(report: DonorReport) -> list[ProjectSheet]:
    """Return the projects by action type, the fund's own costs last."""
    return sorted(report.projects, key=lambda it: _ORDER.index(it.action_type))


def allocations_section(report: DonorReport) -> list[Flowable]:
    """Return the picture and the table of allocations."""
    story = title(_("What your gift is allocated to"), "allocations", 260)
    if not report.allocations:
        left = format_amount(report.statement.unallocated)
        text = _("No allocation yet: %(left)s is still to be allocated.", left=left)
        return [*story, paragraph(text, BODY)]
    if report.statement.allocated:
        story.append(painted(flow_picture.draw(_flow(report), _PICTURE)))
    text = _(
        "Each allocation follows a decision. A negative amount went back to be allocated anew."
    )
    story.append(paragraph(text, NOTE))
    return [*story, *allocations_table(report)]


def _flow(report: DonorReport) -> flow.Flow:
    """Return the donor's money as a flow; projects that gave everything back are left out."""
    statement = report.statement
    shown = [sheet for sheet in report.projects if sheet.donor.allocated > 0]
    lines = [
        flow.FlowLine(
            donor="donor",
            use=sheet.action_type.value if sheet.action_type else "fund_costs",
            amount=sheet.donor.allocated,
            project=str(sheet.project_id),
        )
        for sheet in shown
    ]
    lines += [
        flow.FlowLine(donor="donor", use=use, amount=amount)
        for use, amount in (
            ("unallocated", statement.unallocated),
            ("fees", statement.fees),
            ("returned", statement.returned),
            ("carried", report.statement.carried_out),
        )
    ]
    return flow.Flow(
        donors=[flow.FlowNode(key="donor", label=printable(report.donor.name, NAME))],
        projects=[
            flow.FlowNode(key=str(sheet.project_id), label=printable(sheet.title, NAME))
            for sheet in shown
        ],
        lines=lines,
    )


def allocations_table(report: DonorReport) -> list[Flowable]:
    """Return the allocations by action type, with their decisions."""
    marked = any_origin(line.origin for line in report.allocations)
    columns = [
        Column(_("Project"), COLUMN - 60 - 142 - 72 - (44 if marked else 0)),
        Column(_("Decision"), 142),
        Column(_("Allocated on"), 60),
        Column(_("Amount (€)"), 72, is_amount=True),
    ]
    if marked:
        columns.insert(3, Column(_("Origin"), 44))
    rows: list[Row] = []
    for action_type in _ORDER:
        sheets = [it for it in report.projects if it.action_type is action_type]
        lines = [(sheet, line) for sheet in sheets for line in _lines(report, sheet)]
        if not lines:
            continue
        total = Cents(sum(line.amount for _sheet, line in lines))
        percent = format_percent(total, report.statement.net_received)
        label = _("%(type)s (%(share)s of the gift)", type=action_label(action_type), share=percent)
        blank = ("",) * (len(columns) - 2)
        head = sign(action_type, columns[0].width + columns[1].width, label)
        rows.append(Row((head, *blank, format_number(total)), "group"))
        rows += [_row(sheet, line, marked=marked) for sheet, line in lines]
    blank = ("",) * (len(columns) - 2)
    rows.append(Row((_("Allocated"), *blank, format_number(report.statement.allocated)), "total"))
    return table(columns, rows)


def _lines(report: DonorReport, sheet: ProjectSheet) -> list[AllocationLine]:
    return report.allocations_to(sheet.project_id)


def _row(sheet: ProjectSheet, line: AllocationLine, *, marked: bool) -> Row:
    name = printable(sheet.title, LINE)
    if line.purpose is not Purpose.ALLOCATION:
        name = _("%(purpose)s: %(project)s", purpose=line.purpose.label, project=name)
    cells = [
        name,
        printable(decision_text(line.decision), LINE),
        format_date(line.dated_on, "short"),
        format_number(line.amount),
    ]
    if marked:
        cells.insert(3, origin_label(line.origin))
    return Row(tuple(cells))
