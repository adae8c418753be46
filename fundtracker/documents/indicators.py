"""The indicators of projects, as documents show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from fundtracker.documents.page import COLUMN
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import SUBHEADING, paragraph
from fundtracker.documents.wording import LINE, printable
from fundtracker.i18n import format_date, format_quantity
from fundtracker.i18n import gettext as _
from fundtracker.projects.indicators import followed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from reportlab.platypus import Flowable
    from sqlalchemy.orm import Session

_NUMBER = 66


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """What an indicator aims at and what was measured last, in hundredths of its unit."""

    name: str
    unit: str
    baseline: int | None
    target: int | None
    value: int | None = None
    measured_on: date | None = None
    source: str = ""


def indicators_of(
    session: Session, project_ids: Collection[int], as_of: date
) -> dict[int, tuple[IndicatorLine, ...]]:
    """Return the indicators of projects as of a day."""
    found: dict[int, tuple[IndicatorLine, ...]] = defaultdict(tuple)
    for project_id, lines in followed(session, project_ids, as_of).items():
        found[project_id] = tuple(
            IndicatorLine(
                name=it.indicator.name,
                unit=it.indicator.unit,
                baseline=it.indicator.baseline,
                target=it.indicator.target,
                value=it.last.value if it.last else None,
                measured_on=it.last.measured_on if it.last else None,
                source=it.last.source if it.last else "",
            )
            for it in lines
        )
    return found


def indicators_part(lines: Collection[IndicatorLine]) -> list[Flowable]:
    """Return the indicators of a project as a table; nothing where it has none."""
    if not lines:
        return []
    columns = [
        Column(_("Indicator"), COLUMN - 3 * _NUMBER - 120),
        Column(_("When, and source"), 120),
        Column(_("At first"), _NUMBER, is_amount=True),
        Column(_("Aim"), _NUMBER, is_amount=True),
        Column(_("Measured"), _NUMBER, is_amount=True),
    ]
    rows = [Row(_cells(it)) for it in lines]
    label = paragraph(_("Indicators"), SUBHEADING)
    return [CondPageBreak(115), label, *table(columns, rows, tight=True)]


def _cells(it: IndicatorLine) -> tuple[str, ...]:
    name = printable(it.name, LINE)
    if it.unit:
        name = f"{name} ({printable(it.unit)})"
    when = format_date(it.measured_on, "short") if it.measured_on else _("not measured yet")
    words = ", ".join(filter(None, (when, printable(it.source, LINE))))
    return (name, words, _number(it.baseline), _number(it.target), _number(it.value))


def _number(hundredths: int | None) -> str:
    return "–" if hundredths is None else format_quantity(hundredths)
