"""Money over time: every amount in its place, every name readable, at every width."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.charts import over_time
from fundtracker.charts.shapes import Area
from fundtracker.i18n import Locale, use_locale
from fundtracker.money import Cents
from fundtracker.position.over_time import Point
from tests.unit.charts_geometry import assert_readable, texts

START = date(2016, 4, 30)


def _points(steps: list[tuple[int, int, int, int]], days: int) -> list[Point]:
    """Make points whose parts lie within each other, some days apart."""
    found, received = [], 0
    for number, (more, allocated, paid, justified) in enumerate(steps):
        received += more
        whole = received * allocated // 100
        out = whole * paid // 100
        found.append(
            Point(
                on=START + timedelta(days=days * number),
                received=Cents(received),
                allocated=Cents(whole),
                paid=Cents(out),
                justified=Cents(out * justified // 100),
            )
        )
    return found


shares = st.integers(min_value=0, max_value=100)
amounts = st.integers(min_value=0, max_value=99_999_999_99)
all_points = st.builds(
    _points,
    st.lists(st.tuples(amounts, shares, shares, shares), min_size=1, max_size=30),
    st.integers(min_value=1, max_value=400),
)
widths = st.sampled_from([320.0, 340.0, 700.0, 860.0])


@given(all_points, widths, st.booleans())
def test_it_is_readable_at_every_width(points: list[Point], width: float, whole: bool) -> None:  # noqa: FBT001
    drawn = over_time.draw(over_time.OverTime(points=points, is_whole=whole), width)
    assert_readable(drawn)


@given(all_points, widths)
def test_areas_stay_within_the_picture_and_within_each_other(
    points: list[Point], width: float
) -> None:
    drawn = over_time.draw(over_time.OverTime(points=points), width)
    areas = [it for it in drawn.shapes if isinstance(it, Area)]
    for area in areas:
        for x, y in area.points:
            assert -0.01 <= x <= width + 0.01
            assert 0 <= y <= drawn.height
    for outer, inner in pairwise(areas):
        for (_x0, high), (_x1, low) in zip(outer.points, inner.points, strict=True):
            assert high <= low + 0.01


def test_the_height_of_a_point_is_its_amount() -> None:
    points = _points([(1000, 100, 100, 100), (1000, 50, 50, 50)], 365)
    drawn = over_time.draw(over_time.OverTime(points=points), 860)
    received, allocated, paid, justified = [it for it in drawn.shapes if isinstance(it, Area)]
    base = received.points[0][1]
    full = base - received.points[-2][1]
    heights = [base - it.points[-2][1] for it in (allocated, paid, justified)]
    assert heights == pytest.approx([full / 2, full / 4, full / 8])


def test_each_area_is_named_with_its_last_amount() -> None:
    points = _points([(100_00, 80, 50, 50)], 1)
    said = [it.text for it in texts(over_time.draw(over_time.OverTime(points=points), 860))]
    assert "justifié" in said
    assert "20,00\u00a0€" in said


def test_the_table_says_the_end_of_each_year() -> None:
    points = _points([(100_00, 80, 50, 50)] * 24, 31)
    table = over_time.OverTime(points=points).table()
    days = [row[0] for row in table.rows]
    assert days == ["31 décembre 2016", "31 décembre 2017", "13 avril 2018"]
    assert len(table.columns) == 5


def test_no_point_and_negative_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="points"):
        over_time.draw(over_time.OverTime(points=[]), 860)
    wrong = _points([(-5, 100, 0, 0)], 1)
    with pytest.raises(ValueError, match="points"):
        over_time.draw(over_time.OverTime(points=wrong), 860)


def test_the_grid_is_written_in_the_language_of_the_moment() -> None:
    points = _points([(90_000_00, 80, 50, 50)], 1)
    expected: tuple[tuple[Locale, str], ...] = (("fr", "80\u202f000\u00a0€"), ("en", "€80,000"))
    for locale, amount in expected:
        with use_locale(locale):
            said = [it.text for it in texts(over_time.draw(over_time.OverTime(points=points)))]
        assert amount in said
