"""Makes an issued file fit for archives: PDF/A-3b (ISO 19005-3), its figures attached as a table.

The file says PDF/A and not PDF/UA, although it keeps all tags: what proves the one admits no mark
of the other (ADR 15).
"""

from __future__ import annotations

import csv
import re
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from pikepdf import Array, AttachedFileSpec, Name, Pdf, pdfa

from fundtracker.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

_FLAVOUR = "3b"
_STAMP = re.compile(rb"<xmp:MetadataDate>[^<]*</xmp:MetadataDate>")
_TABLE = "content.csv"


class NotArchival(ValueError):  # noqa: N818 - what it says is its name
    """A file that would not be PDF/A: a bug in what drew it, never the reader's matter."""


def archival(file: bytes, content: dict[str, Any], *, dated: date, description: str) -> bytes:
    """Return the file as PDF/A-3b with its ``content`` attached as CSV, proven to be so.

    The same file and content give the same bytes. Raises NotArchival.
    """
    with Pdf.open(BytesIO(file)) as pdf:
        spec = AttachedFileSpec(
            pdf,
            _table(content),
            filename=_TABLE,
            description=description,
            mime_type="text/csv",
            relationship=Name.Data,
            creation_date=_written(dated),
            mod_date=_written(dated),
        )
        pdf.attachments[_TABLE] = spec
        pdf.Root.AF = Array([spec.obj])
        pdfa.prepare(pdf, _FLAVOUR)
        # The clock would make two of the same differ.
        stamp = f"<xmp:MetadataDate>{dated.isoformat()}T00:00:00+00:00</xmp:MetadataDate>"
        packet = _STAMP.sub(stamp.encode(), pdf.Root.Metadata.read_bytes())
        pdf.Root.Metadata.write(packet)
        target = BytesIO()
        pdf.save(target, **pdfa.resolve_save_kwargs(_FLAVOUR, deterministic_id=True))
    with Pdf.open(BytesIO(target.getvalue())) as written:
        findings = pdfa.check(written, _FLAVOUR).findings
    if findings:
        raise NotArchival(str(findings[0]))
    return target.getvalue()


def _written(day: date) -> str:
    return f"D:{day:%Y%m%d}000000Z"


def _table(content: dict[str, Any]) -> bytes:
    """Write every value of a document in a row of its own, by its path; amounts are in cents."""
    target = StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(("path", "value"))
    writer.writerows((path, harmless(value)) for path, value in _leaves(content, ""))
    return target.getvalue().encode("utf-8-sig")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - of a document
    if isinstance(value, dict):
        for name, it in value.items():
            yield from _leaves(it, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for index, it in enumerate(value, start=1):
            yield from _leaves(it, f"{path}.{index}")
    elif value is not None:
        yield path, str(value)
