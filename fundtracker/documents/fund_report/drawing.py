"""Draws a report on a fund."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.charts import flow, flow_picture, stages
from fundtracker.documents.fund_report.projects import projects_section
from fundtracker.documents.marks import furniture
from fundtracker.documents.milestones import calendar
from fundtracker.documents.news import news_section
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import decision_text, heading, over_time_part, painted, title
from fundtracker.documents.tables import Column, Row, RowKind, facts, table
from fundtracker.documents.typography import (
    BODY,
    LEAD,
    NOTE,
    TITLE,
    marked_up,
    paragraph,
    prose,
)
from fundtracker.documents.wording import LINE, NAME, capitalised, filled, printable
from fundtracker.i18n import (
    format_amount,
    format_date,
    format_number,
    format_percent,
    ngettext,
    use_locale,
)
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO
from fundtracker.position.summary import summary

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.fund_report.content import FundReport, RequestLine
    from fundtracker.position.statement import Line

_PICTURE = 700
_INDENT = "\u00a0" * 4
_TOTALS = frozenset({"net_received", "allocated", "cash"})
# Lines that are no part of the money received, net.
_BESIDE = frozenset({"received", "returned", "carried", "cash"})


def render(report: FundReport) -> bytes:
    """Return the report as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(report.locale):
        story: list[Flowable] = [
            Title(_title(report), TITLE, "report"),
            *_opening(report),
            *report.words.begin(),
            *_crisis(report),
            *_money(report),
            *projects_section(report),
            *news_section(report.news),
            *_donors(report),
            *_decisions(report),
            *_next(report),
            *report.words.end(),
            *_contact(report),
        ]
        words = f"{_title(report)} – {printable(report.fund)}"
        subject = f"{printable(report.issuer.name)} · {printable(report.fund)}"
        marks = furniture(report, title=words, subject=subject, seal=report.statement.seal)
        return build(story, marks)


def _title(report: FundReport) -> str:
    return _("Final report") if report.is_final else _("Progress report")


def _opening(report: FundReport) -> list[Flowable]:
    """Say in one paragraph and one picture where the fund's money is."""
    it = report.statement
    n_projects = sum(part.amounts.allocated != 0 for part in report.projects)
    awaited = it.commitments.still_to_receive if it.commitments else ZERO
    told = summary(it, n_projects, awaited)
    donors = ngettext("%(num)s donor", "%(num)s donors", report.n_donors)
    words = [printable(report.fund), donors, capitalised(report.state.label)]
    bar = stages.Stages(
        fees=it.fees,
        unallocated=it.unallocated,
        held=it.held,
        advanced=it.advanced,
        justified=it.justified_in_all,
        lost=it.lost,
        to_receive=awaited,
    )
    return [
        paragraph(" · ".join(words), NOTE),
        marked_up(" ".join(filled(part.template, **part.amounts) for part in told), LEAD),
        painted(stages.draw(bar, _PICTURE)),
    ]


def _crisis(report: FundReport) -> list[Flowable]:
    story = heading(_("The crisis and the request"), "crisis")
    asked = "; ".join(_request(it) for it in report.requests)
    story.append(
        facts(
            [
                (_("Crisis"), printable(report.crisis, LINE)),
                (_("When it struck"), printable(report.happened, LINE)),
                (_("Territory"), printable(report.territory, LINE)),
                (_("Asked for by"), asked),
                (_("Fund opened on"), format_date(report.opened_on)),
                (_("Committee"), _committee(report)),
            ]
        )
    )
    return [*story, *(prose(it) for it in (report.what_happened, report.description) if it)]


def _request(it: RequestLine) -> str:
    words = printable(it.requested_by, LINE)
    return f"{words} ({format_date(it.requested_on)})" if it.requested_on else words


def _committee(report: FundReport) -> str:
    if not report.chair:
        return _("All the donors")
    return _("All the donors, chaired by %(chair)s", chair=printable(report.chair, LINE))


def _money(report: FundReport) -> list[Flowable]:
    picture = []
    if report.statement.allocated:
        picture.append(painted(flow_picture.draw(_flow(report), _PICTURE)))
    room = max((it.height for it in picture), default=270) + 60
    story = [*title(_("Where the money is"), "money", room), *picture]
    text = _("The first lines, in grey, are in no total. Shares are of the money received, net.")
    statement = [paragraph(text, NOTE), *_statement(report)]
    return [*story, *statement, *over_time_part(report.over_time)]


def _flow(report: FundReport) -> flow.Flow:
    """Return all the donors' money as one: what each gave is its own to publish."""
    it = report.statement
    shown = [part for part in report.projects if part.amounts.allocated > 0]
    lines = [
        flow.FlowLine(
            donor="donors",
            use=part.action_type.value if part.action_type else "fund_costs",
            amount=part.amounts.allocated,
            project=str(part.project_id),
        )
        for part in shown
    ]
    ends = (
        ("unallocated", it.unallocated),
        ("fees", it.fees),
        ("returned", it.returned),
        ("carried", it.carried_out),
    )
    lines += [flow.FlowLine(donor="donors", use=use, amount=amount) for use, amount in ends]
    donors = ngettext("%(num)s donor", "%(num)s donors", report.n_donors)
    return flow.Flow(
        donors=[flow.FlowNode(key="donors", label=donors)],
        projects=[
            flow.FlowNode(key=str(part.project_id), label=printable(part.title, NAME))
            for part in shown
        ],
        lines=lines,
    )


def _statement(report: FundReport) -> list[Flowable]:
    columns = [
        Column("", COLUMN - 100 - 70),
        Column(_("Amount (€)"), 100, is_amount=True),
        Column(_("Share"), 70, is_amount=True),
    ]
    return table(columns, [_line(report, it) for it in report.statement.lines()], tight=True)


def _line(report: FundReport, line: Line) -> Row:
    minus = "− " if line.sign < 0 else ""
    is_part = not line.is_outside and line.figure.key not in _BESIDE
    kind: RowKind = "plain"
    if line.is_outside:
        kind = "faded"
    elif line.figure.key in _TOTALS:
        kind = "total"
    cells = (
        _INDENT * line.depth + minus + line.figure.name,
        format_number(line.amount),
        format_percent(line.amount, report.statement.net_received) if is_part else "",
    )
    return Row(cells, kind)


def _donors(report: FundReport) -> list[Flowable]:
    if not report.donors:
        return []
    story = title(_("Who gave"), "donors", 160)
    text = _(
        "%(issuer)s thanks all of them. An amount is published where its donor agreed; “–” says"
        " that it did not, or was not asked.",
        issuer=printable(report.issuer.name),
    )
    columns = [
        Column(_("Donor"), COLUMN - 150 - 90),
        Column(_("Kind"), 150),
        Column(_("Amount (€)"), 90, is_amount=True),
    ]
    rows = [
        Row(
            (
                printable(it.name, LINE),
                it.kind.label,
                "–" if it.received is None else format_number(it.received),
            )
        )
        for it in report.donors
    ]
    return [*story, paragraph(text, BODY), *table(columns, rows, tight=True)]


def _decisions(report: FundReport) -> list[Flowable]:
    if not report.decisions:
        return []
    columns = [
        Column(_("Decision"), 170),
        Column(_("Subject"), COLUMN - 170 - 76 - 76),
        Column(_("Approved (€)"), 76, is_amount=True),
        Column(_("Allocated (€)"), 76, is_amount=True),
    ]
    rows = [
        Row(
            (
                printable(decision_text(it.reference), LINE),
                printable(it.subject, LINE),
                "–" if it.approved is None else format_number(it.approved),
                format_number(it.allocated) if it.allocated else "–",
            )
        )
        for it in report.decisions
    ]
    return [*title(_("Decisions"), "decisions", 160), *table(columns, rows)]


def _next(report: FundReport) -> list[Flowable]:
    """Say what lies ahead: what is still to be done with the money, milestones and phases."""
    it = report.statement
    steps = [
        _("%(amount)s is still to be allocated to projects by the committee.")
        if it.unallocated
        else "",
        _("%(amount)s is allocated and still to be paid to partners.") if it.held else "",
        _("%(amount)s was paid, and its use is still to be justified.") if it.advanced else "",
    ]
    amounts = (it.unallocated, it.held, it.advanced)
    told = [
        marked_up(filled(step, amount=format_amount(amount)), BODY)
        for step, amount in zip(steps, amounts, strict=True)
        if step
    ]
    ahead = calendar([(part.title, it) for part in report.projects for it in part.milestones])
    if not told and not report.phases and not ahead:
        return []
    story = title(_("Next steps"), "next", 120) + told + ahead
    if report.phases:
        columns = [
            Column(_("From"), 70),
            Column(_("To"), 70),
            Column(_("Phase"), 150),
            Column(_("Note"), COLUMN - 70 - 70 - 150),
        ]
        rows = [
            Row(
                (
                    format_date(phase.starts_on, "short"),
                    format_date(phase.ends_on, "short") if phase.ends_on else "–",
                    printable(phase.name, LINE),
                    printable(phase.note, LINE),
                )
            )
            for phase in report.phases
        ]
        story += table(columns, rows)
    return story


def _contact(report: FundReport) -> list[Flowable]:
    it = report.issuer
    pairs = [
        (_("Published by"), printable(it.name)),
        (_("Address"), printable(", ".join(it.address.splitlines()), LINE)),
        (_("E-mail"), printable(it.email)),
        (_("Telephone"), printable(it.phone)),
        (_("Website"), printable(it.website)),
    ]
    rule = report.leftover_rule
    story: list[Flowable] = heading(_("What becomes of what is left"), "left") if rule else []
    if rule:
        story.append(prose(rule))
    return [*story, *heading(_("Contact"), "contact", 90), facts(pairs)]
