"""A typeface whose everyday characters have the same places in every document.

ReportLab gives characters their places as a document first needs them, one by one, and so makes
another part of the typeface for each document. Here those of our two languages are placed
beforehand: a line is encoded in one go, and what nearly every document embeds is made once.
"""

from __future__ import annotations

from codecs import charmap_encode
from copy import copy
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary
from zlib import compress

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDocument, PDFName, PDFObject
from reportlab.pdfbase.ttfonts import TTFont

if TYPE_CHECKING:
    from collections.abc import Sequence

# Beside ASCII, which has its places already. A document that needs others embeds them as well.
EVERYDAY = (
    "éèàçêùâîôûëïüÿœæÉÈÀÇÊÙÂÎÔÛËÏÜŸŒÆ"
    "’‘“”«»–—…·•°€×−→≤≥½²³©■□"  # noqa: RUF001 - as French and English are printed
)
_NO_BREAK_SPACE = 0xA0
# Widths are given in thousandths of the size.
_WHOLE = 1000
_REMEMBERED = 20_000


class EverydayFont(TTFont):
    """A typeface that places everyday characters alike in all documents."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename)
        face: Any = self.face
        # Its parts by the characters in them: a few are those of nearly all documents.
        made = lru_cache(maxsize=4)(face.makeSubset)
        face.makeSubset = lambda signs: made(tuple(signs))
        self._packed = lru_cache(maxsize=8)(_packed)
        self._written = lru_cache(maxsize=4)(_written)
        self._widths = lru_cache(maxsize=_REMEMBERED)(partial(super().stringWidth, size=_WHOLE))
        first = PDFDocument()
        super().splitString(EVERYDAY, first)
        placed = self.state[first]
        self.state = _States(placed)
        codes: Any = placed
        self._codes = {**codes.assignments, _NO_BREAK_SPACE: ord(" ")}

    def stringWidth(  # noqa: N802 - its name
        self,
        text: str,
        size: float,
        encoding: str = "utf8",  # noqa: ARG002 - never another
    ) -> float:
        """Return how wide a text is, in points; of the words of before, it is known."""
        return self._widths(text) * size / _WHOLE

    def splitString(  # noqa: N802 - its name
        self, text: str | bytes, doc: PDFDocument, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """Return a line's characters by their places, in the parts of the face that have them."""
        if isinstance(text, str) and text:
            try:
                return [(0, charmap_encode(text, "strict", self._codes)[0])]
            except UnicodeEncodeError:
                pass
        return super().splitString(text, doc, encoding)

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802 - its name
        """Embed the face in a document, written already where another embedded the same."""
        super().addObjects(doc)
        objects: dict[str, Any] = doc.idToObject
        ours = f"+{self.face.name.decode()}"
        for font in objects["BasicFonts"].dict.values():
            if str(font.BaseFont).endswith(ours):
                font.Widths = self._written(tuple(font.Widths.sequence))
        if not doc.compression:
            return
        for key, stream in objects.items():
            is_file = key.startswith(f"fontFile:{self.face.filename}(")
            if is_file or (key.startswith("toUnicodeCMap:") and key.endswith(ours)):
                stream.content = self._packed(stream.content)
                stream.dictionary["Filter"] = PDFArray([PDFName("FlateDecode")])


class _Written(PDFObject):
    """An object of a document that is written already."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def format(self, _document: PDFDocument) -> bytes:
        """Return it as it is."""
        return self._content


def _packed(content: bytes | str) -> bytes:
    return compress(content.encode() if isinstance(content, str) else content)


def _written(widths: Sequence[float]) -> _Written:
    return _Written(PDFArray(widths).format(None))


class _States(WeakKeyDictionary[PDFDocument, TTFont.State]):
    """The places of characters in each document, begun with the everyday ones."""

    def __init__(self, placed: TTFont.State) -> None:
        super().__init__()
        self._placed: Any = placed

    def __getitem__(self, doc: PDFDocument) -> TTFont.State:
        try:
            return super().__getitem__(doc)
        except KeyError:
            state: Any = copy(self._placed)
            state.assignments = dict(self._placed.assignments)
            state.subsets = [list(it) for it in self._placed.subsets]
            self[doc] = state
            return cast("TTFont.State", state)
