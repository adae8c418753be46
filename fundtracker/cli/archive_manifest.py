"""What an archive says of itself; shared by those who write and read it.

An archive is a ZIP file: ``manifest.json``, ``tables/NAME.jsonl`` (a line of column names, then a
row a line, in the order of the primary key) and ``files/SHA256``. Amounts are whole cents, days
and instants ISO text.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The schema's revision, how many rows and files there are, and where each book stands.

    ``anchors`` are BOOK:NUMBER:HASH, as ``verify`` prints and takes them.
    """

    revision: str
    made_at: str
    tables: dict[str, int]
    files: int
    anchors: tuple[str, ...]
    format: int = FORMAT

    def to_plain(self) -> dict[str, Any]:
        """Return the manifest as plain values."""
        return asdict(self)

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> Self:
        """Read a manifest; raise TypeError or KeyError where it is none."""
        return cls(**{**plain, "anchors": tuple(plain["anchors"])})


def table_member(name: str) -> str:
    """Return the name of a table's member."""
    return f"tables/{name}.jsonl"


def file_member(sha256: str) -> str:
    """Return the name of a stored file's member."""
    return f"files/{sha256}"
