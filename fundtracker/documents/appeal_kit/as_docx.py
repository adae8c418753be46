"""Writes a paper of the kit as a DOCX, for a collectivity to adapt; the same gives the same."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from fundtracker.documents.appeal_kit.paper import BlockKind, made_up
from fundtracker.i18n import use_locale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from docx.document import Document as Written
    from docx.text.paragraph import Paragraph

    from fundtracker.documents.appeal_kit.paper import Block, Paper
    from fundtracker.documents.news import Photograph

_STYLES = {
    BlockKind.TITLE: "Heading 1",
    BlockKind.HEADING: "Heading 2",
    BlockKind.POINT: "List Bullet",
}
_ACCENT = RGBColor(0x1F, 0x4E, 0x79)
# A font that every office has: the paper is the collectivity's once it is opened.
_FONT = "Calibri"
_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
_PHOTO = Cm(5)


def as_docx(paper: Paper, as_of: date) -> bytes:
    """Return the paper as a DOCX in French; what is to be completed is highlighted."""
    document = Document()
    _prepare(document, paper, as_of)
    facts: list[Block] = []
    for block in paper.blocks:
        if block.kind is BlockKind.FACT:
            facts.append(block)
            continue
        _facts(document, facts)
        facts = []
        if any(it.text for it in block.pieces):
            written = document.add_paragraph(style=_STYLES.get(block.kind, "Normal"))
            if block.kind is BlockKind.RIGHT:
                written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _write(written, block, is_small=block.kind is BlockKind.NOTE)
        if block.kind is BlockKind.TITLE and paper.photos:
            _photographs(document, paper.photos)
    _facts(document, facts)
    target = BytesIO()
    document.save(target)
    return _dated(target.getvalue(), as_of)


def _prepare(document: Written, paper: Paper, as_of: date) -> None:
    properties = document.core_properties
    properties.title = paper.title
    properties.subject = paper.fund
    properties.author = paper.collectivity or paper.fund
    properties.language = _LANGUAGES[paper.locale]
    properties.comments = ""
    properties.created = properties.modified = datetime(
        as_of.year, as_of.month, as_of.day, tzinfo=UTC
    )
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    for name, size in (("Normal", 11), ("Heading 1", 20), ("Heading 2", 13)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        if name != "Normal":
            style.font.color.rgb = _ACCENT
    language = document.styles["Normal"].element.get_or_add_rPr()
    mark = language.makeelement(qn("w:lang"), {qn("w:val"): _LANGUAGES[paper.locale]})
    language.append(mark)
    if paper.is_demonstration:
        head = section.header.paragraphs[0]
        with use_locale(paper.locale):
            head.text = made_up()
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _photographs(document: Written, photos: Sequence[Photograph]) -> None:
    """Set photographs side by side, over their captions."""
    table = document.add_table(rows=2, cols=len(photos))
    for photo, shown, said in zip(photos, table.rows[0].cells, table.rows[1].cells, strict=True):
        picture = shown.paragraphs[0].add_run().add_picture(BytesIO(photo.content), width=_PHOTO)
        # What it shows, to whoever does not see it.
        picture._inline.docPr.set("descr", photo.caption)  # noqa: SLF001 - there is no setting for it
        said.paragraphs[0].add_run(photo.caption).font.size = Pt(9)
    document.add_paragraph()


def _facts(document: Written, facts: list[Block]) -> None:
    if not facts:
        return
    table = document.add_table(rows=0, cols=2)
    for it in facts:
        label, value = table.add_row().cells
        label.width, value.width = Cm(5), Cm(11.4)
        label.paragraphs[0].add_run(it.label)
        _write(value.paragraphs[0], it)
    document.add_paragraph()


def _write(written: Paragraph, block: Block, *, is_small: bool = False) -> None:
    for text, is_open in _runs(block):
        run = written.add_run(text)
        if is_open:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if is_small:
            run.font.size = Pt(9)


def _runs(block: Block) -> Iterator[tuple[str, bool]]:
    """Give the words of a block, those to be completed apart."""
    for piece in block.pieces:
        if piece.is_open:
            yield piece.text, True
            continue
        first, *parts = piece.text.split("[")
        if first:
            yield first, False
        for part in parts:
            inside, _, after = part.partition("]")
            yield f"[{inside}]", True
            if after:
                yield after, False


def _dated(content: bytes, as_of: date) -> bytes:
    """Write the archive anew, dated by its content: the clock would make two of it differ."""
    target = BytesIO()
    day = (as_of.year, as_of.month, as_of.day, 0, 0, 0)
    with (
        zipfile.ZipFile(BytesIO(content)) as written,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in written.namelist():
            entry = zipfile.ZipInfo(name, day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, written.read(name))
    return target.getvalue()
