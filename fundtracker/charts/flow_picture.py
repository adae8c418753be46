"""The geometry of the flow of money: three columns and bands between them, or rows where narrow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fundtracker.charts.flow import USES, Flow, Grouped, Link, Node, group
from fundtracker.charts.layout import stack
from fundtracker.charts.palette import OTHER_SIGN, SIGNS
from fundtracker.charts.shapes import Band, Box, Line, Mark, Picture, Shape, Text
from fundtracker.charts.text import fit, wrap
from fundtracker.charts.words import said
from fundtracker.i18n import format_amount
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundtracker.charts.shapes import Anchor

NARROW = 560
_NODE = 9.0
_TALL = 300.0
_HEAD = 30.0
_SIZE = 13.0
_LINE = 15.0


def draw(flow: Flow, width: float = 860) -> Picture:
    """Return the flow at ``width`` units. Raises ValueError as ``group`` does."""
    grouped = group(flow)
    shapes, height = (_rows if width < NARROW else _columns)(grouped, width)
    uses = ", ".join(said(node.label, node.amount) for node in grouped.uses)
    text = _(
        "%(total)s, from the donors to what it is for: %(uses)s.",
        total=format_amount(grouped.total),
        uses=uses or "–",
    )
    return Picture(
        width=width,
        height=height,
        title=flow.title or _("From the donors to the projects"),
        description=text,
        shapes=tuple(shapes),
    )


def _columns(grouped: Grouped, width: float) -> tuple[list[Shape], float]:
    side = width * 0.235
    scale = _TALL / grouped.total if grouped.total else 0.0
    left, middle, right = side + 10, width * 0.47, width - side - 10 - _NODE
    room = right - middle - 24
    slots = [
        [_slot(node, scale, side) for node in grouped.donors],
        [max(node.amount * scale, 2) + _head(node, room) + 4 for node in grouped.uses],
        [_slot(node, scale, side) for node in grouped.projects],
    ]
    tallest = max((sum(column) for column in slots), default=0)
    donors = _place(grouped.donors, slots[0], tallest)
    uses = _place(grouped.uses, slots[1], tallest)
    projects = _place(grouped.projects, slots[2], tallest)
    # A use's words stand over its node, those of donors and projects beside theirs.
    tops = {node.key: uses[node.key][0] + _head(node, room) for node in grouped.uses}
    donor_tops = _centred(grouped.donors, donors, scale)
    project_tops = _centred(grouped.projects, projects, scale)
    bands = _bands(grouped.gifts, donor_tops, tops, left + _NODE, middle, scale)
    bands += _bands(grouped.spending, tops, project_tops, middle + _NODE, right, scale)
    words = _headings(left, middle, right, has_projects=bool(grouped.projects))
    for node in grouped.donors:
        words += _beside(node, left, donors[node.key], donor_tops[node.key], scale, side, "end")
    for node in grouped.uses:
        words += _over(node, middle, tops[node.key], scale, room)
    for node in grouped.projects:
        at = project_tops[node.key]
        words += _beside(node, right, projects[node.key], at, scale, side, "start")
    return bands + words, _HEAD + tallest + 8


def _slot(node: Node, scale: float, side: float) -> float:
    lines = len(wrap(node.label, _SIZE, side, 2)) + 1
    return max(node.amount * scale + 6, lines * _LINE + 8)


def _place(
    nodes: Sequence[Node], slots: Sequence[float], tallest: float
) -> dict[str, tuple[float, float]]:
    """Return the top and height of each node's slot; what room is left becomes even gaps."""
    starts = stack(slots, low=_HEAD, high=_HEAD + tallest)
    return {node.key: (start, slot) for node, start, slot in zip(nodes, starts, slots, strict=True)}


def _centred(
    nodes: Sequence[Node], places: dict[str, tuple[float, float]], scale: float
) -> dict[str, float]:
    return {
        node.key: places[node.key][0] + (places[node.key][1] - node.amount * scale) / 2
        for node in nodes
    }


def _bands(
    links: Sequence[Link],
    sources: dict[str, float],
    targets: dict[str, float],
    x0: float,
    x1: float,
    scale: float,
) -> list[Shape]:
    """Lay the links over one another at both ends, in the order of the columns."""
    order = sorted(links, key=lambda it: (sources[it.source], targets[it.target]))
    leaving: Counter[str] = Counter()
    tops: dict[tuple[str, str], float] = {}
    for link in order:
        tops[link.source, link.target] = sources[link.source] + leaving[link.source] * scale
        leaving[link.source] += link.amount
    arriving: Counter[str] = Counter()
    bands: list[Shape] = []
    for link in order:
        y1 = targets[link.target] + arriving[link.target] * scale
        arriving[link.target] += link.amount
        y0 = tops[link.source, link.target]
        bands.append(
            Band(x0=x0, y0=y0, x1=x1, y1=y1, thickness=link.amount * scale, role=link.role)
        )
    return bands


def _headings(left: float, middle: float, right: float, *, has_projects: bool) -> list[Shape]:
    y = 12.0
    shapes: list[Shape] = [
        Text(x=left + _NODE, y=y, text=_("Donors"), size=12, anchor="end", role="heading"),
        Text(x=middle, y=y, text=_("What for"), size=12, role="heading"),
    ]
    if has_projects:
        shapes.append(Text(x=right, y=y, text=_("Projects"), size=12, role="heading"))
    return shapes


def _beside(
    node: Node,
    x: float,
    slot: tuple[float, float],
    top: float,
    scale: float,
    side: float,
    end: Anchor,
) -> list[Shape]:
    """Draw a node with its name, on one or two lines, and its amount beside it."""
    sign = SIGNS.get(node.role, OTHER_SIGN)
    size = max(node.amount * scale, 1.5)
    hint = said(node.label, node.amount)
    box = Box(
        x=x, y=top, width=_NODE, height=size,
        role=node.role, pattern=sign.pattern, hint=hint, href=node.href,
    )  # fmt: skip
    lines = wrap(node.label, _SIZE, side, 2)
    at = x - 8 if end == "end" else x + _NODE + 8
    y = slot[0] + slot[1] / 2 - (len(lines) + 1) * _LINE / 2 + 11
    words: list[Shape] = []
    for line in lines:
        words.append(Text(x=at, y=y, text=line, size=_SIZE, anchor=end, href=node.href))
        y += _LINE
    amount = format_amount(node.amount)
    words.append(Text(x=at, y=y, text=amount, size=_SIZE, anchor=end, bold=True))
    return [box, *words]


def _head(node: Node, room: float) -> float:
    """Return the height of the words that stand over a use's node."""
    return (len(wrap(node.label, _SIZE, room, 2)) + 1) * _LINE + 8


def _over(node: Node, x: float, top: float, scale: float, room: float) -> list[Shape]:
    sign = SIGNS.get(node.role, OTHER_SIGN)
    size = max(node.amount * scale, 1.5)
    hint = said(node.label, node.amount)
    box = Box(
        x=x, y=top, width=_NODE, height=size, role=node.role, pattern=sign.pattern, hint=hint
    )  # fmt: skip
    lines = wrap(node.label, _SIZE, room, 2)
    y = top - 6 - len(lines) * _LINE
    mark = Mark(x=x + 5, y=y - 4.5, size=10, shape=sign.mark, role=node.role)
    words: list[Shape] = []
    for line in lines:
        words.append(Text(x=x + 15, y=y, text=line, size=_SIZE, role="halo"))
        y += _LINE
    amount = format_amount(node.amount)
    words.append(Text(x=x + 15, y=y, text=amount, size=_SIZE, bold=True, role="halo"))
    return [box, mark, *words]


def _rows(grouped: Grouped, width: float) -> tuple[list[Shape], float]:
    """List donors, uses and projects one under the other; a donor's bar shows what it went to."""
    shapes: list[Shape] = []
    y = 14.0
    for heading, nodes in (
        (_("Donors"), grouped.donors),
        (_("What for"), grouped.uses),
        (_("Projects"), grouped.projects),
    ):
        if not nodes:
            continue
        shapes.append(Text(x=0, y=y, text=heading, size=15, role="heading"))
        shapes.append(Line(x0=0, y0=y + 8, x1=width, y1=y + 8, role="hair"))
        y += 32
        largest = max(node.amount for node in nodes)
        for node in nodes:
            parts = [link for link in grouped.gifts if link.source == node.key]
            shapes += _row(node, parts, y, width, largest)
            y += 42
        y += 10
    return shapes, max(y - 24, 1)


def _row(node: Node, parts: Sequence[Link], y: float, width: float, largest: int) -> list[Shape]:
    amount = format_amount(node.amount)
    is_use = node.role == node.key
    sign = SIGNS.get(node.role, OTHER_SIGN)
    indent = 0.0 if node.role == "donor" else 17.0
    label = fit(node.label, 14, width - indent - 100)
    shapes: list[Shape] = [
        Text(x=indent, y=y, text=label, size=14, bold=is_use, href=node.href),
        Text(x=width, y=y, text=amount, size=14, bold=True, anchor="end"),
    ]
    if indent:
        shapes.append(Mark(x=5, y=y - 4.5, size=10, shape=sign.mark, role=node.role))
    scale = width / largest
    order = sorted(parts, key=lambda it: USES.index(it.role))
    pieces = [(it.role, it.amount) for it in order] or [(node.role, node.amount)]
    x = 0.0
    for role, cents in pieces:
        pattern = SIGNS.get(role, OTHER_SIGN).pattern
        size = cents * scale
        shapes.append(Box(x=x, y=y + 7, width=size, height=9, role=role, pattern=pattern))
        x += size
    return shapes
