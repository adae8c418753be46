"""What people wrote, made fit for print: one line, no controls, of a sensible length, escaped.

A ReportLab paragraph reads markup, and once ran code that came in a name (CVE-2023-33733): text
reaches one through ``escaped`` or ``filled``, or unread by ``typography.plain``, nowhere else.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from html import escape

from fundtracker.documents.typefaces import has_glyph

NAME = 140
LINE = 220
PROSE = 3_000

# Controls, unassigned code points, and the marks that turn the direction of what follows them.
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_KEPT_SPACES = frozenset({"\u00a0", "\u202f"})
_MISSING = "□"


@lru_cache(maxsize=2048)
def printable(text: str, limit: int = NAME) -> str:
    """Return ``text`` on one line, at most ``limit`` characters, ended by … where it was cut.

    A character that the font lacks becomes □.
    """
    # Cut before the work as well: a pasted book must not be normalised to print its title.
    signs = map(_printed, unicodedata.normalize("NFC", text[: limit * 2]))
    line = " ".join("".join(signs).split(" ")).strip()
    while "  " in line:
        line = line.replace("  ", " ")
    if len(line) > limit or len(text) > limit * 2:
        line = line[: limit - 1].rstrip(" ,;:.(’-") + "…"
    return line


@lru_cache(maxsize=4096)
def _printed(sign: str) -> str:
    if sign in "\t\r\n\v\f":
        return " "
    if sign in _KEPT_SPACES:
        return sign
    category = unicodedata.category(sign)
    if category in _SPACES:
        return " "
    if category in _UNPRINTED:
        return ""
    return sign if has_glyph(sign) else _MISSING


def escaped(text: str) -> str:
    """Return ``text`` as a paragraph's markup that shows it literally.

    A paragraph breaks amounts at narrow no-break spaces, so they become ordinary no-break ones.
    """
    return escape(spaced(text), quote=False)


def spaced(amount: str) -> str:
    """Return a written amount with spaces wide enough to be seen at the size of a table."""
    return amount.replace("\u202f", "\u00a0")


def filled(template: str, **values: str) -> str:
    """Return a translated sentence as markup, its ``%(name)s`` fields filled in semibold."""
    return escaped(template) % {name: f"<b>{escaped(it)}</b>" for name, it in values.items()}


def capitalised(text: str) -> str:
    """Return ``text`` with its first letter as a capital, the others as they are."""
    return text[:1].upper() + text[1:]
