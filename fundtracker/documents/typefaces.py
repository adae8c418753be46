"""Source Sans 3, embedded in every document.

ReportLab falls back on Helvetica, which it never embeds, wherever no font was named when its
modules were first imported: the package imports this one before any of them.
"""

from __future__ import annotations

import re
from pathlib import Path

from reportlab import rl_config
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily, stringWidth

from fundtracker.documents.everyday_font import EverydayFont

REGULAR = "SourceSans3"
SEMIBOLD = "SourceSans3-Semibold"

_FILES = {
    REGULAR: "SourceSans3-Regular.ttf",
    SEMIBOLD: "SourceSans3-Semibold.ttf",
}


# Much of a report's time went into ASCII armour that no reader needs.
rl_config.useA85 = 0


def _register() -> frozenset[int]:
    folder = Path(__file__).parent / "fonts"
    faces = {name: EverydayFont(name, str(folder / file)) for name, file in _FILES.items()}
    for face in faces.values():
        registerFont(face)
    registerFontFamily(REGULAR, REGULAR, SEMIBOLD, REGULAR, SEMIBOLD, baseFontFor="all")  # type: ignore[call-arg]
    # Read when the modules are first imported, which may have happened before this one was.
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.platypus.tables import CellStyle  # noqa: PLC0415

    CellStyle.fontname = REGULAR
    ParagraphStyle.defaults.update(fontName=REGULAR, bulletFontName=REGULAR)
    return frozenset.intersection(*(frozenset(it.face.charToGlyph) for it in faces.values()))


_DRAWN = _register()


def has_glyph(sign: str) -> bool:
    """Whether every face can draw the character."""
    return ord(sign) in _DRAWN


def width(text: str, face: str, size: float) -> float:
    """Return how wide ``text`` is, in points."""
    return float(stringWidth(text, face, size))


def shortened(text: str, face: str, size: float, room: float) -> str:
    """Return ``text`` cut with an ellipsis where it is wider than ``room`` points."""
    if width(text, face, size) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(f"{text[:middle]}…", face, size) <= room:
            low = middle
        else:
            high = middle - 1
    return re.sub(r"[\s,;(’-]+$", "", text[:low]) + "…"
