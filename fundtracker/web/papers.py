"""Answers that are papers: kept files, and documents drawn when they are asked for."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, abort, current_app, send_file

from fundtracker import clock
from fundtracker.documents import scdl
from fundtracker.documents.appeal_kit import WRITERS, PaperKind, filled, kit
from fundtracker.documents.donor_report import render
from fundtracker.documents.drafting import draft
from fundtracker.documents.drafting import gather as gather_document
from fundtracker.documents.fund_pack import fund_pack
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.oda_sheet.table import to_csv as oda_csv
from fundtracker.documents.pack import pack
from fundtracker.documents.requests import Wanted
from fundtracker.files.errors import NoSuchFile
from fundtracker.files.kinds import MediaType
from fundtracker.files.service import read
from fundtracker.i18n import current_locale
from fundtracker.i18n import gettext as _
from fundtracker.parties.names import sort_key
from fundtracker.web import reading, uploads

if TYPE_CHECKING:
    from datetime import date

    from config import Settings
    from fundtracker.documents.donor_report import DonorReport
    from fundtracker.donations.models import Donation
    from fundtracker.funds.models import Fund
    from fundtracker.parties.models import Collectivity

# What a browser shows by itself, without running anything of it.
_SHOWN = frozenset({MediaType.PDF, MediaType.PNG, MediaType.JPEG})
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
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


def kit_paper(
    kind: str,
    ending: str,
    fund: Fund,
    collectivity: Collectivity | None = None,
    donation: Donation | None = None,
) -> Response:
    """Draw a paper of a fund's appeal kit, to be saved; one that there is not is not found."""
    if kind not in set(PaperKind) or ending not in WRITERS:
        abort(404)
    written = filled(
        reading.session(),
        PaperKind(kind),
        fund,
        collectivity,
        donation,
        clock.today(),
        locale=current_locale(),
        is_demonstration=_is_demonstration(),
    )
    return send_file(
        BytesIO(WRITERS[ending](written, clock.today())),
        mimetype=_TYPES[ending],
        download_name=f"{PaperKind(kind).file_name(current_locale())}-{fund.code}.{ending}",
        as_attachment=True,
    )


def appeal_kit(
    fund: Fund, collectivity: Collectivity | None = None, donation: Donation | None = None
) -> Response:
    """Draw all papers of a fund's appeal kit, to be saved as one archive."""
    content = kit(
        reading.session(),
        fund,
        collectivity,
        donation,
        clock.today(),
        locale=current_locale(),
        is_demonstration=_is_demonstration(),
    )
    return send_file(
        BytesIO(content),
        mimetype="application/zip",
        download_name=f"{fund.code}-{_('appeal-kit')}.zip",
        as_attachment=True,
    )


def _is_demonstration() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return settings.is_demonstration


def drawn(wanted: Wanted) -> Response:
    """Draw a document as a draft, to be saved. Raises what its kind may refuse."""
    found = draft(reading.session(), wanted, is_demonstration=_is_demonstration())
    return send_file(
        BytesIO(found.file),
        mimetype="application/pdf",
        download_name=f"{wanted.file_name}.pdf",
        as_attachment=True,
    )


def oda_lines(collectivity: Collectivity, as_of: date) -> Response:
    """Answer with what a donor declares of a year as ODA, as CSV; raise NothingReceived."""
    wanted = Wanted(
        kind=DocumentKind.ODA_SHEET,
        collectivity_id=collectivity.id,
        as_of=as_of,
        locale=current_locale(),
    )
    sheet = gather_document(reading.session(), wanted, is_demonstration=_is_demonstration())
    return _csv(oda_csv(sheet), "e-apd", collectivity, as_of)


def open_data(collectivity: Collectivity, as_of: date) -> Response:
    """Answer with a donor's grants of a year in the schema of French open data, as CSV."""
    content = scdl.to_csv(reading.session(), collectivity, as_of)
    return _csv(content, "scdl-subventions", collectivity, as_of)


def _csv(content: bytes, what: str, collectivity: Collectivity, as_of: date) -> Response:
    name = f"{what}-{sort_key(collectivity.name).replace(' ', '-')}-{as_of.year}.csv"
    return send_file(
        BytesIO(content),
        mimetype="text/csv; charset=utf-8",
        download_name=name,
        as_attachment=True,
    )


def pack_of_fund(fund: Fund, as_of: date) -> Response:
    """Draw all the documents of a fund, to be saved as one archive."""
    content = fund_pack(
        reading.session(),
        uploads.store(),
        fund,
        as_of,
        locale=current_locale(),
        is_demonstration=_is_demonstration(),
    )
    return send_file(
        BytesIO(content),
        mimetype="application/zip",
        download_name=f"{fund.code}-{as_of.isoformat()}.zip",
        as_attachment=True,
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
