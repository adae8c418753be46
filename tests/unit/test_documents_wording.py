"""Text that people wrote, made fit for print."""

from __future__ import annotations

from typing import Any

import pytest
from reportlab.platypus import Paragraph

from fundtracker.documents.typefaces import REGULAR, has_glyph, shortened, width
from fundtracker.documents.typography import BODY, prose
from fundtracker.documents.wording import escaped, filled, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Saint-Étienne\t\n du  Bois ", "Saint-Étienne du Bois"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("abc\u202edef\u202c\u200f\u2066", "abcdef"),
        ("e\u0301", "é"),
        ("5\u202f000\u00a0€", "5\u202f000\u00a0€"),
        ("Київ", "Київ"),
        ("بيروت", "□□□□□"),
        ("", ""),
    ],
)
def test_text_is_one_printable_line(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_name_of_10_000_characters_ends_in_an_ellipsis() -> None:
    shown = printable("W" * 10_000, 140)
    assert shown == "W" * 139 + "…"


def test_a_long_text_whose_start_is_blank_says_that_it_was_cut() -> None:
    assert printable(" " * 400 + "x", 100) == "…"


def test_a_text_at_the_limit_is_not_cut() -> None:
    assert printable("W" * 140, 140) == "W" * 140


def test_markup_is_shown_and_narrow_spaces_hold() -> None:
    markup = escaped("<b>1\u202f000</b> & co")
    assert markup == "&lt;b&gt;1\u00a0000&lt;/b&gt; &amp; co"
    paragraph = Paragraph(markup, BODY)
    assert "".join(frag.text for frag in paragraph.frags) == "<b>1\u00a0000</b> & co"


def test_a_filled_sentence_escapes_its_template_and_its_values() -> None:
    markup = filled("a & %(name)s", name="<i>%(x)s")
    assert markup == "a &amp; <b>&lt;i&gt;%(x)s</b>"


def test_an_amount_is_never_broken_over_two_lines() -> None:
    paragraph = prose("mot " * 30 + "1\u202f234\u202f567,89\u00a0€ " + "mot " * 30)
    for room in range(120, 240, 7):
        paragraph.wrap(room, 1_000)
        laid_out: Any = vars(paragraph)["blPara"]
        lines = [" ".join(line[1]) for line in laid_out.lines]
        assert any("1\u00a0234\u00a0567,89\u00a0€" in line for line in lines)


def test_the_fonts_draw_what_amounts_are_written_with() -> None:
    assert all(map(has_glyph, "0123456789\u202f\u00a0€−–…’œ«»→■□"))


@pytest.mark.parametrize("room", [9.0, 60.0, 300.0])
def test_a_shortened_text_fits(room: float) -> None:
    text = shortened("Communauté d’agglomération " * 9, REGULAR, 9, room)
    assert text.endswith("…")
    assert width(text, REGULAR, 9) <= room
