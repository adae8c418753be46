"""The picture that other sites show beside a link to a public page: a fund's name and its money.

1200 by 630 points, as those sites ask for. What it says stands on the page in words as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from fundtracker.charts.palette import COLOURS
from fundtracker.documents.wording import printable, spaced
from fundtracker.i18n import format_amount
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from fundtracker.money import Cents

WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_FOOT = 210
_FONTS = Path(__file__).parent / "fonts"
_PALE = "#cfdfec"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the picture says; ``parts`` are roles of the palette with their amounts, in cents."""

    title: str
    subtitle: str
    received: Cents
    parts: tuple[tuple[str, Cents], ...]
    notice: str = ""


def draw(card: Card) -> bytes:
    """Return the picture as a PNG; the same card gives the same bytes."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), COLOURS["justified"])
    pen = ImageDraw.Draw(picture)
    pen.text((_MARGIN, 70), "FundTracker", fill=_PALE, font=_font("Semibold", 34))
    size, lines = _fitted(printable(card.title))
    y = 170
    for line in lines:
        pen.text((_MARGIN, y), line, fill="white", font=_font("Semibold", size))
        y += round(size * 1.12)
    subtitle = _cut(printable(card.subtitle), "Regular", 34)
    pen.text((_MARGIN, y + 14), subtitle, fill=_PALE, font=_font("Regular", 34))
    told = _("received: %(amount)s", amount=spaced(format_amount(card.received)))
    # White under the bar, so that every part of it stands out.
    pen.rectangle((0, HEIGHT - _FOOT, WIDTH, HEIGHT), fill=COLOURS["surface"])
    pen.text((_MARGIN, HEIGHT - 182), told, fill=COLOURS["label"], font=_font("Semibold", 44))
    if card.notice:
        room = _font("Semibold", 26).getlength(card.notice)
        place = (WIDTH - _MARGIN - room, 76)
        pen.text(place, card.notice, fill="#fdf3d8", font=_font("Semibold", 26))
    _draw_parts(pen, card)
    target = BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def _draw_parts(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """Draw where the money is, as one bar."""
    whole = sum(amount for _role, amount in card.parts)
    top, bottom = HEIGHT - 100, HEIGHT - 48
    left, room = float(_MARGIN), WIDTH - 2 * _MARGIN
    pen.rectangle((left, top, left + room - 1, bottom), fill=COLOURS["track"])
    for role, amount in card.parts if whole > 0 else ():
        right = left + room * amount / whole
        if right - left >= 1:
            pen.rectangle((round(left), top, round(right) - 1, bottom), fill=COLOURS[role])
        left = right


def _fitted(title: str) -> tuple[int, list[str]]:
    """Return a title in one or two lines, as large as they fit; cut where even those do not."""
    room = WIDTH - 2 * _MARGIN
    words = title.split()
    for size in (92, 76, 62):
        font = _font("Semibold", size)
        if font.getlength(title) <= room:
            return size, [title]
        for n in range(len(words) - 1, 0, -1):
            first, second = " ".join(words[:n]), " ".join(words[n:])
            if font.getlength(first) <= room:
                if font.getlength(second) <= room:
                    return size, [first, second]
                break
    return 62, [_cut(title, "Semibold", 62)]


def _cut(text: str, face: str, size: int) -> str:
    font, room = _font(face, size), WIDTH - 2 * _MARGIN
    while text and font.getlength(text) > room:
        text = text[:-2].rstrip() + "…"
    return text


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"SourceSans3-{face}.ttf", size)
