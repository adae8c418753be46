"""The photographs of the leaflet: what the fund shows to everybody, and nothing else."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader
from sqlalchemy.orm import Session

from fundtracker.documents.appeal_kit import WRITERS, filled
from fundtracker.documents.appeal_kit.paper import Paper
from fundtracker.documents.kinds import PaperKind
from fundtracker.files.photos import keep_photo
from fundtracker.funds.models import Fund
from fundtracker.projects.kinds import NewsAudience
from fundtracker.projects.news import AddNews, RemoveNews, Told, add_news, remove_news
from tests.world import World, by

END = date(2017, 12, 31)


@pytest.fixture
def fund(session: Session) -> Fund:
    return World(session).fund()


def _tell(
    session: Session,
    fund: Fund,
    colour: str,
    audience: NewsAudience = NewsAudience.EVERYBODY,
    on: date = date(2017, 6, 1),
) -> int:
    sent = BytesIO()
    Image.new("RGB", (600, 400), colour).save(sent, "PNG")
    told = Told(
        dated_on=on,
        title="Le chantier",
        text="",
        audience=audience,
        photo_sha256=keep_photo(session, sent.getvalue()).sha256,
        caption=f"Le réservoir {colour}",
    )
    return add_news(session, AddNews(fund_id=fund.id, told=told), by=by()).id


def _leaflet(session: Session, fund: Fund, kind: PaperKind = PaperKind.LEAFLET) -> Paper:
    return filled(session, kind, fund, None, None, END, locale="fr")


def test_it_shows_the_latest_that_everybody_sees(session: Session, fund: Fund) -> None:
    assert _leaflet(session, fund).photos == ()
    for month, colour in enumerate(("teal", "navy", "maroon", "olive"), start=1):
        _tell(session, fund, colour, on=date(2017, month, 1))
    _tell(session, fund, "red", NewsAudience.DONORS)
    _tell(session, fund, "pink", on=date(2018, 1, 1))
    removed = _tell(session, fund, "black")
    remove_news(session, RemoveNews(news_id=removed, reason=""), by=by())
    # Told of twice, and shown once.
    _tell(session, fund, "olive", on=date(2017, 5, 1))
    shown = [it.caption.split()[-1] for it in _leaflet(session, fund).photos]
    assert shown == ["olive", "maroon", "navy"]
    assert _leaflet(session, fund, PaperKind.APPEAL).photos == ()


def test_both_forms_of_it_hold_them_with_their_words(session: Session, fund: Fund) -> None:
    _tell(session, fund, "teal")
    written = _leaflet(session, fund)
    pdf = WRITERS["pdf"](written, END)
    assert pdf == WRITERS["pdf"](written, END)
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert len(page.images) == 1
    assert "Le réservoir teal" in page.extract_text()
    docx = WRITERS["docx"](written, END)
    assert docx == WRITERS["docx"](written, END)
    document = Document(BytesIO(docx))
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "Le réservoir teal"
    assert "Le réservoir teal" in document.tables[0].rows[1].cells[0].text
