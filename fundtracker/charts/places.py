"""The map of a fund's projects: each where it is, its sign telling the type of action.

Equal distances along the middle of the map (equirectangular): it shows where, and measures nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians
from typing import TYPE_CHECKING

from fundtracker.charts.outlines import Window, land
from fundtracker.charts.palette import OTHER_SIGN, SIGNS
from fundtracker.charts.shapes import Area, Box, ChartTable, Mark, Picture, Shape, Text
from fundtracker.charts.text import clean
from fundtracker.charts.text import width as text_width
from fundtracker.charts.words import action_type_label
from fundtracker.i18n import gettext as _
from fundtracker.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Of a map around one place, in degrees of latitude: the country is still recognised.
_LEAST = 4.5
_AROUND = 1.5
_SIGN = 13.0
_SIZE = 13.0
_LONGEST = 34
# Points nearer than this on the picture are one.
_FINE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a project is, in degrees; ``role`` is its type of action, or ``fund_costs``."""

    latitude: float
    longitude: float
    place: str
    project: str
    role: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The projects of a map; at least one."""

    sites: Sequence[Site]
    title: str | None = None

    def table(self) -> ChartTable:
        """Return the same in words."""
        return ChartTable(
            columns=(_("Project"), _("Place"), _("Type of action")),
            rows=tuple(
                (clean(it.project), clean(it.place), action_type_label(it.role))
                for it in self.sites
            ),
            words=3,
        )


@dataclass(frozen=True, slots=True)
class _Frame:
    """How degrees become units of the picture."""

    window: Window
    width: float
    height: float

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a point of the world is on the picture."""
        its = self.window
        x = (longitude - its.west) / (its.east - its.west) * self.width
        y = (its.north - latitude) / (its.north - its.south) * self.height
        return x, y


def draw(places: Places, width: float = 640) -> Picture:
    """Return the map at ``width`` units; raise ValueError where there is nothing to show."""
    if not places.sites:
        message = "a map needs at least one place"
        raise ValueError(message)
    height = round(width * (0.52 if width > 500 else 0.8))  # noqa: PLR2004 - a screen's width
    frame = _Frame(_around(places.sites, width / height), width, height)
    shapes: list[Shape] = [Box(x=0, y=0, width=width, height=height, role="sea")]
    shapes += _land(frame)
    shapes += _sites(places.sites, frame)
    names = "; ".join(f"{clean(it.project)} ({clean(it.place)})" for it in places.sites[:12])
    count = ngettext("%(num)s project", "%(num)s projects", len(places.sites))
    return Picture(
        width=width,
        height=height,
        title=places.title or _("Where the projects are"),
        description=f"{count}: {names}",
        shapes=tuple(shapes),
    )


def _around(sites: Sequence[Site], ratio: float) -> Window:
    """Return a window around all places, as wide to its height as the picture."""
    south, north = min(it.latitude for it in sites), max(it.latitude for it in sites)
    west, east = min(it.longitude for it in sites), max(it.longitude for it in sites)
    middle, centre = (south + north) / 2, (west + east) / 2
    squeeze = max(cos(radians(middle)), 0.2)
    tall = max((north - south) * _AROUND, (east - west) * _AROUND * squeeze / ratio, _LEAST)
    wide = tall * ratio / squeeze
    # Rounded: maps that differ by a hair share their outlines.
    return Window(
        west=round(centre - wide / 2, 2),
        south=round(middle - tall / 2, 2),
        east=round(centre + wide / 2, 2),
        north=round(middle + tall / 2, 2),
    )


@lru_cache(maxsize=64)
def _land(frame: _Frame) -> tuple[Shape, ...]:
    """Draw the land of a window, without points that the eye does not tell apart."""
    return tuple(
        Area(points=points, role="land")
        for ring in land(frame.window)
        if len(points := tuple(_thinned(frame.at(*it) for it in ring))) > 2  # noqa: PLR2004
    )


def _thinned(points: Iterator[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    last = (-1e9, -1e9)
    for x, y in points:
        if abs(x - last[0]) + abs(y - last[1]) >= _FINE:
            yield x, y
            last = x, y


def _sites(sites: Sequence[Site], frame: _Frame) -> list[Shape]:
    """Draw each place with its signs, one beside the other, and its name where there is room."""
    marks: list[Shape] = []
    names: list[Shape] = []
    taken: list[tuple[float, float, float, float]] = []
    groups = _groups(sites, frame)
    for x, y, group in groups:
        roles = list(dict.fromkeys(it.role for it in group))
        half = len(roles) * (_SIGN + 2) / 2
        taken.append((x - half, y - _SIGN / 2, x + half, y + _SIGN / 2))
        for n, role in enumerate(roles):
            sign = SIGNS.get(role, OTHER_SIGN)
            left = x - half + (n + 0.5) * (_SIGN + 2)
            marks.append(Mark(x=left, y=y, size=_SIGN + 4, shape=sign.mark, role="surface"))
            marks.append(Mark(x=left, y=y, size=_SIGN, shape=sign.mark, role=role))
    for x, y, group in groups:
        label = _label(group)
        room = text_width(label, _SIZE, bold=True)
        half = len({it.role for it in group}) * (_SIGN + 2) / 2
        place = _free(x, y, half, room, frame, taken)
        if place is None:
            continue
        left, foot = place
        taken.append((left, foot - _SIZE, left + room, foot + 3))
        href = group[0].href if len(group) == 1 else None
        names.append(
            Text(x=left, y=foot, text=label, size=_SIZE, bold=True, role="halo", href=href)
        )
    return [*marks, *names]


def _groups(sites: Sequence[Site], frame: _Frame) -> list[tuple[float, float, list[Site]]]:
    """Join places that would hide each other: where each group is, and its projects."""
    groups: list[tuple[float, float, list[Site]]] = []
    for site in sites:
        x, y = frame.at(site.longitude, site.latitude)
        for gx, gy, group in groups:
            if abs(x - gx) < _SIGN * 1.5 and abs(y - gy) < _SIGN * 1.2:
                group.append(site)
                break
        else:
            groups.append((x, y, [site]))
    return groups


def _label(group: Sequence[Site]) -> str:
    name = clean(group[0].place).split(",")[0].strip()
    name = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"
    if len(group) == 1:
        return name
    count = ngettext("%(num)s project", "%(num)s projects", len(group))
    return f"{name} · {count}" if name else count


def _free(
    x: float,
    y: float,
    half: float,
    room: float,
    frame: _Frame,
    taken: Sequence[tuple[float, float, float, float]],
) -> tuple[float, float] | None:
    """Return where a name begins and stands, beside, above or under its signs; None: nowhere."""
    gap = 5.0
    for left, foot in (
        (x + half + gap, y + 4.5),
        (x - half - gap - room, y + 4.5),
        (x - room / 2, y - _SIGN / 2 - gap),
        (x - room / 2, y + _SIGN / 2 + _SIZE),
    ):
        box = (left, foot - _SIZE, left + room, foot + 3)
        if box[0] < 2 or box[2] > frame.width - 2 or box[1] < 2 or box[3] > frame.height - 2:  # noqa: PLR2004
            continue
        if not any(
            box[0] < it[2] and it[0] < box[2] and box[1] < it[3] and it[1] < box[3] for it in taken
        ):
            return left, foot
    return None
