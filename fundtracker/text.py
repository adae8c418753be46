"""Text that people type: kept to one line or to paragraphs, without characters that hide."""

from __future__ import annotations

import re
import unicodedata

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_

LINE_LIMIT = 300
PROSE_LIMIT = 20_000

# Marks that reorder or hide what is shown (Unicode TR 36): never part of a French paper.
_DIRECTION = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


# An address that a page may lead to.
_LINK = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(:\d+)?(/[^\s<>\"]*)?", re.IGNORECASE)


class TextMissing(RuleViolation):
    """A text that must be there is empty."""

    sentence = N_("Please fill this in.")


class TextTooLong(RuleViolation):
    """A text is longer than there is room for."""

    sentence = N_("This is too long: %(n_limit)s characters at most.")


class HiddenCharacters(RuleViolation):
    """A text contains characters that cannot be seen."""

    sentence = N_("This contains characters that cannot be shown: type it anew.")


def is_link(typed: str) -> bool:
    """Tell whether a text is a whole address that a page may lead to."""
    return _LINK.fullmatch(typed) is not None


def line(text: str, *, limit: int = LINE_LIMIT, required: bool = True) -> str:
    """Return one clean line: spaces folded, composed letters; raise RuleViolation otherwise."""
    if len(text) > 4 * limit:
        raise TextTooLong(n_limit=limit)
    clean = re.sub(" +", " ", unicodedata.normalize("NFC", text)).strip(" ")
    return _checked(clean, limit=limit, required=required, allowed="")


def prose(text: str, *, limit: int = PROSE_LIMIT, required: bool = False) -> str:
    """Return clean paragraphs, line breaks kept; raise RuleViolation otherwise."""
    if len(text) > 4 * limit:
        raise TextTooLong(n_limit=limit)
    clean = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
    return _checked(clean, limit=limit, required=required, allowed="\n\t")


def _checked(text: str, *, limit: int, required: bool, allowed: str) -> str:
    if required and not text:
        raise TextMissing
    if len(text) > limit:
        raise TextTooLong(n_limit=limit)
    if _DIRECTION.search(text) or any(
        unicodedata.category(it) in {"Cc", "Cs", "Co", "Cn"} and it not in allowed for it in text
    ):
        raise HiddenCharacters
    return text


# What a spreadsheet would run as a formula (OWASP, CSV injection).
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_ACTIVE) else text
