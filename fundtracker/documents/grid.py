"""A grid of words: rows over pages, their head repeated, each cell tagged as what it is.

ReportLab's own table takes any style for any cell, and works for it cell by cell; in ours a row has
one look (ADR 27).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from reportlab.platypus import Flowable

from fundtracker.documents.pen import Pen, Place, Words
from fundtracker.documents.tags import Node

if TYPE_CHECKING:
    from reportlab.lib.colors import Color

    from fundtracker.documents.tags import TaggedCanvas

# Heights are sums of parts of a point.
_FUZZ = 1e-6
_ENDLESS = 1e6
# Where the heads of a grid are; one without any only lays things out: its cells are paragraphs.
Heads = Literal["row", "column", ""]


# What is one above the other in a cell, or words that need no measuring.
Cell = Words | Sequence[Flowable]


class Rule(NamedTuple):
    """A line over the whole row: how thick, in points, and its colour."""

    thickness: float
    colour: Color


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the cells of a row have in common: the room above and below, its ground, its rules."""

    above: float
    below: float
    ground: Color | None = None
    rule_above: Rule | None = None
    rule_below: Rule | None = None
    is_on_foot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row; in one that ``spans``, the first of two cells goes up to the last column.

    One that ``stays`` is on the same page as the next.
    """

    cells: Sequence[Cell]
    look: Look
    spans: bool = False
    stays: bool = False


class Track(NamedTuple):
    """A column: how wide, how much of that stays free at its right, and on which side words are."""

    width: float
    gap: float = 0.0
    is_right: bool = False


class Grid(Flowable):
    """Rows of cells; its parts on several pages are one element of the structure."""

    tags_itself = True

    def __init__(
        self,
        tracks: Sequence[Track],
        lines: Sequence[Line],
        *,
        heads: Heads = "",
        space_before: float = 0,
        space_after: float = 0,
    ) -> None:
        super().__init__()
        self.spaceBefore, self.spaceAfter = space_before, space_after
        self._tracks = tracks
        self._lines = lines
        self._heads = heads
        self._heights: list[float] = []
        self._node = Node("Table")
        lefts = accumulate((it.width for it in tracks), initial=0.0)
        self._places = [
            Place(left, it.width - it.gap, it.is_right)
            for left, it in zip(lefts, tracks, strict=False)
        ]
        self._is_continued = False

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return how wide and high the grid is, in points."""
        if not self._heights:
            self._heights = [self._height_of(line) for line in self._lines]
        self.width = sum(it.width for it in self._tracks)
        self.height = sum(self._heights)
        return self.width, self.height

    def split(self, _width: float, height: float) -> list[Flowable]:
        """Return the part that fits in ``height`` and the rest; nothing where no row fits."""
        first = self._n_heads
        fitting = 0
        for top in accumulate(self._heights):
            if top > height + _FUZZ:
                break
            fitting += 1
        last = fitting
        while last > first and self._lines[last - 1].stays:
            last -= 1
        frame: Any = getattr(self, "_frame", None)
        if last <= first and frame is not None and frame._atTop:  # noqa: SLF001
            # Rows that would stay together but have no room on any page.
            last = fitting
        if last <= first:
            return []
        return [self._part(0, last), self._part(last, len(self._lines))]

    def _part(self, first: int, last: int) -> Grid:
        n_heads = self._n_heads if first else 0
        part = Grid(
            self._tracks,
            [*self._lines[:n_heads], *self._lines[first:last]],
            heads=self._heads,
            space_before=self.spaceBefore,
            space_after=self.spaceAfter,
        )
        part._heights = [*self._heights[:n_heads], *self._heights[first:last]]
        part._node = self._node
        part._is_continued = self._is_continued or first > 0
        return part

    @property
    def _n_heads(self) -> int:
        return 1 if self._heads == "row" else 0

    def _placed(self, line: Line) -> Sequence[Place]:
        if not line.spans:
            return self._places
        first, *_between, last = self._places
        before = sum(it.width for it in self._tracks[:-1]) - self._tracks[-2].gap
        return [Place(first.left, before, first.is_right), last]

    def _height_of(self, line: Line) -> float:
        inside = 0.0
        for cell, place in zip(line.cells, self._placed(line), strict=True):
            inside = max(inside, self._height_in(cell, place.room))
        return inside + line.look.above + line.look.below

    def _height_in(self, cell: Cell, room: float) -> float:
        if isinstance(cell, Words):
            return (cell.text.count("\n") + 1) * cell.face.leading
        canvas: Any = getattr(self, "canv", None)
        return sum((float(it.wrapOn(canvas, room, _ENDLESS)[1]) for it in cell), start=0.0)

    def draw(self) -> None:
        """Draw the grounds, then the words row by row, then the rules."""
        tops = [self.height - it for it in accumulate(self._heights, initial=0.0)]
        rows = list(zip(self._lines, tops, tops[1:], strict=False))
        self._draw_grounds(rows)
        if self._heads and not self._node.kids:
            self._canvas.tags.nodes.append(self._node)
        pen = Pen(self._canvas)
        for index, (line, top, foot) in enumerate(rows):
            is_head = self._heads == "row" and index == 0
            self._draw_row(pen, line, top, foot, self._elements(line, is_head=is_head))
        pen.lift()
        self._draw_rules(rows)

    @property
    def _canvas(self) -> TaggedCanvas:
        return cast("TaggedCanvas", self.canv)

    def _elements(self, line: Line, *, is_head: bool) -> list[Node | None]:
        """Return the elements of a row's cells; None for heads that an earlier page said."""
        if not self._heads:
            nodes = [Node("P") for _cell in line.cells]
            self._canvas.tags.nodes.extend(nodes)
            return list(nodes)
        if is_head and self._is_continued:
            return [None for _cell in line.cells]
        cells = [Node("TH", scope="Column") if is_head else Node("TD") for _cell in line.cells]
        if not is_head:
            cells[0] = Node("TH", scope="Row")
        if line.spans:
            cells[0].n_columns = len(self._tracks) - 1
        self._node.kids.append(Node("TR", kids=list(cells)))
        return list(cells)

    def _draw_row(
        self, pen: Pen, line: Line, top: float, foot: float, nodes: Sequence[Node | None]
    ) -> None:
        look = line.look
        for cell, place, node in zip(line.cells, self._placed(line), nodes, strict=True):
            y = top - look.above
            if look.is_on_foot:
                y = foot + look.below + self._height_in(cell, place.room)
            if isinstance(cell, Words):
                pen.write(cell, place, y, node)
                continue
            pen.lift()
            with self._canvas.tagged(node):
                for it in cell:
                    y -= it.height
                    it.drawOn(self._canvas, place.left, y)

    def _draw_grounds(self, rows: Sequence[tuple[Line, float, float]]) -> None:
        grounds = [(it.look.ground, top, foot) for it, top, foot in rows if it.look.ground]
        if not grounds:
            return
        with self._canvas.artifact():
            for colour, top, foot in grounds:
                self.canv.setFillColor(colour)
                self.canv.rect(0, foot, self.width, top - foot, stroke=0, fill=1)

    def _draw_rules(self, rows: Sequence[tuple[Line, float, float]]) -> None:
        rules: dict[Rule, list[tuple[float, float, float, float]]] = {}
        for line, top, foot in rows:
            for rule, y in ((line.look.rule_below, foot), (line.look.rule_above, top)):
                if rule is not None:
                    rules.setdefault(rule, []).append((0, y, self.width, y))
        if not rules:
            return
        with self._canvas.artifact():
            # The thinnest first: where two fall together the thicker one is seen.
            for rule in sorted(rules, key=lambda it: it.thickness):
                self.canv.setLineWidth(rule.thickness)
                self.canv.setStrokeColor(rule.colour)
                self.canv.lines(rules[rule])
