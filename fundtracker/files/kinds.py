"""The kinds of file that are kept, told by their content and never by their name alone. Pure."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath


class MediaType(StrEnum):
    """What a file is; also what a browser is told."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    TEXT = "text/plain"
    CSV = "text/csv"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings that a name may have, the usual one first."""
        return _SUFFIXES[self]


_SUFFIXES = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.ODT: (".odt",),
    MediaType.ODS: (".ods",),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.TEXT: (".txt",),
    MediaType.CSV: (".csv",),
}

# What the content of a file of each kind begins with.
_SIGNATURES = {
    MediaType.PDF: b"%PDF-",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
    MediaType.JPEG: b"\xff\xd8\xff",
}

_ZIP = b"PK\x03\x04"
# An honest spreadsheet unpacks to some ten times its size; what unpacks beyond this is a trap.
_LARGEST_UNPACKED = 300_000_000
_LARGEST_LISTING = 1_000_000
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml)$|^(Basic|Scripts)/", re.IGNORECASE)

# The part of a document in the sense of ECMA-376 that says what the whole is.
_MAIN_PARTS = {
    MediaType.DOCX: b"wordprocessingml.document.main+xml",
    MediaType.XLSX: b"spreadsheetml.sheet.main+xml",
}

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Text that some program would run, or take for a page.
_ACTIVE = re.compile(
    r"\s*(<[!?a-z]|#!|%!|\{\\rtf|javascript:|@echo)|.{0,2000}<(script|svg|html|iframe)\b",
    re.IGNORECASE | re.DOTALL,
)


def recognise(content: bytes, name: str) -> MediaType | None:
    """Tell what a file is, or None where it is of no kind that is kept.

    The content decides; the name only tells a CSV file from another text.
    """
    for kind, signature in _SIGNATURES.items():
        if content.startswith(signature):
            return kind
    if content.startswith(_ZIP):
        return _office(content)
    return _text(content, name)


def _office(content: bytes) -> MediaType | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(it.file_size for it in members) > _LARGEST_UNPACKED:
                return None
            if any(_MACROS.search(it.filename) for it in members):
                return None
            names = {it.filename for it in members}
            if "mimetype" in names:
                return _open_document(_start_of(archive, "mimetype"))
            if "[Content_Types].xml" in names:
                return _open_xml(_start_of(archive, "[Content_Types].xml"))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError, ValueError):
        return None
    return None


def _start_of(archive: zipfile.ZipFile, member: str) -> bytes:
    with archive.open(member) as part:
        return part.read(_LARGEST_LISTING)


def _open_document(declared: bytes) -> MediaType | None:
    kinds = {kind.value.encode(): kind for kind in (MediaType.ODT, MediaType.ODS)}
    return kinds.get(declared.strip())


def _open_xml(content_types: bytes) -> MediaType | None:
    for kind, main_part in _MAIN_PARTS.items():
        if main_part in content_types:
            return kind
    return None


def _text(content: bytes, name: str) -> MediaType | None:
    kinds = {suffix: kind for kind in (MediaType.TEXT, MediaType.CSV) for suffix in kind.suffixes}
    kind = kinds.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What spreadsheets still write in France.
        text = content.decode("cp1252", errors="replace")
    return None if _CONTROLS.search(text) or _ACTIVE.match(text) else kind
