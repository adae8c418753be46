"""A typeface whose everyday characters have the same places in every document."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas

from fundtracker.documents import typefaces
from fundtracker.documents.everyday_font import EVERYDAY, EverydayFont
from fundtracker.documents.typefaces import REGULAR, has_glyph


def _drawn(*lines: str, font: str = REGULAR) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, invariant=1, pageCompression=1)
    canvas.setFont(font, 12)
    for number, line in enumerate(lines):
        canvas.drawString(40, 780 - 20 * number, line)
    canvas.save()
    return target.getvalue()


def _faces(file: bytes) -> list[bytes]:
    """Return what is embedded of the typeface, part by part."""
    with pikepdf.open(BytesIO(file)) as document:
        fonts: Any = document.pages[0].Resources.Font
        return [bytes(fonts[key].FontDescriptor.FontFile2.read_bytes()) for key in sorted(fonts)]


def test_documents_in_french_and_english_embed_the_same_part_of_the_face() -> None:
    one = _drawn("Où est passé l’argent ? 1\u00a0234,56\u00a0€")
    other = _drawn("“Where did it go” – €1,234.56…", "Œuvre, naïf, Ÿ")
    (face,) = _faces(one)
    assert _faces(other) == [face]
    assert one != other


def test_the_face_draws_every_everyday_character() -> None:
    assert [sign for sign in EVERYDAY if not has_glyph(sign)] == []


@pytest.mark.parametrize(
    "line",
    [EVERYDAY, "Łódź, Gdańsk", "Ελλάδα", "Київ", "à Łódź l’été", "~!@#$%^&*()[]{}|\\", ""],
)
def test_what_is_drawn_is_read_again(line: str) -> None:
    text = PdfReader(BytesIO(_drawn(line, "fin"))).pages[0].extract_text()
    assert line in text
    assert "fin" in text


def test_more_characters_than_one_part_has_go_to_the_next() -> None:
    others = [chr(code) for code in range(0x100, 0x500) if has_glyph(chr(code))][:400]
    line = "".join(others)
    file = _drawn(line)
    assert len(_faces(file)) > 1
    # Parts are drawn one after the other, and may be read with a space between them.
    text = "".join(PdfReader(BytesIO(file)).pages[0].extract_text().split())
    assert text == line


def test_two_documents_at_once_keep_their_own_further_characters() -> None:
    targets = [BytesIO(), BytesIO()]
    canvases = [Canvas(it, invariant=1) for it in targets]
    lines = ("Łódź", "Ελλάδα")
    for canvas in canvases:
        canvas.setFont(REGULAR, 12)
    for canvas, line in zip(canvases, lines, strict=True):
        canvas.drawString(40, 700, line)
    for canvas in canvases:
        canvas.save()
    for target, line in zip(targets, lines, strict=True):
        assert PdfReader(target).pages[0].extract_text().strip() == line


def test_a_document_that_is_not_packed_embeds_the_face_as_it_is() -> None:
    folder = Path(typefaces.__file__).parent / "fonts"
    font = EverydayFont("Trial", str(folder / "SourceSans3-Regular.ttf"))
    font.face.name = b"Trial"
    registerFont(font)
    target = BytesIO()
    canvas = Canvas(target, pageCompression=0)
    canvas.setFont("Trial", 12)
    canvas.drawString(40, 700, "été")
    canvas.save()
    assert PdfReader(target).pages[0].extract_text().strip() == "été"
