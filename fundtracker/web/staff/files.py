"""Handing out kept files: deliberations, agreements, invoices, photographs."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Response

from fundtracker.files.errors import NoSuchFile
from fundtracker.files.kinds import MediaType
from fundtracker.files.service import read
from fundtracker.web import reading, uploads
from fundtracker.web.staff.blueprint import page

# What a browser shows by itself, without running anything of it.
_SHOWN = frozenset({MediaType.PDF, MediaType.PNG, MediaType.JPEG})
_HASH = re.compile("[0-9a-f]{64}")

# Whatever a file holds, it reaches nothing of ours.
_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


@page("/files/<sha256>")
def file(sha256: str) -> Response:
    """Show a file, or let it be saved, under the name it came with."""
    if _HASH.fullmatch(sha256) is None:
        raise NoSuchFile
    kept, content = read(reading.session(), uploads.store(), sha256)
    how = "inline" if kept.media_type in _SHOWN else "attachment"
    response = Response(content, mimetype=kept.media_type)
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(kept.name)}"
    response.headers["Content-Security-Policy"] = _POLICY
    return response
