"""The donor's path: given, then fees, allocated, paid, justified; and what stays at each step.

Wide, it is a stream that narrows from left to right; narrow, a staircase of bars.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fundtracker.charts.shapes import Band, Box, ChartTable, Picture, Shape, Text
from fundtracker.charts.words import said
from fundtracker.i18n import format_amount, format_percent
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Mapping

NARROW = 480
_NODE = 10.0
_TALLEST = 96.0
_TOP = 62.0
_SLOT = 38.0
_LAST = 140.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What became of a donor's money, in cents, none below zero.

    ``given`` = fees + unallocated + held + advanced + justified + lost + returned + carried, where
    ``carried`` is what went to another fund. ``projects`` is how many received some of it.
    """

    fees: Cents
    unallocated: Cents
    held: Cents
    advanced: Cents
    justified: Cents
    lost: Cents = ZERO
    returned: Cents = ZERO
    carried: Cents = ZERO
    title: str | None = None
    hrefs: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def paid(self) -> Cents:
        """What was paid to partners or spent by CUF."""
        return Cents(self.advanced + self.justified + self.lost)

    @property
    def allocated(self) -> Cents:
        """What was allocated to projects."""
        return Cents(self.paid + self.held)

    @property
    def given(self) -> Cents:
        """All the money received from the donor."""
        return Cents(self.allocated + self.fees + self.unallocated + self.returned + self.carried)

    def main(self) -> list[tuple[str, str, Cents]]:
        """Return role, label and cents of the four steps."""
        return [
            ("received", _("Given"), self.given),
            ("allocated", _("Allocated"), self.allocated),
            ("paid", _("Paid"), self.paid),
            ("justified", _("Justified"), self.justified),
        ]

    def branches(self) -> list[list[tuple[str, str, Cents]]]:
        """Return, for each passage between two steps, what stays behind there."""
        return [
            [
                ("fees", _("management fees"), self.fees),
                ("unallocated", _("to allocate"), self.unallocated),
                ("returned", _("returned"), self.returned),
                ("carried", _("carried to another fund"), self.carried),
            ],
            [("held", _("allocated, to pay"), self.held)],
            [
                ("advanced", _("paid, to justify"), self.advanced),
                ("lost", _("not recovered"), self.lost),
            ],
        ]

    def table(self) -> ChartTable:
        """Return the same in figures."""
        rows = [self.main()[0]]
        for step, branch in zip(self.main()[1:], self.branches(), strict=True):
            rows += [part for part in branch if part[2]]
            rows.append(step)
        return ChartTable(
            columns=(_("Stage"), _("Amount"), _("Share")),
            rows=tuple(
                (label, format_amount(amount), format_percent(amount, self.given))
                for _role, label, amount in rows
            ),
        )


def draw(path: Path, width: float = 860) -> Picture:
    """Return the path at ``width`` units. Raises ValueError where an amount is below zero."""
    amounts = [part[2] for branch in path.branches() for part in branch] + [path.justified]
    if min(amounts) < 0:
        message = "a path has no negative amounts"
        raise ValueError(message)
    shapes, height = _stairs(path, width) if width < NARROW else _stream(path, width)
    steps = " → ".join(said(label, amount) for _role, label, amount in path.main())
    left = ", ".join(
        said(label, amount) for branch in path.branches() for _r, label, amount in branch if amount
    )
    return Picture(
        width=width,
        height=height,
        title=path.title or _("The path of the money"),
        description=f"{steps}. {left}".strip(),
        shapes=tuple(shapes),
    )


def _stream(path: Path, width: float) -> tuple[list[Shape], float]:
    scale = _TALLEST / path.given if path.given else 0.0
    # The last step needs room for the words beside it, no more.
    column = (width - _LAST) / 3
    bands: list[Shape] = []
    nodes: list[Shape] = []
    lowest = _TOP + _TALLEST
    for index, (role, label, amount) in enumerate(path.main()):
        x = index * column
        nodes += _node(path, x, role, label, amount, scale)
        if index == 0:
            continue
        x0 = x - column + _NODE
        if amount:
            hint = said(label, amount)
            size = amount * scale
            bands.append(Band(x0=x0, y0=_TOP, x1=x, y1=_TOP, thickness=size, role=role, hint=hint))
        branch = [part for part in path.branches()[index - 1] if part[2]]
        more_bands, more_nodes, bottom = _branch(path, branch, x0, x, amount * scale, scale)
        bands += more_bands
        nodes += more_nodes
        lowest = max(lowest, bottom)
    return bands + nodes, lowest + 6


def _node(path: Path, x: float, role: str, label: str, amount: Cents, scale: float) -> list[Shape]:
    """Draw a step with its three lines of words above it."""
    href = path.hrefs.get(role)
    shapes: list[Shape] = [
        Text(x=x, y=14, text=label, size=14, role="muted"),
        Text(x=x, y=35, text=format_amount(amount), size=18, bold=True, href=href),
    ]
    if role != "received":
        share = _("%(share)s of the gift", share=format_percent(amount, path.given))
        shapes.append(Text(x=x, y=52, text=share, size=12, role="muted"))
    if amount:
        size = max(amount * scale, 1.5)
        hint = said(label, amount)
        shapes.append(Box(x=x, y=_TOP, width=_NODE, height=size, role=role, hint=hint, href=href))
    return shapes


def _branch(
    path: Path,
    branch: list[tuple[str, str, Cents]],
    x0: float,
    x1: float,
    above: float,
    scale: float,
) -> tuple[list[Shape], list[Shape], float]:
    """Let what stays behind fall away under the main stream, each with its words beside it."""
    bands: list[Shape] = []
    nodes: list[Shape] = []
    source = _TOP + above
    y = _TOP + above + (26 if above else 0)
    for role, label, amount in branch:
        size = amount * scale
        slot = max(size, _SLOT - 6)
        at = y + (slot - size) / 2
        hint = said(label, amount)
        bands.append(
            Band(x0=x0, y0=source, x1=x1, y1=at, thickness=max(size, 1), role=role, hint=hint)
        )
        href = path.hrefs.get(role)
        nodes += [
            Box(x=x1, y=at, width=_NODE, height=max(size, 1.5), role=role, hint=hint, href=href),
            Text(x=x1 + 18, y=y + slot / 2 - 3, text=label, size=13, role="muted"),
            Text(
                x=x1 + 18, y=y + slot / 2 + 13, text=format_amount(amount), size=14, bold=True,
                href=href,
            ),
        ]  # fmt: skip
        source += size
        y += slot + 8
    return bands, nodes, y - 8 if branch else 0


def _stairs(path: Path, width: float) -> tuple[list[Shape], float]:
    """Draw a bar per step and, between them, what stays behind, each where it left off."""
    scale = width / path.given if path.given else 0.0
    shapes: list[Shape] = []
    y = 14.0
    for index, (role, label, amount) in enumerate(path.main()):
        if index:
            start = amount * scale
            for part in path.branches()[index - 1]:
                if part[2]:
                    y = _stair(shapes, path, part, start, y, width)
                    start += part[2] * scale
        y = _stair(shapes, path, (role, label, amount), 0, y, width)
    return shapes, y - 14


def _stair(
    shapes: list[Shape],
    path: Path,
    part: tuple[str, str, Cents],
    start: float,
    y: float,
    width: float,
) -> float:
    role, label, amount = part
    main = role in {"received", "allocated", "paid", "justified"}
    scale = width / path.given if path.given else 0.0
    size = max(amount * scale, 1.5) if amount else 0.0
    bar = 14 if main else 8
    indent = 0 if main else 14
    shapes += [
        Text(x=indent, y=y, text=label, size=14, bold=main, role="label" if main else "muted"),
        Text(
            x=width, y=y, text=format_amount(amount), size=15 if main else 14, bold=main,
            anchor="end", href=path.hrefs.get(role) if amount else None,
        ),
        Box(
            x=min(start, width - size), y=y + 7, width=size, height=bar,
            role=role, hint=said(label, amount),
        ),
    ]  # fmt: skip
    return y + bar + 30
