"""Coordinates as maps and people write them."""

from __future__ import annotations

import pytest
from wtforms import Form

from fundtracker.web.coordinates import CoordinateField


def _read(typed: str, limit: int = 90) -> float:
    class Some(Form):
        place = CoordinateField("Lieu", limit=limit)

    return Some().place.read(typed)


@pytest.mark.parametrize(
    ("typed", "degrees"),
    [
        ("-0.9537", -0.9537), ("0,9537 S", -0.9537), ("0°57'13\"S", -0.953611), ("45", 45.0),
        ("0° 57' S", -0.95), ("80,4529 O", -80.4529), ("\u22125", -5.0), ("90", 90.0),
    ],
)  # fmt: skip
def test_a_coordinate_is_read_as_it_is_written(typed: str, degrees: float) -> None:
    assert _read(typed) == degrees


@pytest.mark.parametrize("typed", ["", "x", "91", "1e3", "٤", "0°60'S", "NaN", "1,2,3", "--5"])
def test_what_is_no_coordinate_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="coord"):
        _read(typed)
