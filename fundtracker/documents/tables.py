"""Tables of documents: heads repeated, no row cut in two, amounts to the right in even figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from reportlab.platypus import CondPageBreak, Flowable, Paragraph

from fundtracker.charts.palette import COLOURS
from fundtracker.documents.grid import Grid, Line, Look, Rule, Track
from fundtracker.documents.page import COLUMN
from fundtracker.documents.pen import MARK, Face, Words
from fundtracker.documents.typefaces import REGULAR, SEMIBOLD, width
from fundtracker.documents.typography import (
    CELL,
    CELL_LABEL,
    CELL_MUTED,
    CELL_STRONG,
    HAIR,
    HEAD_RIGHT,
    INK,
    MUTED,
    RULE,
    WASH,
    colour,
    plain,
)
from fundtracker.documents.wording import escaped, spaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.lib.styles import ParagraphStyle

    from fundtracker.documents.grid import Cell

SIZE = 9.0
_HEAD_SIZE = 8.2
_LEADING, _HEAD_LEADING = 11.6, 10.5
_GAP = 5.0
_ROW = _LEADING + 7.0
_LABEL = 122.0
_FACT = COLUMN - _LABEL

_PLAIN = Face(REGULAR, SIZE, _LEADING, INK)
_LABELS = Face(REGULAR, SIZE, _LEADING, MUTED)
_STRONG = Face(SEMIBOLD, SIZE, _LEADING, INK)
_HEADS = Face(SEMIBOLD, _HEAD_SIZE, _HEAD_LEADING, MUTED)
_FACES = {"plain": _PLAIN, "faded": _LABELS, "group": _STRONG, "total": _STRONG}
_RULE, _HAIR = Rule(0.9, RULE), Rule(0.4, HAIR)
_FACT_LOOK = Look(above=1, below=2)

_STYLES = {"plain": CELL, "faded": CELL_MUTED, "group": CELL_STRONG, "total": CELL_STRONG}

RowKind = Literal["plain", "faded", "group", "total"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in points, and whether it holds amounts.

    ``role`` puts the colour of a stage before the heading of amounts.
    """

    heading: str
    width: float
    is_amount: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of plain words and written amounts; ``faded`` where it no longer counts.

    A ``group`` row's first cell runs up to the last column.
    """

    cells: tuple[str | Flowable, ...]
    kind: RowKind = "plain"


def table(columns: Sequence[Column], rows: Sequence[Row], *, tight: bool = False) -> list[Flowable]:
    """Return the table, begun on the next page where its head and three rows do not fit.

    The texts are shown literally and wrapped within their columns; ``tight`` sets closer rows.
    """
    last = len(columns) - 1
    tracks = [
        Track(column.width, 0 if index == last else _GAP, column.is_amount)
        for index, column in enumerate(columns)
    ]
    looks = _looks(1.4 if tight else 3.0)
    staying = _staying(rows)
    lines = [
        Line(cells=[_head(column) for column in columns], look=looks["head"]),
        *(
            _line(row, columns, looks[row.kind], stays=it)
            for row, it in zip(rows, staying, strict=True)
        ),
    ]
    after = 5 if tight else 8
    drawn = Grid(tracks, lines, heads="row", space_before=2, space_after=after)
    return [CondPageBreak(_ROW * min(len(rows) + 1, 4)), drawn]


def facts(pairs: Sequence[tuple[str, str]]) -> Grid:
    """Return labels and what they say, side by side without lines; empty ones are left out."""
    lines = [
        Line(
            cells=[_fact(label, _LABEL - 8, _LABELS, CELL_LABEL), _fact(text, _FACT, _PLAIN, CELL)],
            look=_FACT_LOOK,
        )
        for label, text in pairs
        if text
    ]
    return Grid([Track(_LABEL), Track(_FACT)], lines, heads="column", space_after=8)


def _fact(text: str, room: float, face: Face, style: ParagraphStyle) -> Cell:
    if width(text, face.name, face.size) > room:
        return [plain(text, style)]
    return Words(text, face)


def _head(column: Column) -> Cell:
    mark = colour(column.role) if column.role else None
    heading = (MARK if mark else "") + column.heading
    if width(heading, SEMIBOLD, _HEAD_SIZE) <= column.width - 2:
        return Words(column.heading, _HEADS, mark)
    if column.role:
        square = f'<font color="{COLOURS[column.role]}">■</font>'
        return [Paragraph(f"{square} {escaped(column.heading)}", HEAD_RIGHT)]
    return [plain(column.heading, HEAD_RIGHT if column.is_amount else CELL_MUTED)]


def _line(row: Row, columns: Sequence[Column], look: Look, *, stays: bool) -> Line:
    cells = list(zip(columns, row.cells, strict=True))
    spans = row.kind == "group"
    if spans:
        cells = [cells[0], cells[-1]]
    return Line(cells=[_cell(row, *it) for it in cells], look=look, spans=spans, stays=stays)


def _cell(row: Row, column: Column, text: str | Flowable) -> Cell:
    """Return plain words where the text fits in the column: a paragraph costs far more."""
    if not isinstance(text, str):
        return [text]
    face = _FACES[row.kind]
    text = spaced(text)
    if column.is_amount or width(text, face.name, SIZE) <= column.width - _GAP:
        return Words(text, face)
    return [plain(text, _STYLES[row.kind])]


@cache
def _looks(padding: float) -> dict[str, Look]:
    """Return how rows of each kind and the head look, by the room above them in points."""

    def look(**others: Any) -> Look:  # noqa: ANN401 - a look's own
        return Look(**{"above": padding, "below": padding + 1, "rule_below": _HAIR, **others})

    return {
        "head": look(rule_below=_RULE, is_on_foot=True),
        "plain": look(),
        "faded": look(),
        "group": look(ground=WASH),
        "total": look(rule_above=_RULE),
    }


def _staying(rows: Sequence[Row]) -> list[bool]:
    """Tell which rows stay with the next: a group's heading, and the last row but one.

    Not more: rows of long texts must still fit on one page together.
    """
    return [
        row.kind == "group" or index == len(rows) - 1 for index, row in enumerate(rows, start=1)
    ]
