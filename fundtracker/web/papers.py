"""Answers that are papers: kept files, and documents drawn when they are asked for."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, send_file

from fundtracker.documents.donor_report import render
from fundtracker.documents.pack import pack
from fundtracker.files.errors import NoSuchFile
from fundtracker.files.kinds import MediaType
from fundtracker.files.service import read
from fundtracker.i18n import current_locale
from fundtracker.parties.names import sort_key
from fundtracker.web import reading, uploads

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.donor_report import DonorReport
    from fundtracker.parties.models import Collectivity

# What a browser shows by itself, without running anything of it.
_SHOWN = frozenset({MediaType.PDF, MediaType.PNG, MediaType.JPEG})
_HASH = re.compile("[0-9a-f]{64}")

# Whatever a file holds, it reaches nothing of ours.
_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


def check_name(sha256: str) -> None:
    """Raise NoSuchFile for what is no hash."""
    if _HASH.fullmatch(sha256) is None:
        raise NoSuchFile


def kept_file(sha256: str) -> Response:
    """Show a file, or let it be saved, under the name it came with; raise NoSuchFile."""
    check_name(sha256)
    kept, content = read(reading.session(), uploads.store(), sha256)
    how = "inline" if kept.media_type in _SHOWN else "attachment"
    response = Response(content, mimetype=kept.media_type)
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(kept.name)}"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def donor_report(report: DonorReport, code: str, collectivity_id: int, as_of: date) -> Response:
    """Draw a donor report, to be saved."""
    name = f"{code}-{collectivity_id}-{as_of.isoformat()}.pdf"
    return send_file(
        BytesIO(render(report)), mimetype="application/pdf", download_name=name, as_attachment=True
    )


def donor_pack(collectivity: Collectivity, as_of: date, *, is_demonstration: bool) -> Response:
    """Draw all the documents of a donor, to be saved as one archive."""
    content = pack(
        reading.session(),
        uploads.store(),
        collectivity,
        as_of,
        locale=current_locale(),
        is_demonstration=is_demonstration,
    )
    name = f"{sort_key(collectivity.name).replace(' ', '-')}-{as_of.isoformat()}.zip"
    return send_file(
        BytesIO(content), mimetype="application/zip", download_name=name, as_attachment=True
    )
