"""The projects of a fund's report: by action type, with their money and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, Spacer

from fundtracker.charts import places, progress
from fundtracker.documents.indicators import indicators_part
from fundtracker.documents.milestones import milestones_part
from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import action_label, heading, labelled, painted, sign, title
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import NOTE, PROJECT, SUBHEADING, paragraph, prose
from fundtracker.documents.wording import LINE, NAME, capitalised, printable
from fundtracker.i18n import format_amount, format_date, format_number, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.position.amounts import total
from fundtracker.projects.kinds import ActionType, CofundingStage

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import Cofunding
    from fundtracker.documents.fund_report.content import FundReport, ProjectPart

_ORDER: tuple[ActionType | None, ...] = (*ActionType, None)
_AMOUNT = 74


def projects_section(report: FundReport) -> list[Flowable]:
    """Return all projects in one table, then what each did."""
    if not report.projects:
        return []
    story = [*title(_("The projects"), "projects", 260), *_table(report), *_map(report)]
    for it in report.projects:
        if it.action_type is not None or it.amounts.allocated:
            story += project_part(it)
    return story


def _table(report: FundReport) -> list[Flowable]:
    columns = [
        Column(_("Project"), COLUMN - 4 * _AMOUNT),
        Column(_("Allocated (€)"), _AMOUNT, is_amount=True, role="allocated"),
        Column(_("Paid (€)"), _AMOUNT, is_amount=True, role="paid"),
        Column(_("Justified (€)"), _AMOUNT, is_amount=True, role="justified"),
        Column(_("Co-funding (€)"), _AMOUNT, is_amount=True),
    ]
    rows: list[Row] = []
    for action_type in _ORDER:
        parts = [it for it in report.projects if it.action_type is action_type]
        if not parts:
            continue
        text = _(
            "%(type)s: %(amount)s",
            type=action_label(action_type),
            amount=format_amount(total(it.amounts for it in parts).allocated),
        )
        head = sign(action_type, sum(it.width for it in columns[:-1]), text)
        rows.append(Row((head, *("",) * 4), "group"))
        rows += [
            Row((printable(it.title, LINE), *_figures([it])[0:3], _outside(it))) for it in parts
        ]
    rows.append(Row((_("All projects"), *_figures(report.projects)[:3], ""), "total"))
    note = _(
        "Beside the name of each kind stands what is allocated to it. Co-funding is given to the"
        " project by others, outside the fund: it is in none of the fund’s figures."
    )
    return [paragraph(note, NOTE), *table(columns, rows)]


def _map(report: FundReport) -> list[Flowable]:
    """Show where the projects are; nothing where no place is known."""
    sites = [
        places.Site(
            latitude=it.latitude,
            longitude=it.longitude,
            place=it.place or it.country,
            project=it.title,
            role=it.action_type.value if it.action_type else "fund_costs",
        )
        for it in report.projects
        if it.latitude is not None and it.longitude is not None
    ]
    if not sites:
        return []
    return [
        Spacer(1, 12),
        CondPageBreak(260),
        paragraph(_("Where the projects are"), SUBHEADING),
        painted(places.draw(places.Places(sites=sites), 720)),
    ]


def _figures(parts: list[ProjectPart] | tuple[ProjectPart, ...]) -> tuple[str, ...]:
    it = total(part.amounts for part in parts)
    return tuple(format_number(a) for a in (it.allocated, it.paid_out, it.justified_in_all))


def _outside(part: ProjectPart) -> str:
    given = Cents(sum(it.amount for it in part.cofunding))
    return format_number(given) if given else "–"


def project_part(it: ProjectPart) -> list[Flowable]:
    """Return what a project is, how far it has come, and what it did."""
    place = ", ".join(filter(None, (printable(it.place), printable(it.country))))
    story: list[Flowable] = [
        Spacer(1, 12),
        CondPageBreak(190),
        sign(it.action_type, COLUMN),
        *heading(printable(it.title, NAME), f"project-{it.project_id}", 0, PROJECT),
        facts(
            [
                (_("Status"), _status(it)),
                (_("Reason"), printable(it.status_reason, 4 * LINE)),
                (_("Where"), place),
                (_("Partner"), printable(it.partner, LINE)),
                (_("Beneficiary authority"), printable(it.authority, LINE)),
                (_("Money of"), _donors(it)),
            ]
        ),
    ]
    if it.amounts.allocated > 0:
        bar = progress.Progress(
            planned=it.planned,
            allocated=it.amounts.allocated,
            paid=it.amounts.paid_out,
            justified=it.amounts.justified_in_all,
        )
        story += [painted(progress.draw(bar, 720)), Spacer(1, 4)]
    for label, text in ((_("What it is"), it.description), (_("Results"), it.results)):
        story += labelled(label, text)
    story += milestones_part(it.milestones)
    story += indicators_part(it.indicators)
    return [*story, *(cofunding_line(line) for line in it.cofunding)]


def _status(it: ProjectPart) -> str:
    status = capitalised(it.status.label)
    if it.status_since is None:
        return status
    return _("%(status)s since %(day)s", status=status, day=format_date(it.status_since))


def _donors(it: ProjectPart) -> str:
    return ngettext("%(num)s donor", "%(num)s donors", it.n_donors) if it.n_donors else ""


def cofunding_line(line: Cofunding) -> Flowable:
    """Say what somebody gives to a project from outside the fund."""
    stages = {
        CofundingStage.ANNOUNCED: _("announced"),
        CofundingStage.AGREED: _("under agreement"),
        CofundingStage.PAID: _("paid"),
    }
    text = _(
        "Besides, outside the fund and in none of its figures: %(cofunder)s, %(amount)s,"
        " %(stage)s on %(day)s.",
        cofunder=printable(line.cofunder),
        amount=format_amount(line.amount),
        stage=stages[line.stage],
        day=format_date(line.dated_on),
    )
    if line.origin:
        text = f"{text} ({line.origin.label})"
    return prose(text, NOTE)
