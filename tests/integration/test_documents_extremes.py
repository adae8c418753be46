"""Every document of the smallest fund and of a very large one: whole, and within its margins."""

from __future__ import annotations

from io import BytesIO

import pdfplumber
from sqlalchemy.orm import Session

from fundtracker.documents.drafting import draft, gather
from fundtracker.documents.errors import NothingToCall, NothingUsed
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.page import HEIGHT, MARGIN, WIDTH
from fundtracker.documents.project_sheet import ProjectSheet
from fundtracker.documents.project_sheet.shortened import ways
from fundtracker.i18n import LOCALES, Locale, use_locale
from tests.extremes import Extreme, huge, tiny
from tests.world import World

# What signs and commas hang over.
_HANG = 3.0


def _check(extreme: Extreme, kind: DocumentKind, locales: tuple[Locale, ...] = LOCALES) -> int:
    """Draw a document in some languages; return how many pages it has."""
    pages = 0
    for locale in locales:
        wanted = extreme.wanted(kind, locale)
        if wanted is None:
            return 0
        try:
            file = draft(extreme.world.session, wanted).file
        except (NothingToCall, NothingUsed):
            return 0
        with pdfplumber.open(BytesIO(file)) as document:
            pages = len(document.pages)
            for page in document.pages:
                for char in page.chars:
                    where = f"{kind} {locale}, page {page.page_number}: {char['text']}"
                    assert char["x0"] >= MARGIN - _HANG, where
                    assert char["x1"] <= WIDTH - MARGIN + _HANG, where
                    assert 0 <= char["top"] <= char["bottom"] <= HEIGHT, where
    return pages


def test_every_document_of_the_smallest_fund(session: Session) -> None:
    extreme = tiny(World(session))
    pages = {kind: _check(extreme, kind) for kind in DocumentKind}
    assert pages[DocumentKind.RECEIPT_CERTIFICATE] == 1
    assert 0 < pages[DocumentKind.DONOR_REPORT] < 7
    assert pages[DocumentKind.FUND_REPORT] > 0


def test_every_document_of_a_very_large_fund(session: Session) -> None:
    # In French, whose words are the longer ones; few expenses, as the pages of many look alike.
    extreme = huge(World(session), lines=40)
    pages = {kind: _check(extreme, kind, ("fr",)) for kind in DocumentKind}
    assert pages[DocumentKind.FUND_REPORT] > 20
    assert pages[DocumentKind.DONOR_REPORT] > 20
    assert pages[DocumentKind.CONVENING] > 3
    assert pages[DocumentKind.PROJECT_SHEET] == 2
    _check_shortened(extreme)


def _check_shortened(extreme: Extreme) -> None:
    """Whatever a sheet leaves out it says; the picture goes before any donor's name."""
    wanted = extreme.wanted(DocumentKind.PROJECT_SHEET, "fr")
    assert wanted is not None
    whole = gather(extreme.world.session, wanted)
    assert isinstance(whole, ProjectSheet)
    assert whole.over_time
    with use_locale("fr"):
        first, *shorter = ways(whole)
        assert (first.sheet, first.left_out) == (whole, ())
        for it in shorter:
            is_said = any("graphique" in words for words in it.left_out)
            assert is_said == (not it.sheet.over_time)
            n_out = len(whole.donors) - len(it.sheet.donors)
            assert (f"{n_out} donateurs" in it.left_out) == (n_out > 0)
            assert not n_out or is_said
            assert len(it.sheet.payments) + it.n_payments_out == len(whole.payments)
