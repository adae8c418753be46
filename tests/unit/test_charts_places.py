"""The map of projects: every place inside it, names that do not hide each other, land cut clean."""

from __future__ import annotations

import itertools
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.charts.outlines import Window, land
from fundtracker.charts.places import Places, Site, draw
from fundtracker.charts.shapes import Area, Mark, Text
from fundtracker.charts.text import width as text_width
from fundtracker.i18n import use_locale

PALU = (-0.9, 119.87)
ROLES = ["crisis_response", "risk_reduction", "capacity_building", "fund_costs"]


def site(latitude: float, longitude: float, place: str = "Palu", role: str = ROLES[0]) -> Site:
    return Site(latitude=latitude, longitude=longitude, place=place, project="Projet", role=role)


def test_land_is_cut_at_the_edges_of_its_window() -> None:
    window = Window(west=-83, south=-4, east=-77, north=2)
    found = land(window)
    assert found
    for ring in found:
        for east, north in ring:
            assert window.west <= east <= window.east
            assert window.south <= north <= window.north
    # A point of Ecuador is on land, one of the ocean is not.
    assert any(_holds(ring, -78.5, -0.2) for ring in found)
    assert not any(_holds(ring, -82.5, -3.0) for ring in found)


def _holds(ring: list[tuple[float, float]], east: float, north: float) -> bool:
    inside = False
    for (x0, y0), (x1, y1) in itertools.pairwise([*ring, ring[0]]):
        if (y0 > north) != (y1 > north) and east < (x1 - x0) * (north - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


@given(
    st.lists(
        st.tuples(
            st.floats(-89, 89), st.floats(-180, 180), st.sampled_from(ROLES), st.text(max_size=60)
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([340.0, 860.0]),
)
def test_every_place_is_on_the_map_wherever_it_is(
    found: list[tuple[float, float, str, str]], width: float
) -> None:
    drawn = draw(Places(sites=[site(a, b, name, role) for a, b, role, name in found]), width)
    marks = [it for it in drawn.shapes if isinstance(it, Mark) and it.role != "surface"]
    assert marks
    for it in marks:
        assert -30 <= it.x <= drawn.width + 30
        assert -1 <= it.y <= drawn.height + 1
    names = [it for it in drawn.shapes if isinstance(it, Text)]
    boxes = [
        (it.x, it.y - it.size, it.x + text_width(it.text, it.size, bold=True), it.y) for it in names
    ]
    for one, two in itertools.combinations(boxes, 2):
        assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]
    for area in (it for it in drawn.shapes if isinstance(it, Area)):
        for x, y in area.points:
            assert -1 <= x <= drawn.width + 1
            assert -1 <= y <= drawn.height + 1


def test_places_that_would_hide_each_other_are_told_by_one_name() -> None:
    near = [site(PALU[0] + n / 100, PALU[1], role=role) for n, role in enumerate(ROLES[:3])]
    with use_locale("fr"):
        drawn = draw(Places(sites=[*near, site(PALU[0], PALU[1] + 4, "Luwuk")]), 860)
    assert [it.text for it in drawn.shapes if isinstance(it, Text)] == ["Palu · 3 projets", "Luwuk"]
    shown = [it.shape for it in drawn.shapes if isinstance(it, Mark) and it.role != "surface"]
    assert sorted(shown) == ["circle", "diamond", "triangle", "triangle"]


def test_a_map_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one place"):
        draw(Places(sites=[]))


def test_a_map_drawn_again_costs_next_to_nothing() -> None:
    places = Places(sites=[site(*PALU)])
    draw(places, 860)
    begun = perf_counter()
    for _ in range(20):
        draw(places, 860)
    assert perf_counter() - begun < 0.2
