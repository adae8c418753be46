"""The colours of roles, for documents. ``static/css/fundtracker.css`` says the same for pages.

Stages go from pale to deep blue as a euro comes nearer to its proof. The three action types differ
in colour (told apart with every common colour blindness), in pattern and in mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundtracker.charts.shapes import MarkShape, Pattern

COLOURS = {
    "received": "#3d4b59",
    "returned": "#b9bfc6",
    "carried": "#b9bfc6",
    "fees": "#8b949e",
    "unallocated": "#d6bd85",
    "allocated": "#a9c6de",
    "held": "#a9c6de",
    "paid": "#5a90ba",
    "advanced": "#5a90ba",
    "justified": "#1d4b73",
    "lost": "#a4262c",
    "promised": "#f4f2ec",
    "crisis_response": "#b5482f",
    "risk_reduction": "#bd7d0f",
    "capacity_building": "#5b5ea6",
    "fund_costs": "#8b949e",
    "donor": "#3d4b59",
    "track": "#e9ebee",
    "sea": "#e4eef4",
    "land": "#faf8f2",
    "coast": "#b3bcc4",
    "over": "#a4262c",
    "rule": "#9aa3ad",
    "hatching": "#6a7683",
    "surface": "#ffffff",
    "label": "#1b2733",
    "muted": "#55606b",
    "alert": "#a4262c",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How an action type is told without colour."""

    mark: MarkShape
    pattern: Pattern | None


SIGNS = {
    "crisis_response": Sign("triangle", None),
    "risk_reduction": Sign("diamond", "lines"),
    "capacity_building": Sign("circle", "dots"),
}
OTHER_SIGN = Sign("square", None)
