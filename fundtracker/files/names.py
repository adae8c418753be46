"""Names of files as people and hostile programs give them, made harmless. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fundtracker.files.kinds import MediaType

_LONGEST_STEM = 120
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%]')
# Names that Windows takes for devices, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def last_part(name: str) -> str:
    """Return a name without its folders and without characters that hide or reorder."""
    # Beyond this nothing is a name; the end is kept, for it says the kind.
    part = re.split(r"[/\\]", name[-4_000:])[-1]
    shown = "".join(it for it in part if unicodedata.category(it)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", shown).split()).strip(" .")


def clean_name(name: str, kind: MediaType) -> str:
    """Return a name that is safe to show, to store and to download, ending as its kind does."""
    part = _FORBIDDEN.sub("_", last_part(name))
    suffix = next((it for it in kind.suffixes if part.lower().endswith(it)), "")
    stem = part[: len(part) - len(suffix)][:_LONGEST_STEM].strip(" .") or "document"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return stem + (suffix or kind.suffixes[0])
