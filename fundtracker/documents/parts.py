"""What the sections of documents share: headings, pictures, signs of action types, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, Spacer

from fundtracker.charts import over_time, path
from fundtracker.charts.palette import OTHER_SIGN, SIGNS
from fundtracker.charts.pdf import Painting
from fundtracker.charts.shapes import Box, Mark, Picture, Shape, Text
from fundtracker.documents.page import COLUMN, Title
from fundtracker.documents.typefaces import REGULAR, SEMIBOLD
from fundtracker.documents.typography import (
    HEADING,
    LEAD,
    SUBHEADING,
    TITLE,
    marked_up,
    paragraph,
    prose,
)
from fundtracker.documents.wording import capitalised, filled
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO
from fundtracker.position.summary import summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable, Paragraph

    from fundtracker.documents.donor_report.content import DecisionReference
    from fundtracker.funds.states import Origin
    from fundtracker.position.amounts import Amounts
    from fundtracker.position.over_time import Point
    from fundtracker.position.statement import Position
    from fundtracker.projects.kinds import ActionType

_PICTURE, _PATH, _OVER_TIME = 700, 680, 180
# A label, and two lines of its text.
_LABELLED = 60


def title(text: str, key: str, room: float = 150) -> list[Flowable]:
    """Return a section's title, begun where ``room`` points are left under it."""
    return [CondPageBreak(room), Title(text, TITLE, key)]


def heading(
    text: str, key: str, room: float = 120, style: ParagraphStyle = HEADING
) -> list[Flowable]:
    """Return a heading within a section, begun where ``room`` points are left under it."""
    return [CondPageBreak(room), Title(text, style, key, level=1)]


def painted(picture: Picture, width: float = COLUMN) -> Painting:
    """Return a picture as wide as the column."""
    return Painting(picture, width, regular=REGULAR, bold=SEMIBOLD)


def path_of(amounts: Amounts) -> Painting:
    """Return what became of a donor's money; what CUF spent itself counts as justified."""
    drawn = path.Path(
        fees=amounts.fees,
        unallocated=amounts.unallocated,
        held=amounts.held,
        advanced=amounts.advanced,
        justified=amounts.justified_in_all,
        lost=amounts.lost,
        returned=amounts.returned,
        carried=amounts.carried_out,
    )
    return painted(path.draw(drawn, _PATH))


def told(statement: Position, n_projects: int) -> Paragraph:
    """Return what became of a donor's money, in one short paragraph."""
    bound = statement.commitments
    awaited = bound.still_to_receive if bound else ZERO
    found = summary(statement, n_projects, awaited)
    return marked_up(" ".join(filled(it.template, **it.amounts) for it in found), LEAD)


def action_label(action_type: ActionType | None) -> str:
    """Return the page words of an action type; of the fund's own costs where there is none."""
    return capitalised(action_type.label) if action_type else _("Fund costs")


def sign(action_type: ActionType | None, width: float, text: str | None = None) -> Painting:
    """Return the mark, the colour with its pattern, and the words of an action type."""
    role = action_type.value if action_type else "fund_costs"
    signs = SIGNS.get(role, OTHER_SIGN)
    shapes: tuple[Shape, ...] = (
        Mark(x=5, y=6.5, size=9, shape=signs.mark, role=role),
        Box(x=15, y=2, width=20, height=9, role=role, pattern=signs.pattern),
        Text(x=42, y=10, text=text or action_label(action_type), size=9, bold=True),
    )
    label = action_label(action_type)
    picture = Picture(width=width, height=13, title=label, description=label, shapes=shapes)
    return painted(picture, width)


def origin_label(origin: Origin | None) -> str:
    """Return the mark of a published or fictitious fact; nothing where neither is said."""
    return origin.label if origin else ""


def any_origin(origins: Iterable[Origin | None]) -> bool:
    """Whether a column of marks has anything to show."""
    return any(origin is not None for origin in origins)


def decision_text(decision: DecisionReference | None) -> str:
    """Return who decided, when and under which reference."""
    if decision is None:
        return ""
    words = (
        capitalised(decision.body.label),
        format_date(decision.decided_on, "short"),
        decision.reference,
    )
    return ", ".join(filter(None, words))


def labelled(label: str, text: str) -> list[Flowable]:
    """Return a label and its text, of which two lines stand under it; nothing where it is empty."""
    return [CondPageBreak(_LABELLED), paragraph(label, SUBHEADING), prose(text)] if text else []


def over_time_part(points: Sequence[Point], *, is_whole: bool = True) -> list[Flowable]:
    """Return how a fund or a project came so far; nothing where that is one month or less."""
    if len(points) < 2:  # noqa: PLR2004 - what has one point has no course
        return []
    drawn = over_time.OverTime(points=points, is_whole=is_whole)
    return [
        CondPageBreak(_OVER_TIME),
        paragraph(_("Money over time"), SUBHEADING),
        painted(over_time.draw(drawn, _PICTURE)),
        Spacer(1, 6),
    ]
