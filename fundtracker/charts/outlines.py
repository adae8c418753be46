"""Outlines of countries (Natural Earth, public domain), cut to a window. Pure."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FILE = Path(__file__).parent / "data" / "outlines.json.gz"
_HUNDREDTHS = 100

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of the world, in degrees."""

    west: float
    south: float
    east: float
    north: float


@cache
def _rings() -> list[tuple[Window, list[Point]]]:
    """Read every ring, with the window that it fills."""
    with gzip.open(_FILE) as file:
        plain: list[list[int]] = json.load(file)
    found = []
    for steps in plain:
        east = [it / _HUNDREDTHS for it in accumulate(steps[0::2])]
        north = [it / _HUNDREDTHS for it in accumulate(steps[1::2])]
        box = Window(west=min(east), south=min(north), east=max(east), north=max(north))
        found.append((box, list(zip(east, north, strict=True))))
    return found


def land(window: Window) -> list[list[Point]]:
    """Return the rings of land within a window, cut at its edges: longitude, latitude."""
    found = []
    for box, ring in _rings():
        if box.east < window.west or box.west > window.east:
            continue
        if box.north < window.south or box.south > window.north:
            continue
        cut = _cut(ring, window)
        if len(cut) > 2:  # noqa: PLR2004 - corners of a triangle
            found.append(cut)
    return found


def _cut(ring: Sequence[Point], window: Window) -> list[Point]:
    """Cut a ring at the four edges (Sutherland and Hodgman, 1974)."""
    found = list(ring)
    for axis, edge, is_above in (
        (0, window.west, True),
        (0, window.east, False),
        (1, window.south, True),
        (1, window.north, False),
    ):
        found = _cut_at(found, axis, edge, partial(_is_within, edge, is_above))
        if not found:
            break
    return found


def _is_within(edge: float, is_above: bool, it: float) -> bool:  # noqa: FBT001 - of the edge
    return it >= edge if is_above else it <= edge


def _cut_at(
    ring: Sequence[Point], axis: int, edge: float, is_inside: Callable[[float], bool]
) -> list[Point]:
    found: list[Point] = []
    before = ring[-1]
    for point in ring:
        if is_inside(before[axis]) != is_inside(point[axis]):
            part = (edge - before[axis]) / (point[axis] - before[axis])
            other = before[1 - axis] + part * (point[1 - axis] - before[1 - axis])
            found.append((edge, other) if axis == 0 else (other, edge))
        if is_inside(point[axis]):
            found.append(point)
        before = point
    return found
