from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.charts import flow, flow_picture
from fundtracker.money import Cents
from tests.unit.charts_geometry import assert_readable, bands, texts

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = "Communauté d’agglomération du Grand Angoulême et de ses environs " * 4


def build(shares: list[tuple[int, int, int]], name: Callable[[int], str] = str) -> flow.Flow:
    """Return a flow; a share is donor, project (0: to allocate, 1: fees) and cents."""
    lines = []
    for donor, project, cents in shares:
        end = {0: "unallocated", 1: "fees"}.get(project)
        use = end or flow.USES[project % 4]
        key = None if end else f"p{project}"
        line = flow.FlowLine(donor=f"d{donor}", use=use, project=key, amount=Cents(cents))
        lines.append(line)
    donors = sorted({donor for donor, _project, _cents in shares})
    projects = sorted({project for _donor, project, _cents in shares if project > 1})
    return flow.Flow(
        donors=[flow.FlowNode(key=f"d{number}", label=name(number)) for number in donors],
        projects=[flow.FlowNode(key=f"p{number}", label=name(number)) for number in projects],
        lines=lines,
    )


shares = st.lists(
    st.tuples(st.integers(0, 71), st.integers(0, 41), st.integers(0, 10_000_000)),
    max_size=120,
)
CROWD = build([(n % 72, n % 42, 1_000_00 + n) for n in range(72 * 5)], lambda n: f"{n} {LONG}")


@given(shares)
def test_every_column_and_every_node_adds_up_whatever_is_grouped(
    rows: list[tuple[int, int, int]],
) -> None:
    whole = build(rows)
    grouped = flow.group(whole)
    assert sum(node.amount for node in grouped.donors) == whole.total
    assert sum(node.amount for node in grouped.uses) == whole.total
    leaving, arriving = Counter[str](), Counter[str]()
    for link in (*grouped.gifts, *grouped.spending):
        leaving[link.source] += link.amount
        arriving[link.target] += link.amount
    for node in grouped.donors:
        assert leaving[node.key] == node.amount
    for node in grouped.uses:
        assert arriving[node.key] == node.amount
        assert leaving[node.key] == (0 if node.key in flow.ENDS else node.amount)
    for node in grouped.projects:
        assert arriving[node.key] == node.amount
    assert all(node.amount for node in (*grouped.donors, *grouped.uses, *grouped.projects))


@given(shares, st.sampled_from([320.0, 340.0, 700.0, 920.0]))
def test_the_flow_is_readable_at_every_width(
    rows: list[tuple[int, int, int]], width: float
) -> None:
    assert_readable(flow_picture.draw(build(rows, lambda n: f"Commune {n}"), width))


@pytest.mark.parametrize("width", [320.0, 700.0, 920.0])
def test_seventy_two_donors_and_forty_projects_with_long_names_are_readable(width: float) -> None:
    assert_readable(flow_picture.draw(CROWD, width))


def test_the_largest_donors_are_named_and_the_others_counted() -> None:
    grouped = flow.group(build([(n, 2, 1000 - n) for n in range(72)]))
    assert [node.label for node in grouped.donors[:-1]] == [str(n) for n in range(8)]
    assert grouped.donors[-1].label.startswith("64 ")
    assert grouped.donors[-1].amount == sum(1000 - n for n in range(8, 72))


def test_one_donor_too_many_is_named_rather_than_counted() -> None:
    grouped = flow.group(build([(n, 2, 1000 - n) for n in range(9)]))
    assert len(grouped.donors) == 9
    assert grouped.donors[-1].label == "8"


def test_bands_are_as_thick_as_their_amounts() -> None:
    drawn = bands(flow_picture.draw(build([(1, 2, 300), (1, 3, 100)])))
    thick = {band.role: band.thickness for band in drawn}
    assert thick[flow.USES[2]] / thick[flow.USES[3]] == pytest.approx(3)


def test_the_bands_of_a_node_do_not_overlap() -> None:
    for side in ("y0", "y1"):
        ends: dict[float, list[tuple[float, float]]] = {}
        for band in bands(flow_picture.draw(CROWD)):
            x = band.x0 if side == "y0" else band.x1
            y = getattr(band, side)
            ends.setdefault(x, []).append((y, y + band.thickness))
        for spans in ends.values():
            spans.sort()
            for (_top, bottom), (top, _bottom) in itertools.pairwise(spans):
                assert top >= bottom - 1e-6


def test_one_project_of_one_donor_is_a_picture() -> None:
    picture = flow_picture.draw(build([(1, 2, 5_000_00)], lambda n: f"n{n}"))
    assert {"n1", "n2"} <= {text.text for text in texts(picture)}


def test_no_money_is_an_empty_picture() -> None:
    for width in (340.0, 920.0):
        picture = flow_picture.draw(build([]), width)
        assert not bands(picture)
        assert picture.height > 0


def test_the_table_names_every_donor() -> None:
    table = CROWD.table()
    assert len(table.rows) == 72
    assert len({len(row) for row in table.rows} | {len(table.columns)}) == 1


@pytest.mark.parametrize(
    "line",
    [
        flow.FlowLine(donor="d", use="fees", amount=Cents(-1)),
        flow.FlowLine(donor="d", use="elsewhere", amount=Cents(1)),
        flow.FlowLine(donor="d", use="fees", amount=Cents(1), project="p"),
        flow.FlowLine(donor="d", use="crisis_response", amount=Cents(1)),
    ],
)
def test_a_line_that_means_nothing_is_refused(line: flow.FlowLine) -> None:
    wrong = flow.Flow(donors=[flow.FlowNode(key="d", label="d")], projects=[], lines=[line])
    with pytest.raises(ValueError, match="no flow is drawn"):
        flow.group(wrong)
