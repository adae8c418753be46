"""The progress bar of one project: planned, allocated, paid, justified, each within the one before.

What passes the plan is drawn past its mark, in the colour of alarm, and said in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.charts.shapes import Box, ChartTable, Line, Picture, Shape, Text
from fundtracker.charts.text import width as text_width
from fundtracker.charts.words import said
from fundtracker.i18n import format_amount, format_percent
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Sequence

_BAR = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Cumulated amounts of one project in cents, none below zero: paid is part of allocated.

    ``planned`` is None where no plan is known; then the bar is measured against the allocations.
    """

    allocated: Cents
    paid: Cents
    justified: Cents
    planned: Cents | None = None
    title: str | None = None

    @property
    def over(self) -> Cents:
        """What was allocated beyond the plan."""
        return Cents(max(0, self.allocated - self.planned)) if self.planned else Cents(0)

    def steps(self) -> list[tuple[str, str, Cents]]:
        """Return role, label and cents, from the widest to the innermost."""
        steps = [
            ("allocated", _("allocated"), self.allocated),
            ("paid", _("paid"), self.paid),
            ("justified", _("justified"), self.justified),
        ]
        if self.planned is not None:
            steps.insert(0, ("track", _("planned"), self.planned))
        return steps

    def table(self) -> ChartTable:
        """Return the same in figures."""
        whole = self.steps()[0][2]
        return ChartTable(
            columns=(_("Stage"), _("Amount"), _("Share")),
            rows=tuple(
                (label, format_amount(amount), format_percent(amount, whole))
                for _role, label, amount in self.steps()
            ),
        )


def draw(progress: Progress, width: float = 480, *, labels: bool = True) -> Picture:
    """Return the bar at ``width`` units; without ``labels`` it fits in a table's row.

    Raises ValueError where an amount is below zero.
    """
    if min(amount for _role, _label, amount in progress.steps()) < 0:
        message = "a progress bar has no negative amounts"
        raise ValueError(message)
    shapes = _bars(progress, width)
    height = _BAR + 8
    if labels:
        words, height = _labels(progress, width)
        shapes += words
    parts = ", ".join(said(label, amount) for _role, label, amount in progress.steps())
    return Picture(
        width=width,
        height=height,
        title=progress.title or _("Progress of the project"),
        description=f"{parts}. {_over_text(progress)}".strip(),
        shapes=tuple(shapes),
    )


def _bars(progress: Progress, width: float) -> list[Shape]:
    whole = max(amount for _role, _label, amount in progress.steps())
    scale = width / whole if whole else 0
    shapes: list[Shape] = [Box(x=0, y=4, width=width, height=_BAR, role="track")]
    for role, label, amount in progress.steps():
        if not amount or role == "track":
            continue
        size = amount * scale
        hint = said(label, amount)
        shapes.append(Box(x=0, y=4, width=size, height=_BAR, role=role, hint=hint))
    if progress.over and progress.planned:
        mark = progress.planned * scale
        over = Box(
            x=mark, y=4 + _BAR - 5, width=width - mark, height=5,
            role="over", hint=_over_text(progress),
        )  # fmt: skip
        shapes += [over, Line(x0=mark, y0=0, x1=mark, y1=_BAR + 8, role="mark")]
    return shapes


def _labels(progress: Progress, width: float) -> tuple[list[Shape], float]:
    """Write the steps under the bar, side by side or, where narrow, in rows."""
    whole = progress.steps()[0][2]
    cells = [
        (role, label, format_amount(amount), _share(amount, whole) if i else "")
        for i, (role, label, amount) in enumerate(progress.steps())
    ]
    needed = max(_cell_width(label, f"{amount}  {share}") for _r, label, amount, share in cells)
    columns = next((n for n in (len(cells), 2) if needed * n <= width), 1)
    shapes: list[Shape] = []
    y = _BAR + 26
    for index, (role, label, amount, share) in enumerate(cells):
        x = (index % columns) * width / columns
        y = _BAR + 26 + (index // columns) * 42
        shapes += _cell(x, y, role, label, amount, share)
    if progress.over:
        y += 40
        text = _over_text(progress)
        shapes.append(Text(x=0, y=y, text=text, size=13, bold=True, role="alert"))
    return shapes, y + 24 - (18 if progress.over else 0)


def _share(amount: Cents, whole: Cents) -> str:
    """Return the percentage of the plan, or nothing where it is beyond what a percentage tells."""
    return format_percent(amount, whole) if amount < whole * 10 else ""


def _cell(x: float, y: float, role: str, label: str, amount: str, share: str) -> Sequence[Shape]:
    return [
        Box(x=x, y=y - 10, width=11, height=11, role=role),
        Text(x=x + 17, y=y, text=label, size=13, role="muted"),
        Text(x=x, y=y + 18, text=amount, size=14, bold=True),
        Text(
            x=x + text_width(amount, 14, bold=True) + 6, y=y + 18,
            text=share, size=12, role="muted",
        ),
    ]  # fmt: skip


def _cell_width(label: str, figures: str) -> float:
    return max(17 + text_width(label, 13), text_width(figures, 14, bold=True)) + 14


def _over_text(progress: Progress) -> str:
    if not progress.over:
        return ""
    return _("Exceeds the plan by %(amount)s.", amount=format_amount(progress.over))
