"""Money over time: what was received, allocated, paid and justified by then, each within the last.

Areas from pale to dark, as a euro comes nearer to its proof; each is named at its right end, with
its amount, so that nobody needs the colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fundtracker.charts.layout import spread
from fundtracker.charts.shapes import Area, Box, ChartTable, Line, Picture, Shape, Text
from fundtracker.charts.text import width as text_width
from fundtracker.charts.words import said
from fundtracker.i18n import format_amount, format_date
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundtracker.position.over_time import Point

NARROW = 480
_TOP, _HEIGHT, _LABEL = 14.0, 160.0, 13.0
_AXIS = 26.0
_SMALL = 11.0
# A month is told from the next where there are fewer years than this.
_FEW_YEARS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Points in order of time; of a project ``is_whole`` is False, and nothing is received."""

    points: Sequence[Point]
    is_whole: bool = True

    def series(self) -> list[tuple[str, str, list[Cents]]]:
        """Return role, label and cents of each area, the widest first."""
        found = [
            ("allocated", _("allocated"), [it.allocated for it in self.points]),
            ("paid", _("paid"), [it.paid for it in self.points]),
            ("justified", _("justified"), [it.justified for it in self.points]),
        ]
        if self.is_whole:
            first = ("unallocated", _("received, net"), [it.received for it in self.points])
            found.insert(0, first)
        return found

    def table(self) -> ChartTable:
        """Return the same in figures: at the end of each year, and on the last day."""
        ends = {it.on.year: index for index, it in enumerate(self.points)}
        last = self.points[-1].on.year
        series = self.series()
        rows = []
        for year, index in ends.items():
            day = self.points[index].on if year == last else date(year, 12, 31)
            rows.append((format_date(day), *(format_amount(it[2][index]) for it in series)))
        return ChartTable(
            columns=(_("Day"), *(label[:1].upper() + label[1:] for _role, label, _all in series)),
            rows=tuple(rows),
        )


def draw(drawn: OverTime, width: float = 860) -> Picture:
    """Return the areas at ``width`` units; the names stand beside them, or below where narrow.

    Raises ValueError where there is no point, or one below zero.
    """
    if not drawn.points or min(min(it[2]) for it in drawn.series()) < 0:
        message = "money over time has points, and none below zero"
        raise ValueError(message)
    is_narrow = width < NARROW
    room = 0.0 if is_narrow else _room(drawn)
    plot = _Plot(drawn, width - room)
    shapes = plot.shapes()
    height = _TOP + _HEIGHT + _AXIS
    if is_narrow:
        names, height = _below(drawn, width, height)
    else:
        names = _beside(drawn, plot, width)
    end = drawn.points[-1]
    parts = ", ".join(said(label, values[-1]) for _role, label, values in drawn.series())
    return Picture(
        width=width,
        height=height,
        title=_("Money over time"),
        description=_(
            "From %(first)s to %(last)s. On the last day: %(parts)s.",
            first=format_date(drawn.points[0].on),
            last=format_date(end.on),
            parts=parts,
        ),
        shapes=(*shapes, *names),
    )


class _Plot:
    """The plane in which the areas lie."""

    def __init__(self, drawn: OverTime, width: float) -> None:
        self.drawn, self.width = drawn, width
        # Before its first month nothing had moved.
        self.start = drawn.points[0].on.replace(day=1)
        self.days = max((drawn.points[-1].on - self.start).days, 1)
        self.most = max(*(max(it[2]) for it in drawn.series()), 1)
        self.steps = {it: _round(it) for it in _steps(self.most)}
        widest = max((text_width(it, _SMALL) for it in self.steps.values()), default=0.0)
        self.left = widest + 8

    def x(self, day: date) -> float:
        return self.left + (day - self.start).days / self.days * (self.width - self.left)

    def y(self, amount: float) -> float:
        return _TOP + _HEIGHT * (1 - amount / self.most)

    def shapes(self) -> list[Shape]:
        """Return the grid, the areas over it, and the axis of years."""
        grid: list[Shape] = []
        words: list[Shape] = []
        for amount, text in self.steps.items():
            y = self.y(amount)
            grid.append(Line(x0=self.left, y0=y, x1=self.width, y1=y, role="hair"))
            words.append(
                Text(x=self.left - 8, y=y + 4, text=text, size=_SMALL, role="muted", anchor="end")
            )
        areas: list[Shape] = [
            Area(points=self._outline(values), role=role)
            for role, _label, values in self.drawn.series()
            if any(values)
        ]
        base = self.y(0)
        axis = Line(x0=self.left, y0=base, x1=self.width, y1=base)
        return [*grid, *areas, axis, *words, *self._ticks(base)]

    def _outline(self, values: list[Cents]) -> tuple[tuple[float, float], ...]:
        days = [it.on for it in self.drawn.points]
        pairs = list(zip(days, values, strict=True))
        tops = [(self.x(day), self.y(amount)) for day, amount in pairs]
        end = (self.x(days[-1]), self.y(0))
        return ((self.left, self.y(0)), *tops, end)

    def _ticks(self, base: float) -> list[Shape]:
        """Mark where years begin, each named where there is room for it."""
        last = self.drawn.points[-1].on
        shapes: list[Shape] = []
        if last.year - self.start.year < _FEW_YEARS:
            days = [self.start, last]
            texts = [format_date(it, "short") for it in days]
            shapes.append(Text(x=self.left, y=base + 17, text=texts[0], size=12, role="muted"))
            end = Text(
                x=self.width, y=base + 17, text=texts[1], size=12, role="muted", anchor="end"
            )
            return [*shapes, end]
        free = 0.0
        for year in range(self.start.year + 1, last.year + 1):
            x = self.x(date(year, 1, 1))
            shapes.append(Line(x0=x, y0=base, x1=x, y1=base + 5))
            size = text_width(str(year), 12)
            if x - size / 2 >= free and x + size / 2 <= self.width:
                shapes.append(
                    Text(x=x, y=base + 17, text=str(year), size=12, role="muted", anchor="middle")
                )
                free = x + size / 2 + 8
        return shapes


def _steps(most: int) -> list[int]:
    """Return two to five round amounts up to ``most``."""
    step = 1
    while most / step > 5:  # noqa: PLR2004 - the lines of a calm grid
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return [it * step for it in range(1, most // step + 1)]


def _round(amount: int) -> str:
    """Write a round amount without its cents, which are none."""
    return format_amount(Cents(amount)).replace(",00\u00a0", "\u00a0").removesuffix(".00")


def _room(drawn: OverTime) -> float:
    """Return how much room the names need beside the areas."""
    widest = max(
        max(text_width(label, _LABEL), text_width(format_amount(values[-1]), 14, bold=True))
        for _role, label, values in drawn.series()
    )
    return widest + 34


def _beside(drawn: OverTime, plot: _Plot, width: float) -> list[Shape]:
    """Name each area at the height where it ends."""
    series = list(reversed(drawn.series()))[::-1]
    wanted = [plot.y(values[-1]) - 8 for _role, _label, values in series]
    sizes = [34.0] * len(series)
    order = sorted(range(len(series)), key=lambda it: (wanted[it], it))
    starts = spread(
        [wanted[it] for it in order], [sizes[it] for it in order], low=0,
        high=_TOP + _HEIGHT + _AXIS, gap=6,
    )  # fmt: skip
    assert starts is not None, "four names fit in the height of the picture"
    shapes: list[Shape] = []
    x = plot.width + 26
    for place, index in enumerate(order):
        role, label, values = series[index]
        top, end = starts[place], plot.y(values[-1])
        shapes.append(Line(x0=plot.width + 2, y0=end, x1=x - 16, y1=top + 8))
        shapes.append(Box(x=x - 14, y=top + 2, width=10, height=10, role=role))
        shapes.append(Text(x=x, y=top + 11, text=label, size=_LABEL, role="muted"))
        shapes.append(Text(x=x, y=top + 27, text=format_amount(values[-1]), size=14, bold=True))
    assert x <= width
    return shapes


def _below(drawn: OverTime, width: float, top: float) -> tuple[list[Shape], float]:
    """List the names under the areas, each with its colour: for phones."""
    shapes: list[Shape] = []
    y = top + 20
    for role, label, values in drawn.series():
        shapes.append(Box(x=0, y=y - 11, width=13, height=13, role=role))
        shapes.append(Text(x=22, y=y, text=label, size=14))
        text = format_amount(values[-1])
        shapes.append(Text(x=width, y=y, text=text, size=14, bold=True, anchor="end"))
        shapes.append(Line(x0=0, y0=y + 10, x1=width, y1=y + 10, role="hair"))
        y += 30
    return shapes, y - 12
