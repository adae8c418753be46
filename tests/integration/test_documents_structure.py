"""Every document can be read by those who do not see it, and lasts: PDF/UA tags, PDF/A files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdfua import validate
from pikepdf import Name, pdfa
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.documents.appeal_kit import WRITERS, PaperKind, filled
from fundtracker.documents.archival import NotArchival, archival
from fundtracker.documents.drafting import draft
from fundtracker.documents.issue import IssueDocument, issue
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.page import Furniture, build
from fundtracker.documents.tables import Column, Row, table
from fundtracker.donations.models import Donation
from fundtracker.files.photos import keep_photo
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Fund
from fundtracker.i18n import Locale
from fundtracker.parties.models import Collectivity
from fundtracker.projects.kinds import NewsAudience
from fundtracker.projects.models import Project
from fundtracker.projects.news import AddNews, Told, add_news
from tests.integration.test_issuing import SITE, gift, store, wanted_of
from tests.world import by

# Pytest finds the fixtures by their names here.
__all__ = ["gift", "store"]


def _findings(file: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "document.pdf"
    path.write_bytes(file)
    report = validate(str(path))
    return [f"{it.rule_id}: {it.message}" for it in report.findings]


@dataclass(frozen=True)
class _Element:
    """An element of a file's structure."""

    tag: str
    alt: str
    scope: str


def _elements(file: bytes) -> list[_Element]:
    """List the elements of a file in the order in which they are read."""

    def walk(element: Any) -> Iterator[_Element]:  # noqa: ANN401 - pikepdf's
        attributes = element.get(Name.A, {})
        yield _Element(
            tag=str(element.S)[1:],
            alt=str(element.get(Name.Alt, "")),
            scope=str(attributes.get("/Scope", "")),
        )
        kids = element.get(Name.K, [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and Name.S in kid:
                yield from walk(kid)

    with pikepdf.open(io.BytesIO(file)) as pdf:
        return list(walk(pdf.Root.StructTreeRoot.K))


def _tell(session: Session, gift: Donation, audience: NewsAudience = NewsAudience.DONORS) -> None:
    """Tell news of the fund and of its project, with photographs."""
    project = session.scalars(select(Project.id).where(Project.fund_id == gift.fund_id)).first()
    for project_id, colour, size in ((None, "teal", (600, 900)), (project, "maroon", (900, 300))):
        sent = io.BytesIO()
        Image.new("RGB", size, colour).save(sent, "PNG")
        told = Told(
            dated_on=date(2016, 6, 1),
            title="Le chantier avance",
            text="Trois quartiers sont servis. " * 60,
            audience=audience,
            project_id=project_id,
            link="https://example.org/video",
            photo_sha256=keep_photo(session, sent.getvalue()).sha256,
            caption=f"Le réservoir, {colour}",
        )
        add_news(session, AddNews(fund_id=gift.fund_id, told=told), by=by())
        donor = session.get_one(Collectivity, gift.collectivity_id)
        donor.address, donor.logo_sha256 = "Place Stanislas\n54000 Nancy", told.photo_sha256


@pytest.mark.parametrize("kind", list(DocumentKind))
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_a_draft_of_every_kind_is_accessible(
    session: Session, gift: Donation, tmp_path: Path, kind: DocumentKind, locale: str
) -> None:
    _tell(session, gift)
    file = draft(session, wanted_of(session, gift, kind, locale=locale)).file
    assert _findings(file, tmp_path) == []
    pdf = pikepdf.open(io.BytesIO(file))
    assert str(pdf.Root.Lang) == locale
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


@pytest.mark.parametrize(
    ("kind", "locale"), [(kind, locale) for kind in PaperKind for locale in kind.locales]
)
def test_every_paper_of_the_kit_is_accessible(
    session: Session, gift: Donation, tmp_path: Path, kind: PaperKind, locale: Locale
) -> None:
    _tell(session, gift, NewsAudience.EVERYBODY)
    fund = session.get_one(Fund, gift.fund_id)
    written = filled(session, kind, fund, None, gift, clock.today(), locale=locale)
    file = WRITERS["pdf"](written, clock.today())
    assert _findings(file, tmp_path) == []
    assert str(pikepdf.open(io.BytesIO(file)).Root.Lang) == locale


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_an_issued_document_of_every_kind_is_archival_with_its_figures(
    session: Session, gift: Donation, store: FileStore, kind: DocumentKind
) -> None:
    _tell(session, gift)
    wanted = wanted_of(session, gift, kind)
    document = issue(session, store, IssueDocument(wanted=wanted), site=SITE, by=by())
    pdf = pikepdf.open(io.BytesIO(store.get(document.file_sha256)))
    assert pdfa.check(pdf, "3b").findings == []
    assert Name.StructTreeRoot in pdf.Root
    table = pdf.attachments["content.csv"].get_file().read_bytes().decode("utf-8-sig")
    assert f"imprint.number,{document.shown_number}" in table.splitlines()
    assert str(pdf.Root.AF[0].AFRelationship) == "/Data"


def test_tags_say_what_is_a_heading_a_table_and_a_picture(session: Session, gift: Donation) -> None:
    _tell(session, gift)
    file = draft(session, wanted_of(session, gift, DocumentKind.DONOR_REPORT)).file
    elements = _elements(file)
    tags = [it.tag for it in elements]
    assert tags[0] == "Document"
    assert tags.index("H1") < tags.index("H2") < len(tags)
    assert {"P", "Table", "TR", "TH", "TD", "Figure", "Link"} <= set(tags)
    assert all(len(it.alt) > 10 for it in elements if it.tag == "Figure")
    assert {"Le réservoir, teal", "Le réservoir, maroon"} <= {it.alt for it in elements}
    assert "H3" in tags
    assert {it.scope for it in elements if it.tag == "TH"} == {"/Column", "/Row"}


def test_a_table_over_several_pages_is_one_with_one_head() -> None:
    columns = [Column("Nom", 300), Column("Montant", 100, is_amount=True)]
    rows = [Row((f"Ligne {number}", "1,00")) for number in range(120)]
    furniture = Furniture(
        title="Liste", author="CUF", language="fr", subject="Liste", state="", seal="",
        dated=date(2026, 1, 1),
    )  # fmt: skip
    file = build(table(columns, rows), furniture)
    assert len(pikepdf.open(io.BytesIO(file)).pages) > 2
    tags = [it.tag for it in _elements(file)]
    assert tags.count("Table") == 1
    assert tags.count("TR") == 121
    assert tags.count("TH") == 2 + 120


def test_points_that_follow_each_other_are_one_list(session: Session, gift: Donation) -> None:
    fund = session.get_one(Fund, gift.fund_id)
    written = filled(session, PaperKind.APPEAL, fund, None, gift, clock.today(), locale="fr")
    tags = [it.tag for it in _elements(WRITERS["pdf"](written, clock.today()))]
    assert tags.count("L") == 2
    assert tags.count("LI") == 6


def test_an_issued_file_is_the_same_for_the_same_content(session: Session, gift: Donation) -> None:
    drawn = draft(session, wanted_of(session, gift, DocumentKind.TRACEABILITY))
    first = archival(drawn.file, {"a": 1}, dated=clock.today(), description="x")
    assert first == archival(drawn.file, {"a": 1}, dated=clock.today(), description="x")


def test_what_is_not_archival_is_refused() -> None:
    bare = io.BytesIO()
    canvas = Canvas(bare)
    # Helvetica, which is not embedded.
    canvas.drawString(100, 100, "Bonjour")
    canvas.save()
    with pytest.raises(NotArchival):
        archival(bare.getvalue(), {}, dated=clock.today(), description="x")
