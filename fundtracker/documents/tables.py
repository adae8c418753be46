"""Tables of documents: heads repeated, no row cut in two, amounts to the right in even figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from reportlab.platypus import CondPageBreak, Flowable, Paragraph, TableStyle

from fundtracker.charts.palette import COLOURS
from fundtracker.documents.page import COLUMN
from fundtracker.documents.tags import TaggedTable
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
    plain,
)
from fundtracker.documents.wording import escaped, spaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.lib.styles import ParagraphStyle

SIZE = 9.0
_HEAD_SIZE = 8.2
_LEADING, _HEAD_LEADING = 11.6, 10.5
_PADDING = 5.0
_ROW = _LEADING + 7.0
_LABEL = 122.0
_FACT = COLUMN - _LABEL

_STYLES = {"plain": CELL, "faded": CELL_MUTED, "group": CELL_STRONG, "total": CELL_STRONG}

# A command of a TableStyle: its name, two corners, and what it sets.
Command = tuple[Any, ...]
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
    heads = [_head(column) for column in columns]
    cells = [[_cell(row, *pair) for pair in zip(columns, row.cells, strict=True)] for row in rows]
    padding = 1.4 if tight else 3.0
    drawn = TaggedTable(
        [heads, *cells],
        heads="row",
        colWidths=[column.width for column in columns],
        # Of rows without paragraphs the height is known: it need not be measured cell by cell.
        rowHeights=[
            _height(heads, _HEAD_LEADING, padding),
            *(_height(row, _LEADING, padding) for row in cells),
        ],
        repeatRows=1,
        splitByRow=1,
        splitInRow=0,
        style=TableStyle([*_frame(columns, padding), *_rows(rows), *_together(rows)]),
        spaceBefore=2,
        spaceAfter=5 if tight else 8,
    )
    return [CondPageBreak(_ROW * min(len(rows) + 1, 4)), drawn]


def _height(row: Sequence[str | Flowable], leading: float, padding: float) -> float | None:
    if all(isinstance(it, str) and "\n" not in it for it in row):
        return leading + 2 * padding + 1
    return None


def facts(pairs: Sequence[tuple[str, str]]) -> TaggedTable:
    """Return labels and what they say, side by side without lines; empty ones are left out."""
    rows = [
        (_wrapped(label, _LABEL - 8, CELL_LABEL), _wrapped(text, _FACT, CELL))
        for label, text in pairs
        if text
    ]
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), REGULAR, SIZE, _LEADING),
            ("TEXTCOLOR", (0, 0), (0, -1), MUTED),
            ("TEXTCOLOR", (1, 0), (1, -1), INK),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ]
    )
    return TaggedTable(
        rows, heads="column", colWidths=[_LABEL, _FACT], style=style, splitInRow=0, spaceAfter=8
    )


def _wrapped(text: str, room: float, style: ParagraphStyle) -> str | Paragraph:
    return plain(text, style) if width(text, REGULAR, SIZE) > room else text


def _head(column: Column) -> str | Paragraph:
    if column.role:
        square = f'<font color="{COLOURS[column.role]}">■</font>'
        return Paragraph(f"{square} {escaped(column.heading)}", HEAD_RIGHT)
    if width(column.heading, SEMIBOLD, _HEAD_SIZE) <= column.width - 2:
        return column.heading
    return plain(column.heading, HEAD_RIGHT if column.is_amount else CELL_MUTED)


def _cell(row: Row, column: Column, text: str | Flowable) -> str | Flowable:
    """Return a plain string where the text fits in the column: a paragraph costs far more."""
    if not isinstance(text, str):
        return text
    face = SEMIBOLD if row.kind in {"group", "total"} else REGULAR
    text = spaced(text)
    if column.is_amount or width(text, face, SIZE) <= column.width - _PADDING:
        return text
    return plain(text, _STYLES[row.kind])


def _frame(columns: Sequence[Column], padding: float) -> list[Command]:
    commands: list[Command] = [
        ("FONT", (0, 0), (-1, -1), REGULAR, SIZE, _LEADING),
        ("FONT", (0, 0), (-1, 0), SEMIBOLD, _HEAD_SIZE, _HEAD_LEADING),
        ("TEXTCOLOR", (0, 0), (-1, 0), MUTED),
        ("TEXTCOLOR", (0, 1), (-1, -1), INK),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), padding + 1),
        ("LINEBELOW", (0, 0), (-1, 0), 0.9, RULE),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIR),
    ]
    for index, column in enumerate(columns):
        if column.is_amount:
            commands.append(("ALIGN", (index, 0), (index, -1), "RIGHT"))
    return commands


def _rows(rows: Sequence[Row]) -> list[Command]:
    commands: list[Command] = []
    for index, row in enumerate(rows, start=1):
        line = (0, index), (-1, index)
        if row.kind == "faded":
            commands.append(("TEXTCOLOR", *line, MUTED))
        elif row.kind == "group":
            commands += [
                ("FONT", *line, SEMIBOLD, SIZE, _LEADING),
                ("BACKGROUND", *line, WASH),
                ("SPAN", (0, index), (-2, index)),
            ]
        elif row.kind == "total":
            commands += [("FONT", *line, SEMIBOLD, SIZE, _LEADING), ("LINEABOVE", *line, 0.9, RULE)]
    return commands


def _together(rows: Sequence[Row]) -> list[Command]:
    """Keep a group's heading with its first row, and the last row with the one before it.

    Not more: rows of long texts must still fit on one page together. Ranges that share a row are
    made one: of two, ReportLab heeds the later alone.
    """
    pairs = [index for index, row in enumerate(rows[:-1], start=1) if row.kind == "group"]
    if len(rows) > 1 and len(rows) - 1 not in pairs:
        pairs.append(len(rows) - 1)
    ranges: list[list[int]] = []
    for first in pairs:
        if ranges and ranges[-1][1] == first:
            ranges[-1][1] = first + 1
        else:
            ranges.append([first, first + 1])
    return [("NOSPLIT", (0, first), (0, last)) for first, last in ranges]
