"""How wide a text is in Source Sans 3, so that labels are placed without a font library.

Advance widths in thousandths of the font size, from the files in ``documents/fonts`` (a test
compares). Accented letters are as wide as their base letter; unknown signs count as wide ones.
The narrow space between thousands is wider here than the font's 120, which reads as none: 180 in
the fonts of pages, and documents draw a plain space.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

# U+0020 to U+007E in order.
_REGULAR = (
    200, 289, 426, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497,
    497, 497, 497, 497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527,
    494, 617, 652, 263, 480, 579, 486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513,
    476, 539, 303, 350, 303, 497, 500, 542, 504, 553, 456, 555, 496, 292, 504, 544, 246, 247, 495,
    255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 719, 446, 467, 425, 303, 241, 303, 497,
)  # fmt: skip
_SEMIBOLD = (
    200, 315, 482, 513, 513, 841, 639, 275, 324, 324, 438, 513, 275, 322, 275, 344, 513, 513, 513,
    513, 513, 513, 513, 513, 513, 513, 275, 275, 513, 513, 513, 444, 875, 558, 597, 576, 625, 538,
    510, 628, 663, 282, 494, 597, 502, 745, 657, 674, 582, 674, 592, 545, 546, 655, 536, 800, 541,
    501, 540, 324, 344, 324, 513, 500, 549, 516, 563, 462, 564, 507, 317, 520, 558, 262, 263, 522,
    271, 843, 560, 549, 564, 564, 373, 431, 361, 556, 495, 748, 481, 495, 443, 324, 255, 324, 513,
)  # fmt: skip
_OTHERS = {
    "\u00a0": 200, "\u202f": 200, "’": 275, "−": 513, "–": 480, "…": 964, "€": 513, "œ": 839,
    "«": 455, "»": 455, "·": 275, "ø": 549, "×": 513, "ł": 329, "ß": 604, "æ": 780,
}  # fmt: skip
_WIDEST = 1000

# Controls, and the marks that turn the direction of what follows them.
_UNPRINTED = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """Return ``text`` on one line without control, direction or unassigned characters."""
    spaced = "".join(" " if c in "\t\r\n" else c for c in text)
    kept = "".join(c for c in spaced if unicodedata.category(c) not in _UNPRINTED)
    return kept.strip(" ")


@cache
def _advance(sign: str, *, bold: bool) -> int:
    if sign in _OTHERS:
        return _OTHERS[sign]
    base = unicodedata.normalize("NFD", sign)[0]
    index = ord(base) - 0x20
    widths = _SEMIBOLD if bold else _REGULAR
    return widths[index] if 0 <= index < len(widths) else _WIDEST


@lru_cache(maxsize=8192)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of ``text`` at font size ``size``, in the units of ``size``."""
    return sum(_advance(sign, bold=bold) for sign in text) * size / 1000


def fit(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return ``text``, shortened with an ellipsis where it is wider than ``room``."""
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width("…", size, bold=bold)
    kept = 0
    for sign in text:
        left -= _advance(sign, bold=bold) * size / 1000
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip(" ,;(’-") + "…"


def wrap(text: str, size: float, room: float, lines: int) -> list[str]:
    """Break ``text`` at spaces into at most ``lines`` lines of ``room``; the last is shortened."""
    words = text.split(" ")
    done: list[str] = []
    while words and len(done) < lines - 1:
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), size) <= room:
            count += 1
        done.append(fit(" ".join(words[:count]), size, room))
        words = words[count:]
    if words:
        done.append(fit(" ".join(words), size, room))
    return done
