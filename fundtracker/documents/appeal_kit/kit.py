"""A fund's kit as a collectivity gets it: each paper as PDF and DOCX, or all in one archive."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from fundtracker.documents.appeal_kit.as_docx import as_docx
from fundtracker.documents.appeal_kit.as_pdf import as_pdf
from fundtracker.documents.appeal_kit.fields import blanks, fields
from fundtracker.documents.appeal_kit.paper import Paper, paper
from fundtracker.documents.appeal_kit.texts import text_of
from fundtracker.documents.kinds import PAPER_ENDINGS, PaperKind
from fundtracker.documents.news import public_photographs
from fundtracker.i18n import use_locale

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.donations.models import Donation
    from fundtracker.funds.models import Fund
    from fundtracker.i18n import Locale
    from fundtracker.parties.models import Collectivity

WRITERS = dict(zip(PAPER_ENDINGS, (as_pdf, as_docx), strict=True))


def filled(
    session: Session,
    kind: PaperKind,
    fund: Fund,
    collectivity: Collectivity | None,
    donation: Donation | None,
    as_of: date,
    *,
    locale: Locale,
    is_demonstration: bool = False,
) -> Paper:
    """Return a paper of a fund, filled in for a collectivity and its donation where named.

    In ``locale`` where it comes in that language.
    """
    language = kind.written_in(locale)
    with use_locale(language):
        return paper(
            kind,
            text_of(session, kind, language),
            fields(session, fund, collectivity, donation, as_of),
            blanks(),
            is_demonstration=is_demonstration,
            photos=public_photographs(session, fund.id, as_of) if kind is PaperKind.LEAFLET else (),
        )


def kit(
    session: Session,
    fund: Fund,
    collectivity: Collectivity | None,
    donation: Donation | None,
    as_of: date,
    *,
    locale: Locale,
    is_demonstration: bool = False,
) -> bytes:
    """Return all papers of a fund in one archive; the same books and day give the same bytes."""
    target = BytesIO()
    day = (as_of.year, as_of.month, as_of.day, 0, 0, 0)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind in PaperKind:
            written = filled(
                session, kind, fund, collectivity, donation, as_of,
                locale=locale, is_demonstration=is_demonstration,
            )  # fmt: skip
            for ending, write in WRITERS.items():
                entry = zipfile.ZipInfo(f"{kind.file_name(locale)}.{ending}", day)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, write(written, as_of))
    return target.getvalue()
