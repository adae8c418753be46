"""The style sheet: colours that can be told apart and read, nothing from elsewhere, few bytes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import fundtracker
from fundtracker.charts.palette import COLOURS

STATIC = Path(fundtracker.__path__[0]) / "static"
SHEET = (STATIC / "css" / "fundtracker.css").read_text(encoding="utf-8")
VARIABLE = re.compile(r"--ft-([\w-]+):\s*(#[0-9a-f]{3,6});")
FIRST_LOAD = (
    "vendor/bootstrap.css",
    "css/fundtracker.css",
    "js/theme.js",
    "fonts/fundtracker-sans-latin-upright.woff2",
)


def _themes() -> dict[str, dict[str, str]]:
    light, by_system, by_choice = re.split(r"@media screen", SHEET)[:3]
    dark = dict(VARIABLE.findall(by_system))
    assert dark == dict(VARIABLE.findall(by_choice.split("/* The page */")[0]))
    return {"light": dict(VARIABLE.findall(light)), "dark": dark}


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("ink", "muted", "accent", "bad", "good")
          for ground in ("surface", "paper")),
        ("ink", "accent-soft"), ("accent", "accent-soft"), ("ink", "sunken"),
        ("accent-ink", "accent"), ("good", "good-soft"), ("warn", "warn-soft"),
        ("bad", "bad-soft"), ("paper", "ink"), ("muted", "accent-soft"),
    ],
)  # fmt: skip
def test_text_is_readable_in_light_and_dark(theme: str, ink: str, ground: str) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    ["c-crisis_response", "c-risk_reduction", "c-capacity_building", "line-strong", "focus"],
)
def test_what_means_something_stands_out_from_the_ground(theme: str, name: str) -> None:
    colours = _themes()[theme]
    assert _contrast(colours[name], colours["surface"]) >= 3


def test_documents_and_pages_show_the_same_colours() -> None:
    light = _themes()["light"]
    for role, colour in COLOURS.items():
        if f"c-{role}" in light:
            assert light[f"c-{role}"] == colour, role
    assert COLOURS["label"] == light["ink"]
    assert COLOURS["muted"] == light["muted"]


def test_every_role_of_a_box_has_its_class() -> None:
    words = {"rule", "hatching", "label", "muted", "alert", "promised", "coast"}
    for role in COLOURS.keys() - words:
        assert f".c-{role} {{" in SHEET


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.[cj]s*")), ids=lambda path: path.name)
def test_no_style_sheet_or_script_of_ours_asks_elsewhere(path: Path) -> None:
    asked = re.findall(
        r"(?:url\(|@import|src=|fetch\()\s*[\"']?(https?:)?//", path.read_text("utf-8")
    )
    assert not asked


def test_the_assets_of_a_first_load_leave_room_for_the_page() -> None:
    weight = sum(_transferred(STATIC / name) for name in FIRST_LOAD)
    assert weight < 65_000


def _transferred(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))
