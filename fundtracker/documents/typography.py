"""Sizes, colours and paragraph styles of documents: one type family, one accent."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph

from fundtracker.charts.palette import COLOURS
from fundtracker.documents.typefaces import REGULAR, SEMIBOLD
from fundtracker.documents.wording import PROSE, printable, spaced
from fundtracker.i18n import current_locale

INK = HexColor(COLOURS["label"])
MUTED = HexColor(COLOURS["muted"])
ACCENT = HexColor(COLOURS["justified"])
PALE = HexColor("#cfdfec")
WASH = HexColor("#f1f5f9")
HAIR = HexColor("#d5dbe1")
RULE = HexColor(COLOURS["rule"])
WHITE = HexColor(COLOURS["surface"])
ALERT = HexColor(COLOURS["alert"])
NOTICE = HexColor("#fdf3d8")
NOTICE_INK = HexColor("#6b4a00")

# A paragraph breaks lines anywhere else itself: what people meant to keep together stays so.
_BREAKS = re.compile(r"[ \t\r\n\f\v]+")

_HYPHENATION = {"fr": "fr_FR", "en": "en_GB"}


def colour(role: str) -> Color:
    """Return the colour of a role of the charts' palette."""
    return HexColor(COLOURS[role])


def _style(name: str, size: float, leading: float, **others: Any) -> ParagraphStyle:  # noqa: ANN401
    settings: dict[str, Any] = {
        "fontName": REGULAR,
        "bulletFontName": REGULAR,
        "textColor": INK,
        "fontSize": size,
        "leading": leading,
        "allowWidows": 0,
        "allowOrphans": 0,
    }
    return ParagraphStyle(name, **{**settings, **others})


TITLE = _style("title", 23, 27, fontName=SEMIBOLD, textColor=ACCENT, spaceBefore=26, spaceAfter=9)
HEADING = _style("heading", 13.5, 17, fontName=SEMIBOLD, spaceBefore=13, spaceAfter=5)
PROJECT = _style("project", 15, 18.5, fontName=SEMIBOLD, spaceBefore=5, spaceAfter=6)
ITEM = _style("item", 11, 14, fontName=SEMIBOLD)
SUBHEADING = _style(
    "subheading", 9.2, 12, fontName=SEMIBOLD, textColor=MUTED, spaceBefore=9, spaceAfter=3
)
LEAD = _style("lead", 13.5, 19.5, spaceAfter=10)
BODY = _style("body", 10, 14.2, spaceAfter=5)
NOTE = _style("note", 8.6, 11.8, textColor=MUTED, spaceAfter=4)
CELL = _style("cell", 9, 11.6, allowWidows=1, allowOrphans=1)
CELL_MUTED = _style("cell muted", 8.4, 11, textColor=MUTED, allowWidows=1, allowOrphans=1)
HEAD_RIGHT = _style("head right", 8.2, 10.5, fontName=SEMIBOLD, textColor=MUTED, alignment=TA_RIGHT)
CELL_LABEL = _style("cell label", 9, 11.6, textColor=MUTED, allowWidows=1, allowOrphans=1)
CELL_STRONG = _style("cell strong", 9, 11.6, fontName=SEMIBOLD)


@cache
def _hyphenated(style: ParagraphStyle, language: str) -> ParagraphStyle:
    return ParagraphStyle(
        f"{style.name} {language}", style, hyphenationLang=language, uriWasteReduce=0.3
    )


@cache
def _fragment(style: ParagraphStyle) -> Any:  # noqa: ANN401 - ReportLab's own fragment of text
    """Return what ReportLab's reader of markup makes of a text without any, in a style."""
    return Paragraph("x", style).frags[0]


def letters(text: str, style: ParagraphStyle) -> list[Any] | None:
    """Return the fragments of a paragraph that shows ``text`` literally; None where it is empty."""
    words = " ".join(_BREAKS.split(spaced(text))).strip(" ")
    return [_fragment(style).clone(text=words)] if words else None


def plain(text: str, style: ParagraphStyle) -> Paragraph:
    """Return text as a paragraph that shows it literally: it is not read as markup at all."""
    return Paragraph("", style, frags=letters(text, style))


def paragraph(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Return our own wording as a paragraph; ``text`` is no markup."""
    return plain(text, style)


def marked_up(markup: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Return a paragraph of ``wording.filled`` markup."""
    return Paragraph(markup, style)


def prose(text: str, style: ParagraphStyle = BODY, limit: int = PROSE) -> Paragraph:
    """Return what people wrote at length, hyphenated in the language of the moment."""
    style = _hyphenated(style, _HYPHENATION[current_locale()])
    return plain(printable(text, limit), style)
