"""Paints a picture straight onto a document's page, as a flowable of ReportLab's.

Texts are drawn as plain strings, so no markup in a name is ever read. ReportLab's own drawings
cost three times as much: each of their shapes is an object, checked and read again when drawn.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

from fundtracker.charts.palette import COLOURS
from fundtracker.charts.shapes import Area, Band, Box, Line, Mark, Picture, Shape, Text
from fundtracker.charts.text import width as text_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportlab.pdfgen.canvas import Canvas

_BAND_OPACITY = 0.38
_VEIL_OPACITY = 0.6
_HATCH_STEP = 6.0
_DOT_STEP = 5.0
_DOT = 0.9


class Painting(Flowable):
    """The picture ``width`` points wide, in two fonts that are already registered.

    ``alternative`` is what it says to whoever does not see it.
    """

    def __init__(self, picture: Picture, width: float, *, regular: str, bold: str) -> None:
        super().__init__()
        self.picture = picture
        self.width = width
        self.height = width / picture.width * picture.height
        self.alternative = ". ".join(filter(None, (picture.title, picture.description)))
        self._fonts = (regular, bold)

    def draw(self) -> None:
        """Paint every shape, from back to front."""
        brush = _Brush(self.canv, self.width / self.picture.width, self.height, self._fonts)
        for shape in self.picture.shapes:
            brush.paint(shape)


@cache
def _colour(role: str) -> Color:
    return HexColor(COLOURS[role])


class _Brush:
    """Paints shapes, which hang from the upper edge, on a canvas, which stands on the lower one."""

    def __init__(self, canvas: Canvas, scale: float, height: float, fonts: tuple[str, str]) -> None:
        self._canvas = canvas
        self._scale = scale
        self._height = height
        self._regular, self._bold = fonts

    def paint(self, shape: Shape) -> None:
        match shape:
            case Box():
                self._box(shape)
            case Band():
                self._band(shape)
            case Line():
                self._line(shape)
            case Mark():
                self._mark(shape)
            case Text():
                self._text(shape)
            case Area():
                self._area(shape)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self._scale, self._height - y * self._scale

    def _stroke(self, role: str, width: float) -> None:
        self._canvas.setStrokeColor(_colour(role))
        self._canvas.setLineWidth(width * self._scale)

    def _rectangle(
        self, x: float, y: float, width: float, height: float, role: str, *, edged: bool = False
    ) -> None:
        self._canvas.setFillColor(_colour(role))
        left, foot = self._at(x, y + height)
        size = width * self._scale, height * self._scale
        self._canvas.rect(left, foot, *size, stroke=int(edged), fill=1)

    def _polygon(
        self, points: Sequence[tuple[float, float]], role: str, *, edged: bool = False
    ) -> None:
        self._canvas.setFillColor(_colour(role))
        path = self._canvas.beginPath()
        first, *others = points
        path.moveTo(*self._at(*first))
        for point in others:
            path.lineTo(*self._at(*point))
        path.close()
        self._canvas.drawPath(path, stroke=int(edged), fill=1)

    def _area(self, area: Area) -> None:
        is_land = area.role == "land"
        if is_land:
            self._stroke("coast", 0.5)
        self._polygon(area.points, area.role, edged=is_land)

    def _box(self, box: Box) -> None:
        hatched = box.pattern == "hatching"
        if hatched:
            self._stroke("hatching", 0.8)
        self._rectangle(box.x, box.y, box.width, box.height, box.role, edged=hatched)
        if box.pattern in {"hatching", "lines"}:
            self._stroke("hatching" if hatched else "surface", 1)
            lines = [(*self._at(x0, y0), *self._at(x1, y1)) for x0, y0, x1, y1 in hatching(box)]
            if lines:
                self._canvas.lines(lines)
        elif box.pattern == "dots":
            self._canvas.setFillColor(_colour("surface"))
            dots = self._canvas.beginPath()
            for x, y in _dots(box):
                dots.circle(*self._at(x, y), _DOT * self._scale)
            self._canvas.drawPath(dots, stroke=0, fill=1)

    def _band(self, band: Band) -> None:
        self._canvas.setFillColor(_colour(band.role))
        self._canvas.setFillAlpha(_BAND_OPACITY)
        middle = (band.x0 + band.x1) / 2
        low0, low1 = band.y0 + band.thickness, band.y1 + band.thickness
        at, path = self._at, self._canvas.beginPath()
        path.moveTo(*at(band.x0, band.y0))
        path.curveTo(*at(middle, band.y0), *at(middle, band.y1), *at(band.x1, band.y1))
        path.lineTo(*at(band.x1, low1))
        path.curveTo(*at(middle, low1), *at(middle, low0), *at(band.x0, low0))
        path.close()
        self._canvas.drawPath(path, stroke=0, fill=1)
        self._canvas.setFillAlpha(1)

    def _line(self, line: Line) -> None:
        strong = line.role == "mark"
        width = 1.6 if strong else 0.7 if line.role == "rule" else 0.4
        self._stroke("label" if strong else "rule", width)
        self._canvas.line(*self._at(line.x0, line.y0), *self._at(line.x1, line.y1))

    def _mark(self, mark: Mark) -> None:
        if mark.shape == "circle":
            self._canvas.setFillColor(_colour(mark.role))
            radius = mark.size / 2 * self._scale
            self._canvas.circle(*self._at(mark.x, mark.y), radius, stroke=0, fill=1)
        else:
            self._polygon(mark.points(), mark.role)

    def _text(self, text: Text) -> None:
        if text.role == "halo":
            wide = text_width(text.text, text.size, bold=text.bold)
            self._canvas.setFillAlpha(_VEIL_OPACITY)
            self._rectangle(
                text.x - 2, text.y - text.size * 0.85, wide + 4, text.size * 1.15, "surface"
            )
            self._canvas.setFillAlpha(1)
        is_bold = text.bold or text.role == "heading"
        font = self._bold if is_bold else self._regular
        self._canvas.setFont(font, text.size * self._scale)
        self._canvas.setFillColor(_colour(text.role if text.role in COLOURS else "label"))
        # The font's own narrow space is too narrow to tell thousands apart at this size.
        words = text.text.replace("\u202f", "\u00a0")
        draw = {
            "start": self._canvas.drawString,
            "middle": self._canvas.drawCentredString,
            "end": self._canvas.drawRightString,
        }[text.anchor]
        draw(*self._at(text.x, text.y), words)


def hatching(box: Box) -> Iterator[tuple[float, float, float, float]]:
    """Return the slanted lines of a hatched box, each cut at its edges."""
    right, bottom = box.x + box.width, box.y + box.height
    start = box.x - box.height + _HATCH_STEP
    while start < right:
        # The line goes from (start, bottom) up to (start + height, top).
        x0, y0 = start, bottom
        x1, y1 = start + box.height, box.y
        if x0 < box.x:
            x0, y0 = box.x, bottom - (box.x - start)
        if x1 > right:
            x1, y1 = right, box.y + (start + box.height - right)
        yield x0, y0, x1, y1
        start += _HATCH_STEP * 1.4


def _dots(box: Box) -> Iterator[tuple[float, float]]:
    y = box.y + _DOT_STEP / 2
    while y < box.y + box.height - 1:
        x = box.x + _DOT_STEP / 2
        while x < box.x + box.width - 1:
            yield x, y
            x += _DOT_STEP
        y += _DOT_STEP
