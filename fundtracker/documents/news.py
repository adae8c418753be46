"""News in documents: a photograph beside what happened, the latest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, cast

from reportlab.lib.utils import ImageReader
from reportlab.platypus import Flowable

from fundtracker.documents.parts import heading
from fundtracker.documents.tags import Node, TaggedCanvas
from fundtracker.documents.typography import ITEM, NOTE, paragraph, prose
from fundtracker.documents.wording import LINE, printable
from fundtracker.files.queries import contents_of, get_photo
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _
from fundtracker.projects.kinds import NewsAudience
from fundtracker.projects.models import Project
from fundtracker.projects.news import news_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from reportlab.platypus import Paragraph
    from sqlalchemy.orm import Session

# Longer texts end in …: an item is never cut by the end of a page.
_TEXT = 1200
_MOST = 6

# Points; photographs are shown three wide to two high, as on pages.
_RATIO = 3 / 2
_WIDTH = 156.0
_HEIGHT = _WIDTH / _RATIO
_GAP = 14.0
_BETWEEN = 3.0
_AFTER = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """A photograph: its hash, its JPEG and size in pixels, and what it shows."""

    sha256: str
    width: int
    height: int
    caption: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPart:
    """What a document tells of one event; ``project`` is empty where it is the fund's."""

    dated_on: date
    title: str
    text: str
    project: str
    link: str
    photo: Photograph | None


def told(
    session: Session,
    fund_id: int,
    as_of: date,
    project_ids: Collection[int] | None = None,
    *,
    is_of_fund_too: bool = True,
) -> tuple[NewsPart, ...]:
    """Return the latest news of a fund and of some of its projects (or all), up to a day."""
    found = news_of(
        session,
        fund_id,
        project_ids=project_ids,
        is_of_fund_too=is_of_fund_too,
        until=as_of,
        limit=_MOST,
    )
    if not found:
        return ()
    photos = contents_of(session, {it.photo_sha256 for it in found if it.photo_sha256})
    parts = []
    for it in found:
        photo = photos.get(it.photo_sha256 or "")
        project = session.get(Project, it.project_id) if it.project_id else None
        parts.append(
            NewsPart(
                dated_on=it.dated_on,
                title=it.title,
                text=it.text,
                project=project.title if project else "",
                link=it.link or "",
                photo=None
                if photo is None
                else Photograph(
                    sha256=photo.sha256,
                    width=photo.width,
                    height=photo.height,
                    caption=it.caption,
                    content=photo.content,
                ),
            )
        )
    return tuple(parts)


def public_photographs(
    session: Session, fund_id: int, as_of: date, *, limit: int = 3
) -> tuple[Photograph, ...]:
    """Return the latest photographs that a fund shows to everybody, up to a day; none twice."""
    found = [
        it
        for it in news_of(session, fund_id, audience=NewsAudience.EVERYBODY, until=as_of)
        if it.photo_sha256
    ]
    captions = {it.photo_sha256 or "": it.caption for it in reversed(found)}
    shown = list(dict.fromkeys(it.photo_sha256 or "" for it in found))[:limit]
    photos = contents_of(session, set(shown))
    return tuple(
        Photograph(
            sha256=it.sha256,
            width=it.width,
            height=it.height,
            caption=captions[it.sha256],
            content=it.content,
        )
        for it in (photos[sha256] for sha256 in shown)
    )


def logo_of(session: Session, sha256: str | None, caption: str) -> Photograph | None:
    """Return a logo as a document draws it; None where there is none."""
    if sha256 is None:
        return None
    it = get_photo(session, sha256)
    return Photograph(
        sha256=it.sha256, width=it.width, height=it.height, caption=caption, content=it.content
    )


def news_section(parts: Sequence[NewsPart], key: str = "news") -> list[Flowable]:
    """Draw a section of news; nothing where there are none."""
    if not parts:
        return []
    return [*heading(_("News"), key, room=180), *(_Item(it) for it in parts)]


class _Item(Flowable):
    """An event: its photograph on the left, words on the right; never cut in two."""

    tags_itself = True

    def __init__(self, it: NewsPart) -> None:
        super().__init__()
        self._photo = it.photo
        where = " · ".join(filter(None, (format_date(it.dated_on), printable(it.project))))
        self._words: list[tuple[str, Paragraph]] = [
            ("P", paragraph(where, NOTE)),
            ("H3", paragraph(printable(it.title, LINE), ITEM)),
        ]
        if it.text:
            self._words.append(("P", prose(it.text, limit=_TEXT)))
        if it.link:
            self._words.append(("P", paragraph(printable(it.link, LINE), NOTE)))
        self._heights: list[float] = []

    def wrap(self, availWidth: float, _availHeight: float) -> tuple[float, float]:  # noqa: N803 - its names
        """Measure it for a width, in points."""
        self.width = availWidth
        room = availWidth - (_WIDTH + _GAP if self._photo else 0)
        self._heights = [it.wrap(room, 10_000)[1] + _BETWEEN for _tag, it in self._words]
        self.height = max(sum(self._heights), _HEIGHT if self._photo else 0) + _AFTER
        return self.width, self.height

    def draw(self) -> None:
        """Draw it, each part as an element of its own."""
        canvas = cast("TaggedCanvas", self.canv)
        left = 0.0
        if self._photo is not None:
            _draw_photo(canvas, self._photo, 0, self.height - _HEIGHT, _WIDTH)
            left = _WIDTH + _GAP
        top = self.height
        for (tag, words), height in zip(self._words, self._heights, strict=True):
            top -= height
            with canvas.element(tag):
                words.drawOn(canvas, left, top + _BETWEEN)


class PhotoRow(Flowable):
    """Photographs side by side over the width of the column, each with its caption."""

    tags_itself = True

    def __init__(self, photos: Sequence[Photograph]) -> None:
        super().__init__()
        self._photos = photos
        self._captions = [paragraph(printable(it.caption, LINE), NOTE) for it in photos]
        self._each = 0.0
        self._heights: list[float] = []

    def wrap(self, availWidth: float, _availHeight: float) -> tuple[float, float]:  # noqa: N803 - its names
        """Measure it for a width, in points; one photograph alone is not as wide as three."""
        places = max(len(self._photos), 2)
        self.width, self._each = availWidth, (availWidth - _GAP * (places - 1)) / places
        self._heights = [it.wrap(self._each, 10_000)[1] for it in self._captions]
        self.height = self._each / _RATIO + _BETWEEN + max(self._heights) + _AFTER
        return self.width, self.height

    def draw(self) -> None:
        """Draw them, each as an element of its own."""
        canvas = cast("TaggedCanvas", self.canv)
        foot = self.height - self._each / _RATIO
        for index, (photo, caption) in enumerate(zip(self._photos, self._captions, strict=True)):
            left = index * (self._each + _GAP)
            _draw_photo(canvas, photo, left, foot, self._each)
            with canvas.element("P"):
                caption.drawOn(canvas, left, foot - _BETWEEN - self._heights[index])


def _draw_photo(
    canvas: TaggedCanvas, photo: Photograph, left: float, foot: float, across: float
) -> None:
    """Draw a photograph into its frame, cut where it is wider or higher than three to two."""
    high = across / _RATIO
    scale = max(across / photo.width, high / photo.height)
    width, height = photo.width * scale, photo.height * scale
    x, y = canvas.absolutePosition(left, foot)
    node = Node("Figure", alt=photo.caption, box=(x, y, x + across, y + high))
    canvas.tags.nodes.append(node)
    with canvas.tagged(node):
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(left, foot, across, high)
        canvas.clipPath(frame, stroke=0, fill=0)
        canvas.drawImage(
            ImageReader(BytesIO(photo.content)),
            left + (across - width) / 2,
            foot + (high - height) / 2,
            width,
            height,
        )
        canvas.restoreState()
