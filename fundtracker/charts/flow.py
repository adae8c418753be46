"""The flow of money: donors, then what it is for (action types), then projects.

The largest donors and projects are named, the others stand together as "n others". The bands of a
node add up to the node, and every column adds up to the same total.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.charts.shapes import ChartTable
from fundtracker.charts.text import clean
from fundtracker.charts.words import action_type_label
from fundtracker.i18n import format_amount, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The order in which uses stand, top to bottom. Those without projects end in the middle column.
USES = (
    "crisis_response",
    "risk_reduction",
    "capacity_building",
    "fund_costs",
    "unallocated",
    "fees",
    "returned",
    "carried",
)
ENDS = frozenset({"unallocated", "fees", "returned", "carried"})
OTHERS = "~others"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowNode:
    """A donor or a project by its key, with its name and where it leads."""

    key: str
    label: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowLine:
    """Some money of a donor, in cents above or equal to zero, for a use and perhaps a project."""

    donor: str
    use: str
    amount: Cents
    project: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Everything that a flow picture needs. A project belongs to one use."""

    donors: Sequence[FlowNode]
    projects: Sequence[FlowNode]
    lines: Sequence[FlowLine]
    title: str | None = None

    @property
    def total(self) -> Cents:
        """All the money that flows."""
        return Cents(sum(line.amount for line in self.lines))

    def table(self) -> ChartTable:
        """Return donors by use, in figures: every donor, none grouped."""
        cells: Counter[tuple[str, str]] = Counter()
        for line in self.lines:
            cells[line.donor, line.use] += line.amount
        uses = [use for use in USES if any(key[1] == use for key in cells)]
        rows = []
        for donor in self.donors:
            amounts = [Cents(cells[donor.key, use]) for use in uses]
            figures = [format_amount(amount) for amount in amounts]
            rows.append((clean(donor.label), *figures, format_amount(Cents(sum(amounts)))))
        columns = (_("Donor"), *map(action_type_label, uses), _("Total"))
        return ChartTable(columns=columns, rows=tuple(rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the grouped flow, with its amount."""

    key: str
    label: str
    amount: Cents
    role: str
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Money from one node to another; ``role`` is the use that colours it."""

    source: str
    target: str
    amount: Cents
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The three columns and the links between them, ready to be placed."""

    donors: tuple[Node, ...]
    uses: tuple[Node, ...]
    projects: tuple[Node, ...]
    gifts: tuple[Link, ...]
    spending: tuple[Link, ...]

    @property
    def total(self) -> Cents:
        """All the money that flows."""
        return Cents(sum(node.amount for node in self.donors))


def group(flow: Flow, *, donors: int = 8, projects: int = 10) -> Grouped:
    """Name the largest ``donors`` and ``projects``, put the others together, leave out zeros.

    Raises ValueError for a negative amount, an unknown use, or a use with its project missing.
    """
    for line in flow.lines:
        _check(line)
    donor_of = _largest(Counter(_sums(flow, "donor")), donors)
    kept = _largest(Counter(_sums(flow, "project")), projects)
    gifts: Counter[tuple[str, str]] = Counter()
    spending: Counter[tuple[str, str]] = Counter()
    for line in flow.lines:
        gifts[donor_of(line.donor), line.use] += line.amount
        if line.project is not None:
            name = kept(line.project)
            target = f"{OTHERS}-{line.use}" if name == OTHERS else name
            spending[line.use, target] += line.amount
    return Grouped(
        donors=_donor_nodes(flow, gifts, donor_of),
        uses=_use_nodes(gifts),
        projects=_project_nodes(flow, spending, kept),
        gifts=tuple(
            Link(source=donor, target=use, amount=Cents(amount), role=use)
            for (donor, use), amount in gifts.items()
            if amount
        ),
        spending=tuple(
            Link(source=use, target=project, amount=Cents(amount), role=use)
            for (use, project), amount in spending.items()
            if amount
        ),
    )


def _check(line: FlowLine) -> None:
    if line.amount < 0 or line.use not in USES or (line.project is None) != (line.use in ENDS):
        message = f"no flow is drawn for {line}"
        raise ValueError(message)


def _sums(flow: Flow, attribute: str) -> Mapping[str, int]:
    sums: Counter[str] = Counter()
    for line in flow.lines:
        key = getattr(line, attribute)
        if key is not None:
            sums[key] += line.amount
    return sums


class _Largest:
    """Says under which key something is drawn: its own, or that of the others."""

    def __init__(self, sums: Counter[str], count: int) -> None:
        ranked = [key for key, amount in sums.most_common() if amount]
        # "1 other" would take as much room as its name.
        self.named = ranked if len(ranked) <= count + 1 else ranked[:count]
        self.others = ranked[len(self.named) :]

    def __call__(self, key: str) -> str:
        return key if key in self.named else OTHERS


def _largest(sums: Counter[str], count: int) -> _Largest:
    return _Largest(sums, count)


def _donor_nodes(flow: Flow, gifts: Counter[tuple[str, str]], shown: _Largest) -> tuple[Node, ...]:
    sums: Counter[str] = Counter()
    for (donor, _use), amount in gifts.items():
        sums[donor] += amount
    by_key = {donor.key: donor for donor in flow.donors}
    nodes = [
        Node(
            key=key, label=clean(by_key[key].label), amount=Cents(sums[key]),
            role="donor", href=by_key[key].href,
        )
        for key in shown.named
    ]  # fmt: skip
    if sums[OTHERS]:
        number = len(shown.others)
        label = ngettext("%(num)s other donor", "%(num)s other donors", number)
        nodes.append(Node(key=OTHERS, label=label, amount=Cents(sums[OTHERS]), role="donor"))
    return tuple(nodes)


def _use_nodes(gifts: Counter[tuple[str, str]]) -> tuple[Node, ...]:
    sums: Counter[str] = Counter()
    for (_donor, use), amount in gifts.items():
        sums[use] += amount
    return tuple(
        Node(key=use, label=action_type_label(use), amount=Cents(sums[use]), role=use)
        for use in USES
        if sums[use]
    )


def _project_nodes(
    flow: Flow, spending: Counter[tuple[str, str]], shown: _Largest
) -> tuple[Node, ...]:
    by_key = {project.key: project for project in flow.projects}
    use_of = {line.project: line.use for line in flow.lines}
    nodes: list[Node] = []
    for use in USES:
        for key in shown.named:
            if use_of[key] == use:
                amount = Cents(spending[use, key])
                label = clean(by_key[key].label)
                href = by_key[key].href
                nodes.append(Node(key=key, label=label, amount=amount, role=use, href=href))
        others = spending[use, f"{OTHERS}-{use}"]
        if others:
            number = sum(1 for key in shown.others if use_of[key] == use)
            label = ngettext("%(num)s other project", "%(num)s other projects", number)
            key = f"{OTHERS}-{use}"
            nodes.append(Node(key=key, label=label, amount=Cents(others), role=use))
    return tuple(nodes)
