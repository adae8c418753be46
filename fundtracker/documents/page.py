"""The page of documents: its grid, what stands at its head and foot, its number among all."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import segno
from reportlab.lib.pagesizes import A4
from reportlab.platypus import BaseDocTemplate, PageTemplate, Paragraph

from fundtracker.documents.imprint import shown_code
from fundtracker.documents.structure import structured
from fundtracker.documents.tags import PageTags, TaggedCanvas, TaggedFrame
from fundtracker.documents.typefaces import REGULAR, SEMIBOLD, shortened, width
from fundtracker.documents.typography import (
    ACCENT,
    HAIR,
    INK,
    MUTED,
    NOTICE,
    NOTICE_INK,
    WHITE,
    letters,
)
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

    from fundtracker.documents.imprint import Imprint

WIDTH, HEIGHT = A4
MARGIN = 57.0
COLUMN = WIDTH - 2 * MARGIN
TOP = 78.0
BOTTOM = 62.0
_QR = 33.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands on every page: ``subject`` and ``state`` at the head, ``seal`` at the foot.

    ``notice`` is the sentence of a demonstration. ``cover`` draws the first page, once the pages
    of all sections are known; without it the first page is like the others.
    """

    title: str
    author: str
    language: str
    subject: str
    state: str
    seal: str
    dated: date
    notice: str = ""
    imprint: Imprint | None = None
    cover: Callable[[TaggedCanvas, Sequence[Section], int], None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading as the outline and the cover's list name it."""

    key: str
    title: str
    level: int
    page: int


@dataclass(slots=True)
class _Mark:
    key: str
    title: str
    level: int
    top: float


class Title(Paragraph):
    """A heading that the outline lists; ``level`` 0 is a section of the document."""

    def __init__(self, text: str, style: ParagraphStyle, key: str, level: int = 0) -> None:
        super().__init__("", style, frags=letters(text, style))
        self.entry = (key, text, level)
        self.tag = f"H{level + 1}"

    def split(self, _width: float, _height: float) -> list[Flowable]:
        """Stay whole: a heading goes to the next page rather than in two."""
        return []

    def draw(self) -> None:
        """Draw the heading and leave its mark for the outline."""
        key, text, level = self.entry
        _x, top = self.canv.absolutePosition(0, self.height)
        cast("_Pages", self.canv).marks.append(_Mark(key, text, level, top + 24))
        super().draw()


@dataclass(slots=True)
class _Kept:
    """A page that waits until the number of pages is known."""

    state: dict[str, object]
    marks: list[_Mark] = field(default_factory=list)


class _Pages(TaggedCanvas):
    """A canvas that keeps its pages back until their number is known, and all their tags."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - ReportLab’s own
        furniture: Furniture,
        all_tags: list[PageTags],
        **options: Any,  # noqa: ANN401 - likewise
    ) -> None:
        self.marks: list[_Mark] = []
        self._kept: list[_Kept] = []
        self._furniture = furniture
        self._all_tags = all_tags
        super().__init__(*args, **{**options, "initialFontName": REGULAR})
        _date(self, furniture.dated)

    def showPage(self) -> None:  # noqa: N802 - ReportLab's name
        """Keep the page back."""
        self._kept.append(_Kept({**self.__dict__}, self.marks))
        self.marks = []
        self.tags.number = len(self._all_tags)
        self._all_tags.append(self.tags)
        self.tags = PageTags()
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        """Draw head and foot on every page, the outline, and write the file."""
        kept, count = self._kept, len(self._kept)
        sections = [
            Section(key=mark.key, title=mark.title, level=mark.level, page=number)
            for number, page in enumerate(kept, start=1)
            for mark in page.marks
        ]
        for number, page in enumerate(kept, start=1):
            self.__dict__.update(page.state)
            for mark in page.marks:
                self.bookmarkHorizontal(mark.key, 0, mark.top)
                self.addOutlineEntry(mark.title, mark.key, mark.level, closed=mark.level > 0)
            if number == 1 and self._furniture.cover:
                self._furniture.cover(self, sections, count)
            else:
                with self.artifact():
                    _draw_furniture(self, self._furniture, number, count)
            super().showPage()
        super().save()


def _date(canvas: Canvas, day: date) -> None:
    """Date the file by its content: the clock would make two drawings of it differ."""
    stamp = canvas._doc._timeStamp  # type: ignore[attr-defined] # noqa: SLF001 - there is no setting for it
    stamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)


def _draw_furniture(canvas: Canvas, furniture: Furniture, number: int, count: int) -> None:
    y = HEIGHT - 40
    canvas.setFillColor(MUTED)
    canvas.setFont(REGULAR, 8.2)
    canvas.drawRightString(WIDTH - MARGIN, y, furniture.state)
    room = COLUMN - width(furniture.state, REGULAR, 8.2) - 24
    canvas.setFillColor(ACCENT)
    canvas.setFont(SEMIBOLD, 8.2)
    canvas.drawString(MARGIN, y, shortened(furniture.subject, SEMIBOLD, 8.2, room))
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, y - 8, WIDTH - MARGIN, y - 8)
    draw_foot(canvas, furniture, number, count)
    if furniture.notice:
        draw_notice(canvas, furniture.notice, HEIGHT - 18)


def draw_foot(canvas: Canvas, furniture: Furniture, number: int, count: int) -> None:
    """Write at the foot where the figures were taken, and the page's number among all.

    An issued document also bears its code there, as words and as a QR code.
    """
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, 44, WIDTH - MARGIN, 44)
    imprint = furniture.imprint
    right = WIDTH - MARGIN - (_QR + 8 if imprint else 0)
    canvas.setFillColor(MUTED)
    canvas.setFont(REGULAR, 8.2)
    room = right - MARGIN - 60
    canvas.drawString(MARGIN, 31, shortened(furniture.seal, REGULAR, 8.2, room))
    if imprint is not None:
        words = _(
            "Issued on %(day)s · code %(code)s · to be checked at %(address)s",
            day=format_date(imprint.issued_on, "short"),
            code=shown_code(imprint.code),
            address=imprint.address,
        )
        canvas.drawString(MARGIN, 20, shortened(words, REGULAR, 8.2, room))
        _draw_qr(canvas, imprint.address)
    canvas.setFont(SEMIBOLD, 8.2)
    text = _("%(page)s/%(pages)s", page=number, pages=count)
    canvas.drawRightString(right, 31, text)


def _draw_qr(canvas: Canvas, address: str) -> None:
    """Draw the address as a QR code at the foot's end; QR codes are drawn in black on white."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix]
    size = _QR / len(rows)
    left, top = WIDTH - MARGIN - _QR, 41.0
    canvas.setFillColor(WHITE)
    canvas.rect(left - 3, top - _QR - 3, _QR + 6, _QR + 6, stroke=0, fill=1)
    canvas.setFillColor(INK)
    dark = canvas.beginPath()
    for i, row in enumerate(rows):
        for j, is_dark in enumerate(row):
            if is_dark:
                dark.rect(left + j * size, top - (i + 1) * size, size, size)
    canvas.drawPath(dark, stroke=0, fill=1)


def draw_notice(canvas: Canvas, notice: str, top: float) -> None:
    """Write the sentence of a demonstration across the page, 18 points high from ``top`` down."""
    canvas.setFillColor(NOTICE)
    canvas.rect(0, top, WIDTH, 18, stroke=0, fill=1)
    canvas.setFillColor(NOTICE_INK)
    canvas.setFont(SEMIBOLD, 8.4)
    canvas.drawCentredString(WIDTH / 2, top + 5.6, shortened(notice, SEMIBOLD, 8.4, COLUMN))


def build(story: list[Flowable], furniture: Furniture) -> bytes:
    """Lay the story out and return the file: the same story gives the same bytes."""
    target = BytesIO()
    document = BaseDocTemplate(
        target,
        pagesize=A4,
        title=furniture.title,
        author=furniture.author,
        subject=furniture.subject,
        creator="FundTracker",
        lang=furniture.language,
        invariant=1,
        pageCompression=1,
    )
    frame = TaggedFrame(
        MARGIN, BOTTOM, COLUMN, HEIGHT - TOP - BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate("page", [frame])])

    all_tags: list[PageTags] = []
    document.build(story, canvasmaker=partial(_Pages, furniture=furniture, all_tags=all_tags))
    return structured(
        target.getvalue(), all_tags, title=furniture.title, language=furniture.language
    )
