"""The fund's whole position beside the donor's: the same lines, in the same order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.charts import stages
from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import heading, painted, title
from fundtracker.documents.tables import Column, Row, RowKind, table
from fundtracker.documents.typography import BODY, NOTE, paragraph
from fundtracker.i18n import format_date, format_number, format_percent, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import DonorReport
    from fundtracker.money import Cents
    from fundtracker.position.statement import Line, Position

_PICTURE = 700
_INDENT = "\u00a0" * 4
_TOTALS = frozenset({"net_received", "allocated", "cash"})
# Lines that are no part of the money received, net.
_BESIDE = frozenset({"received", "returned", "carried", "cash"})


def fund_section(report: DonorReport) -> list[Flowable]:
    """Return the two bars and the statement in two columns."""
    story = title(_("The whole fund"), "fund", 600)
    donors = ngettext("%(num)s donor", "%(num)s donors", report.n_fund_donors)
    projects = ngettext("%(num)s project", "%(num)s projects", report.n_fund_projects)
    text = _(
        "As of %(day)s, the fund has %(donors)s and %(projects)s. The statements of its donors,"
        " and of what it received otherwise, add up to its own, to the cent.",
        day=format_date(report.as_of),
        donors=donors,
        projects=projects,
    )
    story.append(paragraph(text, BODY))
    story.append(_bar(report.fund_statement))
    story += heading(_("The statement"), "statement", 360)
    text = _("The first lines, in grey, are in no total. Shares are of the money received, net.")
    return [*story, paragraph(text, NOTE), *_statement(report)]


def _bar(it: Position) -> Flowable:
    awaited = it.commitments.still_to_receive if it.commitments else ZERO
    bar = stages.Stages(
        fees=it.fees,
        unallocated=it.unallocated,
        held=it.held,
        advanced=it.advanced,
        justified=it.justified_in_all,
        lost=it.lost,
        to_receive=awaited,
    )
    return painted(stages.draw(bar, _PICTURE))


def _statement(report: DonorReport) -> list[Flowable]:
    columns = [
        Column("", COLUMN - 2 * 88 - 2 * 50),
        Column(_("Your gift (€)"), 88, is_amount=True),
        Column(_("Share"), 50, is_amount=True),
        Column(_("The whole fund (€)"), 88, is_amount=True),
        Column(_("Share"), 50, is_amount=True),
    ]
    pairs = zip(report.statement.lines(), report.fund_statement.lines(), strict=True)
    wholes = (report.statement.net_received, report.fund_statement.net_received)
    rows = [_row(pair, wholes) for pair in pairs]
    return table(columns, rows, tight=True)


def _row(pair: tuple[Line, Line], wholes: tuple[Cents, Cents]) -> Row:
    line = pair[0]
    minus = "− " if line.sign < 0 else ""
    cells = [_INDENT * line.depth + minus + line.figure.name]
    for it, whole in zip(pair, wholes, strict=True):
        cells.append(format_number(it.amount))
        cells.append(format_percent(it.amount, whole) if _has_share(it) else "")
    kind: RowKind = "plain"
    if line.is_outside:
        kind = "faded"
    elif line.figure.key in _TOTALS:
        kind = "total"
    return Row(tuple(cells), kind)


def _has_share(line: Line) -> bool:
    """Whether the line is a part of what was received, net."""
    return not line.is_outside and line.figure.key not in _BESIDE
