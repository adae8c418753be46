"""The staff's own paragraphs: in both languages, filled in, kept as they were issued."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.documents.appeal_kit.texts import subject_of as paper_of
from fundtracker.documents.drafting import gather
from fundtracker.documents.errors import UnknownField
from fundtracker.documents.issue import IssueDocument, issue
from fundtracker.documents.kinds import DocumentKind, PaperKind
from fundtracker.documents.paragraphs.kinds import ParagraphKind
from fundtracker.documents.paragraphs.texts_of import (
    EditParagraphs,
    checked,
    edit_paragraphs,
    filled,
    first_text,
    subject_of,
    text_of,
)
from fundtracker.documents.requests import Wanted
from fundtracker.files.store import FileStore
from fundtracker.i18n import LOCALES, Locale
from fundtracker.text import TextTooLong
from tests.spending_world import Site, site
from tests.world import World, by, euros

OPENING = ParagraphKind.DONOR_REPORT_OPENING
END = date(2016, 12, 31)


@pytest.fixture
def here(session: Session) -> Site:
    return site(World(session), euros(700), euros(300))


def _edit(session: Session, text: str | None, version: int = 0, locale: Locale = "fr") -> str:
    wanted = EditParagraphs(kind=OPENING, locale=locale, version=version, text=text)
    return edit_paragraphs(session, wanted, by=by())


def _report(here: Site, locale: Locale = "fr") -> Wanted:
    return Wanted(
        kind=DocumentKind.DONOR_REPORT,
        as_of=END,
        locale=locale,
        fund_id=here.fund.id,
        collectivity_id=here.gifts[0].collectivity_id,
    )


@pytest.mark.parametrize("kind", list(ParagraphKind))
@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_that_comes_along_can_be_filled_in(kind: ParagraphKind, locale: Locale) -> None:
    text = first_text(kind, locale)
    assert checked(kind, text) == text
    assert len(filled(text, dict.fromkeys(kind.fields, "x"))) == bool(text)


def test_each_text_has_a_history_of_its_own() -> None:
    subjects = {subject_of(kind, locale) for kind in ParagraphKind for locale in LOCALES}
    assert len(subjects) == len(ParagraphKind) * len(LOCALES)
    assert not {it.record_id for it in subjects} & {
        paper_of(it, locale).record_id for it in PaperKind for locale in it.locales
    }


def test_each_language_has_its_own_words(session: Session, here: Site) -> None:
    _edit(session, "Bonjour {collectivite}.\n\nVoici.")
    name = gather(session, _report(here)).donor.name
    assert gather(session, _report(here)).words.opening == (f"Bonjour {name}.", "Voici.")
    assert gather(session, _report(here, "en")).words.opening[0].endswith("made possible.")


def test_a_paragraph_that_names_what_is_not_known_is_left_out() -> None:
    said = filled("Écrire à {contact}.\n\nMerci.\n \nÀ {fonds}", {"contact": "", "fonds": "F"})
    assert said == ("Merci.", "À F")


def test_nothing_may_be_said_and_the_first_words_come_back(session: Session) -> None:
    first = first_text(OPENING, "fr")
    assert _edit(session, "") == ""
    assert text_of(session, OPENING, "fr") == ""
    assert _edit(session, None, 1) == first
    with pytest.raises(ChangedMeanwhile):
        _edit(session, "Autre", 1)


@pytest.mark.parametrize("typed", ["{nobody}", "{Fonds}", "{}", "{ fonds }"])
def test_a_wrong_field_is_refused(session: Session, typed: str) -> None:
    with pytest.raises(UnknownField):
        _edit(session, typed)


def test_a_field_that_a_document_lacks_is_refused() -> None:
    with pytest.raises(UnknownField):
        checked(ParagraphKind.FUND_REPORT_OPENING, "{collectivite}")
    with pytest.raises(UnknownField):
        checked(ParagraphKind.LETTER_CLOSING, "{fonds}")


def test_too_long_a_text_is_refused(session: Session) -> None:
    with pytest.raises(TextTooLong):
        _edit(session, "x" * 5_000)


def test_an_issued_document_keeps_its_words(session: Session, here: Site, tmp_path: Path) -> None:
    store, request = FileStore(tmp_path), IssueDocument(wanted=_report(here))
    first = issue(session, store, request, site="https://x.example", by=by())
    _edit(session, "Nouveau mot pour {collectivite}")
    assert "Nouveau mot" not in first.content
    second = issue(session, store, request, site="https://x.example", by=by())
    assert "Nouveau mot" in second.content
    assert second.version == 2


def test_names_in_fields_are_never_read_as_fields_or_markup(session: Session, here: Site) -> None:
    _edit(session, "Bonjour {collectivite}")
    donor = gather(session, _report(here)).donor
    text = filled("Bonjour {collectivite}", {"collectivite": "{fonds} <b>"})
    assert text == ("Bonjour {fonds} <b>",)
    assert donor.name
