"""What holds for every picture, whatever it shows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from fundtracker.charts.shapes import Band, Box, Picture, Text
from fundtracker.charts.text import width

if TYPE_CHECKING:
    from collections.abc import Iterable

Frame = tuple[float, float, float, float]


def texts(picture: Picture) -> list[Text]:
    return [shape for shape in picture.shapes if isinstance(shape, Text) and shape.text]


def boxes(picture: Picture, *roles: str) -> list[Box]:
    found = [shape for shape in picture.shapes if isinstance(shape, Box)]
    return [box for box in found if box.role in roles] if roles else found


def bands(picture: Picture) -> list[Band]:
    return [shape for shape in picture.shapes if isinstance(shape, Band)]


def frame(text: Text) -> Frame:
    wide = width(text.text, text.size, bold=text.bold)
    left = text.x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor]
    return left, text.y - text.size * 0.7, left + wide, text.y + text.size * 0.15


def overlapping(frames: Iterable[Frame]) -> list[tuple[Frame, Frame]]:
    return [
        (a, b)
        for a, b in combinations(frames, 2)
        if a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5
    ]


def assert_readable(picture: Picture) -> None:
    """Assert that no label covers another, and that all stay within the picture."""
    frames = [frame(text) for text in texts(picture)]
    assert not overlapping(frames)
    for left, top, right, bottom in frames:
        assert left >= -0.5
        assert right <= picture.width + 0.5
        assert top >= -2
        assert bottom <= picture.height + 4
    for box in boxes(picture):
        assert box.x >= -0.01
        assert box.x + box.width <= picture.width + 0.01
        assert box.y + box.height <= picture.height + 0.01
        assert box.width >= 0
        assert box.height >= 0
