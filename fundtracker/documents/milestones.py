"""The milestones of projects, as documents show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from fundtracker.documents.page import COLUMN
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import SUBHEADING, paragraph
from fundtracker.documents.wording import LINE, printable
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _
from fundtracker.projects.kinds import MilestoneState
from fundtracker.projects.milestones import milestones_on

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from reportlab.platypus import Flowable
    from sqlalchemy.orm import Session

_DATE, _STATE, _PROJECT = 66, 130, 170


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneLine:
    """What a project is to have done by when, as it stood on the document's day."""

    name: str
    due_on: date
    state: MilestoneState
    reached_on: date | None = None


def milestones_of(
    session: Session, project_ids: Collection[int], as_of: date
) -> dict[int, tuple[MilestoneLine, ...]]:
    """Return the milestones of projects as of a day."""
    found: dict[int, tuple[MilestoneLine, ...]] = defaultdict(tuple)
    for project_id, its in milestones_on(session, project_ids, as_of).items():
        found[project_id] = tuple(
            MilestoneLine(
                name=it.milestone.name,
                due_on=it.milestone.due_on,
                state=it.state,
                reached_on=it.milestone.reached_on if it.state is MilestoneState.REACHED else None,
            )
            for it in its
        )
    return found


def milestones_part(lines: Sequence[MilestoneLine]) -> list[Flowable]:
    """Return the milestones of a project as a table; nothing where it has none."""
    if not lines:
        return []
    columns = [
        Column(_("Due on"), _DATE),
        Column(_("Milestone"), COLUMN - _DATE - _STATE),
        Column(_("State"), _STATE),
    ]
    rows = [
        Row((format_date(it.due_on, "short"), printable(it.name, LINE), _state(it))) for it in lines
    ]
    label = paragraph(_("Milestones"), SUBHEADING)
    return [CondPageBreak(115), label, *table(columns, rows, tight=True)]


def calendar(lines: Sequence[tuple[str, MilestoneLine]]) -> list[Flowable]:
    """Return what projects (their titles) have not reached yet, the first due first."""
    ahead = [(title, it) for title, it in lines if it.state is not MilestoneState.REACHED]
    if not ahead:
        return []
    columns = [
        Column(_("Due on"), _DATE),
        Column(_("Milestone"), COLUMN - _DATE - _PROJECT - 60),
        Column(_("Project"), _PROJECT),
        Column(_("State"), 60),
    ]
    rows = [
        Row(
            (
                format_date(it.due_on, "short"),
                printable(it.name, LINE),
                printable(title, LINE),
                it.state.label,
            )
        )
        for title, it in sorted(ahead, key=lambda pair: pair[1].due_on)
    ]
    label = paragraph(_("What the projects are to reach"), SUBHEADING)
    return [CondPageBreak(115), label, *table(columns, rows, tight=True)]


def _state(it: MilestoneLine) -> str:
    if it.reached_on is None:
        return it.state.label
    return _("reached on %(day)s", day=format_date(it.reached_on, "short"))
