"""Handing out kept files: deliberations, agreements, invoices, photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.web import papers
from fundtracker.web.staff.blueprint import page

if TYPE_CHECKING:
    from werkzeug import Response


@page("/files/<sha256>")
def file(sha256: str) -> Response:
    """Show a file, or let it be saved."""
    return papers.kept_file(sha256)
