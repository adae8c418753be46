"""What pictures are made of: a few flat shapes in user units, x rightwards and y downwards.

A shape's ``role`` names what it means (``justified``, ``risk_reduction``, ``label`` …); the
palette gives a role its colours, the style sheet does so on pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Pattern = Literal["hatching", "lines", "dots"]
Anchor = Literal["start", "middle", "end"]
MarkShape = Literal["triangle", "diamond", "circle", "square"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle; ``hint`` is said on demand, ``pattern`` is drawn over its colour."""

    x: float
    y: float
    width: float
    height: float
    role: str
    pattern: Pattern | None = None
    hint: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A translucent ribbon of constant thickness from (x0, y0) to (x1, y1), its upper corners."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float
    role: str
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A thin straight line."""

    x0: float
    y0: float
    x1: float
    y1: float
    role: str = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A small sign of ``size`` centred on (x, y): its shape tells an action type without colour."""

    x: float
    y: float
    size: float
    shape: MarkShape
    role: str

    def points(self) -> list[tuple[float, float]]:
        """Return the corners of a mark that is no circle."""
        x, y, half = self.x, self.y, self.size / 2
        if self.shape == "triangle":
            return [(x, y - half), (x + half, y + half), (x - half, y + half)]
        if self.shape == "diamond":
            return [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        low, high = x - half * 0.8, x + half * 0.8
        top, bottom = y - half * 0.8, y + half * 0.8
        return [(low, top), (high, top), (high, bottom), (low, bottom)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text whose baseline stands at ``y``."""

    x: float
    y: float
    text: str
    size: float
    anchor: Anchor = "start"
    bold: bool = False
    role: str = "label"
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A filled outline: the land of a map."""

    points: tuple[tuple[float, float], ...]
    role: str


Shape = Box | Band | Line | Mark | Text | Area


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawn picture: its size, what it says in words, and its shapes from back to front."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]

    @property
    def has_links(self) -> bool:
        """Whether some shape leads elsewhere."""
        return any(isinstance(s, Box | Text) and s.href is not None for s in self.shapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTable:
    """The figures of a picture: column headings, then rows of words and of written amounts.

    The first ``words`` columns hold words, the others amounts.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
