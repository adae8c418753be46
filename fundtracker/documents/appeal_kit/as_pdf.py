"""Draws a paper of the kit as a PDF, plain as a paper of administration is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from fundtracker.documents.appeal_kit.paper import BlockKind, made_up
from fundtracker.documents.grid import Grid, Line, Look, Track
from fundtracker.documents.news import PhotoRow
from fundtracker.documents.page import COLUMN, Furniture, Title, build
from fundtracker.documents.tags import Point
from fundtracker.documents.typography import (
    BODY,
    CELL,
    CELL_LABEL,
    HEADING,
    NOTE,
    NOTICE,
    TITLE,
    paragraph,
)
from fundtracker.documents.wording import escaped, printable
from fundtracker.i18n import gettext as _
from fundtracker.i18n import use_locale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from reportlab.platypus import Flowable

    from fundtracker.documents.appeal_kit.paper import Block, Paper

_RIGHT = ParagraphStyle("right", BODY, alignment=TA_RIGHT)
_POINT = ParagraphStyle("point", BODY, leftIndent=14, bulletIndent=0)
_LABEL = 150.0
_LOOK = Look(above=1, below=2)


def as_pdf(paper: Paper, as_of: date) -> bytes:
    """Return the paper as a PDF; what is to be completed stands out. The same gives the same."""
    with use_locale(paper.locale):
        furniture = Furniture(
            title=printable(f"{paper.title} – {paper.fund}"),
            author=printable(paper.collectivity or paper.fund),
            language=paper.locale,
            dated=as_of,
            subject=printable(paper.fund),
            state=_("Model to be adapted"),
            seal=_("What is between brackets is to be completed"),
            notice=made_up() if paper.is_demonstration else "",
        )
        return build(list(_story(paper)), furniture)


def _story(paper: Paper) -> Iterator[Flowable]:
    facts: list[Block] = []
    for index, block in enumerate(paper.blocks):
        if facts and block.kind is not BlockKind.FACT:
            yield _table(facts)
            facts = []
        if block.kind is BlockKind.FACT:
            facts.append(block)
        elif block.kind in {BlockKind.TITLE, BlockKind.HEADING}:
            yield _title(block, index)
        elif block.kind is BlockKind.POINT:
            yield Point(_markup(block), _POINT, bulletText="–")
        elif any(it.text for it in block.pieces):
            style = {BlockKind.NOTE: NOTE, BlockKind.RIGHT: _RIGHT}.get(block.kind, BODY)
            yield Paragraph(_markup(block), style)
        if block.kind is BlockKind.TITLE and paper.photos:
            yield PhotoRow(paper.photos)
    if facts:
        yield _table(facts)


def _title(block: Block, index: int) -> Title:
    text = "".join(it.text for it in block.pieces)
    if block.kind is BlockKind.TITLE:
        return Title(text, TITLE, f"part-{index}")
    return Title(text, HEADING, f"part-{index}", level=1)


def _table(facts: list[Block]) -> Grid:
    lines = [
        Line(
            cells=[
                [paragraph(printable(it.label), CELL_LABEL)],
                [Paragraph(_markup(it), CELL)],
            ],
            look=_LOOK,
        )
        for it in facts
    ]
    tracks = [Track(_LABEL, 6), Track(COLUMN - _LABEL, 6)]
    return Grid(tracks, lines, heads="column", space_before=3, space_after=8)


def _markup(block: Block) -> str:
    """Write a block as markup: what is to be completed stands on a pale ground."""
    return "".join(_stands_out(it.text) if it.is_open else _text(it.text) for it in block.pieces)


def _text(text: str) -> str:
    """Mark what the text itself leaves between brackets."""
    first, *parts = text.split("[")
    marked = escaped(first)
    for part in parts:
        inside, _closed, after = part.partition("]")
        marked += _stands_out(f"[{inside}]") + escaped(after)
    return marked


def _stands_out(text: str) -> str:
    return f'<span backColor="#{NOTICE.hexval()[2:]}">{escaped(text)}</span>'
