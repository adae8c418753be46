from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFontFile

from fundtracker import documents
from fundtracker.charts import text

FONTS = Path(documents.__path__[0]) / "fonts"


@pytest.mark.parametrize(("name", "bold"), [("Regular", False), ("Semibold", True)])
def test_widths_are_those_of_the_font(name: str, bold: bool) -> None:  # noqa: FBT001
    font = TTFontFile(FONTS / f"SourceSans3-{name}.ttf")
    for sign in map(chr, range(0x20, 0x7F)):
        expected = font.charWidths[ord(sign)]
        assert text.width(sign, 1000, bold=bold) == pytest.approx(expected, abs=1), sign


def test_an_accent_adds_no_width() -> None:
    assert text.width("éàçÎô", 10) == text.width("eacIo", 10)


@given(st.text(max_size=60), st.floats(min_value=20, max_value=400))
def test_a_fitted_text_fits(words: str, room: float) -> None:
    assert text.width(text.fit(words, 13, room), 13) <= room + 1e-6


@given(st.text(max_size=200), st.integers(min_value=1, max_value=4))
def test_wrapped_lines_fit_and_are_no_more_than_asked(words: str, lines: int) -> None:
    wrapped = text.wrap(words, 13, 120, lines)
    assert len(wrapped) <= lines
    assert all(text.width(line, 13) <= 120 for line in wrapped)


def test_a_long_name_is_shortened_with_an_ellipsis() -> None:
    assert text.wrap("a" * 10_000, 13, 120, 2)[0].endswith("…")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u2066", "\u200f", "\ufeff"])
def test_signs_that_deceive_are_left_out(sign: str) -> None:
    assert text.clean(f"Lyon{sign} ville") == "Lyon ville"


def test_a_name_stays_on_one_line() -> None:
    assert text.clean("Lyon\nville ") == "Lyon ville"
