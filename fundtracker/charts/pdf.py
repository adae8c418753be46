"""Paints a picture as a ReportLab drawing, which is also a flowable, for documents.

Texts are drawn as plain strings, so no markup in a name is ever read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.graphics.shapes import Circle, Drawing, Group, Path, Polygon, Rect, String
from reportlab.graphics.shapes import Line as Stroke
from reportlab.graphics.shapes import Shape as Drawn
from reportlab.lib.colors import Color, HexColor

from fundtracker.charts.palette import COLOURS
from fundtracker.charts.shapes import Area, Band, Box, Line, Mark, Picture, Shape, Text
from fundtracker.charts.text import width as text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

_BAND_OPACITY = 0.38
_HATCH_STEP = 6.0
_DOT_STEP = 5.0


def drawing(
    picture: Picture, width: float, *, regular: str = "SourceSans3", bold: str = "SourceSans3-Bold"
) -> Drawing:
    """Return the picture ``width`` points wide, in two fonts that are already registered."""
    scale = width / picture.width
    drawn = Drawing(width, picture.height * scale)
    group = Group(transform=(scale, 0, 0, -scale, 0, picture.height * scale))
    for shape in picture.shapes:
        for painted in _paint(shape, regular, bold):
            group.add(painted)
    drawn.add(group)
    return drawn


def _colour(role: str) -> Color:
    return HexColor(COLOURS[role])


def _paint(shape: Shape, regular: str, bold: str) -> Iterator[Drawn]:
    match shape:
        case Box():
            yield from _box(shape)
        case Band():
            yield _band(shape)
        case Line():
            yield _line(shape)
        case Mark():
            yield _mark(shape)
        case Text():
            yield from _text(shape, regular, bold)
        case Area():
            yield _area(shape)


def _area(area: Area) -> Polygon:
    points = [value for point in area.points for value in point]
    coast = _colour("coast") if area.role == "land" else None
    return Polygon(points, fillColor=_colour(area.role), strokeColor=coast, strokeWidth=0.5)


def _box(box: Box) -> Iterator[Drawn]:
    hatched = box.pattern == "hatching"
    rect = Rect(box.x, box.y, box.width, box.height)
    rect.fillColor = _colour(box.role)
    rect.strokeColor = _colour("hatching") if hatched else None
    rect.strokeWidth = 0.8
    yield rect
    if box.pattern in {"hatching", "lines"}:
        colour = _colour("hatching" if hatched else "surface")
        for x0, y0, x1, y1 in hatching(box):
            yield Stroke(x0, y0, x1, y1, strokeColor=colour, strokeWidth=1)
    elif box.pattern == "dots":
        for x, y in _dots(box):
            yield Circle(x, y, 0.9, fillColor=_colour("surface"), strokeColor=None)


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


def _band(band: Band) -> Path:
    middle = (band.x0 + band.x1) / 2
    path = Path(fillColor=_colour(band.role), fillOpacity=_BAND_OPACITY, strokeColor=None)
    low0, low1 = band.y0 + band.thickness, band.y1 + band.thickness
    path.moveTo(band.x0, band.y0)
    path.curveTo(middle, band.y0, middle, band.y1, band.x1, band.y1)
    path.lineTo(band.x1, low1)
    path.curveTo(middle, low1, middle, low0, band.x0, low0)
    path.closePath()
    return path


def _line(line: Line) -> Stroke:
    strong = line.role == "mark"
    return Stroke(
        line.x0, line.y0, line.x1, line.y1,
        strokeColor=_colour("label" if strong else "rule"),
        strokeWidth=1.6 if strong else 0.7 if line.role == "rule" else 0.4,
    )  # fmt: skip


def _mark(mark: Mark) -> Drawn:
    fill = _colour(mark.role)
    if mark.shape == "circle":
        return Circle(mark.x, mark.y, mark.size / 2, fillColor=fill, strokeColor=None)
    points = [value for point in mark.points() for value in point]
    return Polygon(points, fillColor=fill, strokeColor=None)


def _text(text: Text, regular: str, bold: str) -> Iterator[Drawn]:
    if text.role == "halo":
        wide = text_width(text.text, text.size, bold=text.bold)
        veil = Rect(text.x - 2, text.y - text.size * 0.85, wide + 4, text.size * 1.15)
        veil.fillColor = _colour("surface")
        veil.fillOpacity = 0.6
        veil.strokeColor = None
        yield veil
    role = text.role if text.role in COLOURS else "label"
    # The font's own narrow space is too narrow to tell thousands apart at this size.
    string = String(
        0, 0, text.text.replace("\u202f", "\u00a0"),
        fontName=bold if text.bold or text.role == "heading" else regular,
        fontSize=text.size, fillColor=_colour(role), textAnchor=text.anchor,
    )  # fmt: skip
    # The picture hangs upside down: letters are turned back where they stand.
    yield Group(string, transform=(1, 0, 0, -1, text.x, text.y))
