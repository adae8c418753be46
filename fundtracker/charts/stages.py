"""The stages bar of a fund or project: where the money received is, and what is promised beside it.

The bar is the money received less what left the fund; its parts add up to it by construction.
Promises stand apart, hatched, on the same scale, and are in no total.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fundtracker.charts.layout import spread
from fundtracker.charts.shapes import Box, ChartTable, Line, Picture, Shape, Text
from fundtracker.charts.text import width as text_width
from fundtracker.charts.words import said
from fundtracker.i18n import format_amount, format_percent
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Mapping

NARROW = 480
_SIZE = 13.0
_BAR = 40.0
_GAP = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """Money by stage, in cents, none below zero; ``justified`` counts what CUF spent itself.

    ``hrefs`` leads from the name of a part to the rows that make it up.
    """

    fees: Cents
    unallocated: Cents
    held: Cents
    advanced: Cents
    justified: Cents
    lost: Cents = ZERO
    to_receive: Cents = ZERO
    title: str | None = None
    hrefs: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def total(self) -> Cents:
        """The money in the fund's hands or past them: the length of the bar."""
        return Cents(sum(amount for _role, _label, amount in self.parts()))

    def parts(self) -> list[tuple[str, str, Cents]]:
        """Return role, label and cents of each part, in the order of the bar."""
        return [
            ("fees", _("management fees"), self.fees),
            ("unallocated", _("to allocate"), self.unallocated),
            ("held", _("allocated, to pay"), self.held),
            ("advanced", _("paid, to justify"), self.advanced),
            ("justified", _("justified"), self.justified),
            ("lost", _("not recovered"), self.lost),
        ]

    def table(self) -> ChartTable:
        """Return the same in figures."""
        rows = [
            (label, format_amount(amount), format_percent(amount, self.total))
            for _role, label, amount in self.parts()
        ]
        rows.append((_("Total received, net"), format_amount(self.total), ""))
        rows.append((_("still to receive (not in the total)"), format_amount(self.to_receive), ""))
        return ChartTable(columns=(_("Stage"), _("Amount"), _("Share")), rows=tuple(rows))


def draw(stages: Stages, width: float = 860) -> Picture:
    """Return the bar at ``width`` units: labels under their parts, or in rows where narrow.

    Raises ValueError where a part is below zero.
    """
    if min(amount for _role, _label, amount in stages.parts()) < 0 or stages.to_receive < 0:
        message = "a stages bar has no negative parts"
        raise ValueError(message)
    narrow = width < NARROW
    top = 44.0
    shapes, centres = _bar(stages, width, top)
    shapes += _totals(stages, width, top, narrow=narrow)
    labels, height = (_rows if narrow else _columns)(stages, width, top + _BAR, centres)
    return Picture(
        width=width,
        height=height,
        title=stages.title or _("Where the money is"),
        description=_describe(stages),
        shapes=(*shapes, *labels),
    )


def _scale(stages: Stages, width: float) -> float:
    whole = stages.total + stages.to_receive
    gap = _GAP if stages.to_receive else 0
    return (width - gap) / whole if whole else 0.0


def _bar(stages: Stages, width: float, top: float) -> tuple[list[Shape], dict[str, float]]:
    scale = _scale(stages, width)
    shapes: list[Shape] = []
    centres: dict[str, float] = {}
    if not stages.total and not stages.to_receive:
        shapes.append(Box(x=0, y=top, width=width, height=_BAR, role="track"))
    x = 0.0
    for role, label, amount in stages.parts():
        if not amount:
            continue
        size = amount * scale
        hint = said(label, amount)
        href = stages.hrefs.get(role)
        shapes.append(Box(x=x, y=top, width=size, height=_BAR, role=role, hint=hint, href=href))
        centres[role] = x + size / 2
        x += size
    if stages.to_receive:
        start = x + (_GAP if x else 0)
        hint = said(_("still to receive"), stages.to_receive)
        box = Box(
            x=start, y=top, width=width - start, height=_BAR,
            role="promised", pattern="hatching", hint=hint, href=stages.hrefs.get("promised"),
        )  # fmt: skip
        shapes.append(box)
    return shapes, centres


def _totals(stages: Stages, width: float, top: float, *, narrow: bool) -> list[Shape]:
    """Return the heading over the bar: the total received, and apart what is still to come."""
    end = stages.total * _scale(stages, width)
    shapes: list[Shape] = []
    if stages.total:
        shapes.append(Line(x0=0, y0=top - 7, x1=end, y1=top - 7))
    if stages.to_receive:
        start = end + (_GAP if stages.total else 0)
        shapes.append(Line(x0=start, y0=top - 7, x1=width, y1=top - 7))
    left, total = _("received, net"), format_amount(stages.total)
    right, promised = _("still to receive, not counted"), format_amount(stages.to_receive)
    y = top - 14
    if narrow:
        shapes.append(Text(x=0, y=y - 16, text=left, size=_SIZE, role="muted"))
        shapes.append(Text(x=0, y=y, text=total, size=15, bold=True))
    else:
        shapes.append(Text(x=0, y=y, text=total, size=17, bold=True))
        x = text_width(total, 17, bold=True) + 8
        shapes.append(Text(x=x, y=y, text=left, size=_SIZE, role="muted"))
    if stages.to_receive:
        y0 = y - 16 if narrow else y
        x = width if narrow else width - text_width(promised, 15, bold=True) - 8
        shapes.append(Text(x=x, y=y0, text=right, size=_SIZE, role="muted", anchor="end"))
        shapes.append(Text(x=width, y=y, text=promised, size=15, bold=True, anchor="end"))
    return shapes


def _columns(
    stages: Stages, width: float, bottom: float, centres: Mapping[str, float]
) -> tuple[list[Shape], float]:
    """Put each label under its part; where they do not fit side by side, in rows."""
    shown = [part for part in stages.parts() if part[2]]
    sizes = [_label_width(stages, label, amount) for _role, label, amount in shown]
    wanted = [
        centres[role] - size / 2 for (role, _label, _amount), size in zip(shown, sizes, strict=True)
    ]
    starts = spread(wanted, sizes, low=0, high=width, gap=16)
    if starts is None or not shown:
        return _rows(stages, width, bottom, centres)
    shapes: list[Shape] = []
    y = bottom + 32
    for (role, label, amount), start, size in zip(shown, starts, sizes, strict=True):
        href = stages.hrefs.get(role)
        middle = start + size / 2
        shapes += _leader(centres[role], bottom, middle, y - 14)
        shapes.append(Text(x=middle, y=y, text=label, size=_SIZE, role="muted", anchor="middle"))
        written = format_amount(amount)
        shapes.append(
            Text(x=middle, y=y + 18, text=written, size=14, bold=True, anchor="middle", href=href)
        )
        share = format_percent(amount, stages.total)
        shapes.append(Text(x=middle, y=y + 34, text=share, size=12, role="muted", anchor="middle"))
    return shapes, y + 40


def _leader(x0: float, y0: float, x1: float, y1: float) -> list[Shape]:
    knee = y0 + 7
    if abs(x1 - x0) < 1:
        return [Line(x0=x0, y0=y0 + 2, x1=x0, y1=y1)]
    return [
        Line(x0=x0, y0=y0 + 2, x1=x0, y1=knee),
        Line(x0=x0, y0=knee, x1=x1, y1=knee),
        Line(x0=x1, y0=knee, x1=x1, y1=y1),
    ]


def _rows(
    stages: Stages, width: float, bottom: float, _centres: Mapping[str, float]
) -> tuple[list[Shape], float]:
    """List the parts under the bar, each with a swatch: for phones."""
    shapes: list[Shape] = []
    y = bottom + 30
    for role, label, amount in stages.parts():
        if role == "lost" and not amount:
            continue
        shapes.append(Box(x=0, y=y - 11, width=13, height=13, role=role))
        shapes.append(Text(x=22, y=y, text=label, size=14))
        shapes.append(
            Text(
                x=width,
                y=y,
                text=format_amount(amount),
                size=14,
                bold=True,
                anchor="end",
                href=stages.hrefs.get(role) if amount else None,
            )
        )
        shapes.append(Line(x0=0, y0=y + 10, x1=width, y1=y + 10, role="hair"))
        y += 30
    return shapes, y - 12


def _label_width(stages: Stages, label: str, amount: Cents) -> float:
    return max(
        text_width(label, _SIZE),
        text_width(format_amount(amount), 14, bold=True),
        text_width(format_percent(amount, stages.total), 12),
    )


def _describe(stages: Stages) -> str:
    parts = ", ".join(
        f"{label} {format_amount(amount)}" for _role, label, amount in stages.parts() if amount
    )
    text = _("Received, net: %(total)s.", total=format_amount(stages.total))
    text += f" {parts}." if parts else ""
    if stages.to_receive:
        text += " " + _(
            "Still to receive, in no total: %(amount)s.", amount=format_amount(stages.to_receive)
        )
    return text
