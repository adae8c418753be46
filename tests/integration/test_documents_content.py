"""What documents say adds up, and says of others no more than it may."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.documents import drafting, scdl
from fundtracker.documents.appeal_kit import WRITERS, PaperKind, filled, kit
from fundtracker.documents.appeal_kit.errors import TitleMissing
from fundtracker.documents.appeal_kit.fields import blanks
from fundtracker.documents.appeal_kit.paper import BlockKind, paper
from fundtracker.documents.appeal_kit.texts import (
    EditText,
    edit_text,
    first_text,
    subject_of,
    text_of,
)
from fundtracker.documents.donor_report.content import DoesNotAddUp
from fundtracker.documents.errors import NothingReceived, NothingToCall, NothingUsed, UnknownField
from fundtracker.documents.fund_report import FundReport
from fundtracker.documents.kinds import DocumentKind, Subject
from fundtracker.documents.oda_sheet import OdaSheet
from fundtracker.documents.oda_sheet import table as oda_table
from fundtracker.documents.requests import Wanted
from fundtracker.documents.statement_of_use import StatementOfUse
from fundtracker.donations.kinds import StepKind
from fundtracker.donations.models import Donation
from fundtracker.donations.record import RecordStep, record_step
from fundtracker.errors import RuleViolation
from fundtracker.funds.models import Decision
from fundtracker.i18n import LOCALES, Locale
from fundtracker.ledger.models import Entry
from fundtracker.parties.edit import SetConsent, set_consent
from fundtracker.parties.kinds import AidType, CollectivityKind
from fundtracker.parties.models import Collectivity
from fundtracker.parties.organisation import EditOrganisation, edit_organisation
from fundtracker.projects.models import Project
from fundtracker.text import TextTooLong
from tests.spending_world import PAID, Site, site
from tests.world import DECIDED, RECEIVED, VOTED, World, by, euros

END = date(2016, 12, 31)
NEXT = date(2017, 12, 31)


@pytest.fixture
def here(session: Session) -> Site:
    """Two donors, of whom the first lets its amount be published."""
    found = site(World(session), euros(700), euros(300))
    found.disburse(euros(400), on=PAID)
    found.accept(euros(250))
    first = found.gifts[0].collectivity_id
    assert first is not None
    set_consent(session, SetConsent(collectivity_id=first, publishes_amounts=True), by=by())
    return found


def _gather(session: Session, kind: DocumentKind, **named: Any) -> Any:  # noqa: ANN401
    values: dict[str, Any] = {"as_of": clock.today(), "locale": "fr", **named}
    return drafting.gather(session, Wanted(kind=kind, **values))


def _of(gift: Donation) -> dict[str, Any]:
    return {
        "donation_id": gift.id,
        "collectivity_id": gift.collectivity_id,
        "fund_id": gift.fund_id,
    }


def _text(file: bytes) -> str:
    pages = PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def _draft_text(session: Session, kind: DocumentKind, **named: Any) -> str:  # noqa: ANN401
    values: dict[str, Any] = {"as_of": clock.today(), "locale": "fr", **named}
    return _text(drafting.draft(session, Wanted(kind=kind, **values)).file)


def test_a_fund_report_shows_an_amount_only_with_its_donors_consent(
    session: Session, here: Site
) -> None:
    report: FundReport = _gather(session, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    assert [it.received for it in report.donors] == [euros(700), None]
    text = _draft_text(session, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    assert "700,00" in text
    assert "300,00" not in text
    sheet = _draft_text(
        session, DocumentKind.PROJECT_SHEET, fund_id=here.fund.id, project_id=here.project.id
    )
    assert "700,00" in sheet
    assert "300,00" not in sheet


def test_a_fund_report_whose_projects_do_not_make_the_fund_is_refused(
    session: Session, here: Site
) -> None:
    report: FundReport = _gather(session, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    with pytest.raises(DoesNotAddUp):
        replace(report, projects=())


def test_a_statement_of_use_balances_and_carries_over_the_year(
    session: Session, here: Site
) -> None:
    gift = here.gifts[0]
    first: StatementOfUse = _gather(session, DocumentKind.STATEMENT_OF_USE, as_of=END, **_of(gift))
    assert first.received == euros(700)
    assert first.opening == 0
    assert first.used == euros(175)
    assert first.closing == euros(700) - euros(175)
    assert [it.heading for it in first.projects[0].lines] == ["Matériaux"]
    assert first.due_on == date(2017, 6, 30)
    here.spend(euros(10), on=date(2017, 3, 1))
    second: StatementOfUse = _gather(
        session, DocumentKind.STATEMENT_OF_USE, as_of=NEXT, **_of(gift)
    )
    assert second.opening == first.closing
    assert second.used == euros(7)
    assert second.resources == second.uses
    with pytest.raises(DoesNotAddUp):
        replace(second, closing=second.opening)


def test_a_statement_of_use_of_a_year_without_money_is_refused(
    session: Session, here: Site
) -> None:
    with pytest.raises(NothingUsed):
        _gather(
            session,
            DocumentKind.STATEMENT_OF_USE,
            as_of=date(2015, 12, 31),
            **_of(here.gifts[0]),
        )


def test_a_payment_request_asks_for_what_is_bound_and_has_not_come(
    session: Session, here: Site
) -> None:
    gift = here.gifts[0]
    with pytest.raises(NothingToCall):
        _gather(session, DocumentKind.PAYMENT_REQUEST, **_of(gift))
    step = RecordStep(
        donation_id=gift.id, kind=StepKind.AGREED, amount=euros(1000), dated_on=VOTED,
        reference="Convention 7",
    )  # fmt: skip
    record_step(session, step, by=by())
    request = _gather(session, DocumentKind.PAYMENT_REQUEST, **_of(gift))
    assert (request.granted, request.received, request.asked) == (
        euros(1000), euros(700), euros(300),
    )  # fmt: skip
    assert "Convention 7" in request.paper
    assert gift.reference in _draft_text(session, DocumentKind.PAYMENT_REQUEST, **_of(gift))


def test_an_oda_sheet_splits_what_was_paid_in_the_year_to_the_cent(
    session: Session, here: Site
) -> None:
    gift = here.gifts[0]
    sheet: OdaSheet = _gather(
        session, DocumentKind.ODA_SHEET, as_of=END, collectivity_id=gift.collectivity_id
    )
    assert sheet.total == euros(700)
    assert sum(it.amount for it in sheet.lines) == euros(700)
    rows = list(csv.DictReader(io.StringIO(oda_table.to_csv(sheet).decode("utf-8-sig"))))
    assert sum(round(float(it["montant_verse_eur"]) * 100) for it in rows) == euros(700)
    assert {it["type_aide"] for it in rows} == {""}
    said = EditOrganisation(version=0, name="Cités Unies France", aid_type=AidType.PROJECT)
    edit_organisation(session, said, by=by())
    named = {"as_of": END, "collectivity_id": gift.collectivity_id}
    declared = _gather(session, DocumentKind.ODA_SHEET, **named)
    rows = list(csv.DictReader(io.StringIO(oda_table.to_csv(declared).decode("utf-8-sig"))))
    assert {it["type_aide"] for it in rows} == {"C01"}
    assert "C01, projet" in _draft_text(session, DocumentKind.ODA_SHEET, **named)
    with pytest.raises(NothingReceived):
        _gather(session, DocumentKind.ODA_SHEET, as_of=NEXT, collectivity_id=gift.collectivity_id)


def test_open_data_has_a_row_for_each_grant_that_was_paid(session: Session, here: Site) -> None:
    gift = here.gifts[0]
    assert gift.collectivity_id is not None
    step = RecordStep(
        donation_id=gift.id, kind=StepKind.VOTED, amount=euros(700), dated_on=VOTED,
        reference="=Délibération 3",
    )  # fmt: skip
    record_step(session, step, by=by())
    donor = session.get_one(Collectivity, gift.collectivity_id)
    rows = list(csv.DictReader(io.StringIO(scdl.to_csv(session, donor, END).decode("utf-8-sig"))))
    assert len(rows) == 1
    assert rows[0]["montant"] == "700.00"
    assert rows[0]["dateConvention"] == VOTED.isoformat()
    assert rows[0]["datesPeriodeVersement"] == RECEIVED.isoformat()
    assert rows[0]["referenceDecision"] == "'=Délibération 3"
    assert scdl.to_csv(session, donor, NEXT).decode("utf-8-sig").splitlines()[1:] == []


def test_a_decision_record_shows_what_moved_and_pales_what_was_reversed(
    session: Session, here: Site
) -> None:
    entry = session.scalars(
        select(Entry).where(Entry.purpose == "allocation").order_by(Entry.number)
    ).first()
    assert entry is not None
    decision = session.scalars(select(Decision).where(Decision.fund_id == here.fund.id)).all()[-1]
    found = _gather(session, DocumentKind.DECISION_RECORD, decision_id=decision.id,
                    fund_id=here.fund.id)  # fmt: skip
    assert [it.amount for it in found.moves if not it.is_undone] == [euros(1000)]
    other = World(session)
    gift = other.gift(here.fund)
    other.receive(gift, euros(50))
    other.allocate(here.project, (gift, euros(50)), on=DECIDED)
    last = session.scalars(select(Entry).order_by(Entry.number.desc()).limit(1)).one()
    wanted = Reverse(
        fund_id=here.fund.id, numbers=(last.number,), on=clock.today(), reason="Erreur"
    )
    reverse(session, wanted, by=by())
    whole = [
        it
        for known in session.scalars(select(Decision.id))
        for it in _gather(
            session, DocumentKind.DECISION_RECORD, decision_id=known, fund_id=here.fund.id
        ).moves
    ]
    assert [it.is_undone for it in whole if it.amount == euros(50)] == [True]


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        (CollectivityKind.COMMUNE, "L. 2121-29"),
        (CollectivityKind.EPCI, "L. 5211-1"),
        (CollectivityKind.DEPARTEMENT, "L. 3211-1"),
        (CollectivityKind.REGION, "L. 4221-1"),
        (CollectivityKind.FOUNDATION, "[article par lequel"),
    ],
)
def test_a_deliberation_names_the_articles_of_its_council(
    session: Session, here: Site, kind: CollectivityKind, article: str
) -> None:
    gift = here.gifts[0]
    donor = session.get_one(Collectivity, gift.collectivity_id)
    donor.kind = kind
    session.flush()
    written = filled(
        session, PaperKind.DELIBERATION, here.fund, donor, gift, clock.today(), locale="fr"
    )
    text = _text(WRITERS["pdf"](written, clock.today()))
    assert article in text
    assert "L. 1115-1" in text
    assert gift.reference in text


def test_the_kit_says_what_the_organisation_is_and_leaves_the_rest_open(
    session: Session, here: Site
) -> None:
    named = filled(session, PaperKind.AGREEMENT, here.fund, None, None, clock.today(), locale="fr")
    assert any(it.is_open and it.text == "[SIRET]" for block in named.blocks for it in block.pieces)
    edit_organisation(
        session,
        EditOrganisation(version=0, name="Cités Unies France", siret="73282932000074"),
        by=by(),
    )
    named = filled(session, PaperKind.AGREEMENT, here.fund, None, None, clock.today(), locale="fr")
    text = _text(WRITERS["pdf"](named, clock.today()))
    assert "SIRET 73282932000074" in text
    words = "\n".join(
        it.text for it in Document(io.BytesIO(WRITERS["docx"](named, clock.today()))).paragraphs
    )
    assert "SIRET 73282932000074" in words


def test_who_only_promised_is_no_donor_in_any_document(session: Session, here: Site) -> None:
    given = _gather(session, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    World(session).gift(here.fund)
    report = _gather(session, DocumentKind.DONOR_REPORT, **_of(here.gifts[0]))
    fund_report = _gather(session, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    assert (
        report.n_fund_donors
        == fund_report.n_donors
        == len(fund_report.donors)
        == len(given.donors)
        == 2
    )
    leaflet = filled(session, PaperKind.LEAFLET, here.fund, None, None, clock.today(), locale="fr")
    assert "2 donateurs ont versé 1 000,00 €" in _text(WRITERS["pdf"](leaflet, clock.today()))


def test_the_same_books_give_the_same_kit(session: Session, here: Site) -> None:
    day = clock.today()
    for locale in LOCALES:
        first = kit(session, here.fund, None, here.gifts[0], day, locale=locale)
        assert first == kit(session, here.fund, None, here.gifts[0], day, locale=locale)


@pytest.mark.parametrize(
    ("kind", "locale"), [(kind, locale) for kind in PaperKind for locale in kind.locales]
)
def test_every_field_of_a_text_is_known(kind: PaperKind, locale: Locale) -> None:
    written = paper(kind, first_text(kind, locale), {}, blanks())
    assert written.blocks
    assert any(it.kind is BlockKind.TITLE for it in written.blocks)


def test_a_kit_in_english_has_the_models_under_french_law_in_french(
    session: Session, here: Site
) -> None:
    donor = session.get_one(Collectivity, here.gifts[0].collectivity_id)
    day = date(2017, 5, 2)
    content = kit(session, here.fund, donor, here.gifts[0], day, locale="en")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".pdf")]
        texts = {name: _text(archive.read(name)) for name in names}
        letter = Document(io.BytesIO(archive.read("1-appeal-letter.docx")))
    assert names == [
        "1-appeal-letter.pdf",
        "2-leaflet-of-the-fund.pdf",
        "3-bank-details.pdf",
        "4-modele-de-deliberation.pdf",
        "5-modele-de-convention.pdf",
        "6-letter-of-commitment.pdf",
        "7-contrat-d-engagement-republicain.pdf",
    ]
    assert "Call for solidarity" in texts["1-appeal-letter.pdf"]
    assert "Written on 2 May 2017" in texts["1-appeal-letter.pdf"]
    assert "2 donors have paid €1,000.00" in texts["2-leaflet-of-the-fund.pdf"]
    assert "Model to be adapted" in texts["3-bank-details.pdf"]
    assert here.gifts[0].reference in texts["6-letter-of-commitment.pdf"]
    assert "Modèle à adapter" in texts["4-modele-de-deliberation.pdf"]
    assert letter.core_properties.language == "en-GB"


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownField, match="nowhere"):
        paper(PaperKind.APPEAL, "Bonjour {nowhere}", {}, blanks())


def test_names_are_never_read_as_markup(session: Session, here: Site) -> None:
    donor = session.get_one(Collectivity, here.gifts[0].collectivity_id)
    hostile = "<b>Nancy</b> & {reference} [x] \u202e<font color='red'>"
    donor.name = hostile
    project = session.get_one(Project, here.project.id)
    project.title = hostile
    session.flush()
    for kind in DocumentKind:
        if kind.about in {Subject.RECEIPT, Subject.DECISION, Subject.GIFTS, Subject.MEETING}:
            continue
        if kind is DocumentKind.PAYMENT_REQUEST:
            continue
        named = {
            Subject.FUND: {"fund_id": here.fund.id},
            Subject.PROJECT: {"fund_id": here.fund.id, "project_id": project.id},
            Subject.DONOR: {"collectivity_id": donor.id},
            Subject.YEAR: {"collectivity_id": donor.id},
        }.get(kind.about, _of(here.gifts[0]))
        text = _draft_text(session, kind, **{"as_of": END, **named})
        assert "<b>Nancy</b>" in text, kind
    for paper_kind in PaperKind:
        written = filled(session, paper_kind, here.fund, donor, None, END, locale="fr")
        for write in WRITERS.values():
            assert write(written, END)


def test_staff_write_their_own_text_and_go_back_to_the_first(session: Session, here: Site) -> None:
    kind = PaperKind.APPEAL
    own = "# Appel\n\nBonjour {collectivite}, pour {fonds}."
    edit_text(session, EditText(kind=kind, locale="fr", version=0, text=own), by=by())
    written = filled(session, kind, here.fund, None, None, clock.today(), locale="fr")
    assert [it.text for it in written.blocks[1].pieces][:2] == [
        "Bonjour ",
        "[nom de la collectivité]",
    ]
    with pytest.raises(ChangedMeanwhile):
        edit_text(session, EditText(kind=kind, locale="fr", version=0, text="# Autre"), by=by())
    edit_text(session, EditText(kind=kind, locale="fr", version=1, text=""), by=by())
    assert text_of(session, kind, "fr") == first_text(kind, "fr")


def test_staff_write_the_english_text_beside_the_french(session: Session, here: Site) -> None:
    kind, own = PaperKind.APPEAL, "# Call\n\nDear {collectivite}"
    edit_text(session, EditText(kind=kind, locale="en", version=0, text=own), by=by())
    titles = {
        locale: filled(session, kind, here.fund, None, None, END, locale=locale).title
        for locale in LOCALES
    }
    assert titles["en"] == "Call"
    assert titles["fr"].startswith("Appel à la solidarité")
    assert subject_of(kind, "en") != subject_of(kind, "fr")


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("# Appel\n\n{nobody}", UnknownField),
        ("Sans titre", TitleMissing),
        ("# Appel\n" + "x" * 30_000, TextTooLong),
    ],
)
def test_a_text_that_cannot_be_filled_in_is_refused(
    session: Session, typed: str, refusal: type[RuleViolation]
) -> None:
    with pytest.raises(refusal):
        edit_text(
            session, EditText(kind=PaperKind.APPEAL, locale="fr", version=0, text=typed), by=by()
        )
