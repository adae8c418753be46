"""The donor report as a PDF, read back."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

import pytest
from pypdf import PdfReader

from fundtracker.documents.donor_report import DonorReport, render
from fundtracker.i18n import format_amount, format_number, use_locale
from fundtracker.money import ZERO
from tests.unit.donor_report_samples import HOSTILE, hostile, huge, normal, tiny

if TYPE_CHECKING:
    from pypdf.generic import Destination


@pytest.fixture(scope="module")
def french() -> PdfReader:
    return _read(normal())


@pytest.fixture(scope="module")
def long() -> PdfReader:
    return _read(huge(2, 1_000))


def _read(report: DonorReport) -> PdfReader:
    return PdfReader(BytesIO(render(report)))


def _text(pdf: PdfReader) -> str:
    return _plain("\n".join(page.extract_text() for page in pdf.pages))


def _plain(text: str) -> str:
    """Return ``text`` with one kind of space: a reader gives no-break ones back as it likes."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _fonts(pdf: PdfReader) -> list[Any]:
    """Return every font of every page, and of the drawings within."""
    found: list[Any] = []
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        holders = [
            resources,
            *(form["/Resources"] for form in resources.get("/XObject", {}).values()),
        ]
        for holder in holders:
            found += [font.get_object() for font in holder.get("/Font", {}).values()]
    return found


def _outline(pdf: PdfReader) -> list[tuple[int, str, int]]:
    """Return level, title and page number (from 1) of each entry."""
    entries: list[tuple[int, str, int]] = []
    for entry in pdf.outline:
        level = int(isinstance(entry, list))
        items = cast("list[Destination]", entry if level else [entry])
        for item in items:
            page = pdf.get_destination_page_number(item)
            assert page is not None
            entries.append((level, str(item.title), page + 1))
    return entries


def test_the_same_content_gives_the_same_bytes() -> None:
    assert render(normal()) == render(normal())


def test_another_process_in_another_time_zone_gives_the_same_bytes() -> None:
    code = (
        "import fundtracker.charts.pdf, sys, hashlib\n"
        "from fundtracker.documents.donor_report import render\n"
        "from tests.unit.donor_report_samples import normal\n"
        "print(hashlib.sha256(render(normal())).hexdigest())"
    )
    done = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True, capture_output=True, text=True,
            env={"TZ": zone, "PYTHONHASHSEED": seed},
        ).stdout
        for zone, seed in (("Pacific/Auckland", "1"), ("UTC", "2"))
    ]  # fmt: skip
    assert done[0] == done[1]


def test_the_figures_of_the_donor_and_of_the_fund_are_printed(french: PdfReader) -> None:
    text, report = _text(french), normal()
    for it in (report.statement, report.fund_statement):
        for line in it.lines():
            assert _plain(format_number(line.amount)) in text
    for amount in (
        report.statement.given,
        report.statement.allocated,
        report.statement.unallocated,
    ):
        assert _plain(format_amount(amount)) in text


def test_every_line_of_payments_and_expenses_is_printed_with_the_donors_part(
    french: PdfReader,
) -> None:
    text = _text(french)
    for sheet in normal().projects:
        amounts = [(it.amount, it.donor_amount) for it in sheet.payments]
        amounts += [(it.amount, it.donor_amount) for it in sheet.spending]
        for whole, part in amounts:
            assert f"{_plain(format_number(whole))} {_plain(format_number(part))}\n" in text


def test_cover_and_foot_say_day_entry_and_hash(french: PdfReader) -> None:
    cover = french.pages[0].extract_text()
    assert "equateur-2016" in cover
    assert "213 801 855" in _plain(cover)
    for page in french.pages:
        text = page.extract_text()
        assert "31 décembre 2021" in text
        assert "214" in text
        assert "3fa9c17b20de…" in text


def test_each_page_says_that_it_is_no_issued_document() -> None:
    pdf = _read(tiny(locale="en"))
    assert all("Working document, not issued" in page.extract_text() for page in pdf.pages)


def test_each_page_of_a_demonstration_says_so_and_no_other() -> None:
    for marked in (True, False):
        pdf = _read(tiny(locale="en", demonstration=marked))
        said = ["Demonstration: fictitious amounts" in page.extract_text() for page in pdf.pages]
        assert set(said) == {marked}


def test_each_step_says_whether_it_was_published(french: PdfReader) -> None:
    text = _text(_read(normal(locale="en")))
    assert "published" in text
    assert "fictitious" in text


def test_pages_are_numbered_among_all(long: PdfReader) -> None:
    count = len(long.pages)
    for number, page in enumerate(long.pages, start=1):
        assert f"{number}/{count}" in page.extract_text()


def test_every_font_is_source_sans_and_embedded(french: PdfReader) -> None:
    fonts = _fonts(french)
    assert fonts
    for font in fonts:
        assert "SourceSans3" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"].get_object()


def test_the_file_names_its_language_title_author_and_day() -> None:
    for locale in ("fr", "en"):
        pdf = _read(normal(locale=locale))
        assert cast("Any", pdf.trailer["/Root"])["/Lang"] == locale
        assert pdf.metadata is not None
        assert "Ville de Grenoble" in str(pdf.metadata.title)
        assert pdf.metadata.author == "Cités Unies France"
        assert str(pdf.metadata.creation_date).startswith("2021-12-31 00:00:00")


def test_the_outline_leads_to_every_section_and_project() -> None:
    pdf = _read(normal(locale="en"))
    entries = _outline(pdf)
    for _level, title, number in entries:
        assert title in pdf.pages[number - 1].extract_text().replace("\n", " ")
    assert [title for level, title, _number in entries if not level] == [
        "Your gift at a glance",
        "What your gift is allocated to",
        "What the projects did",
        "The whole fund",
        "Method and definitions",
    ]
    within = {title for level, title, _number in entries if level}
    assert {sheet.title for sheet in normal().projects} <= within


def test_the_covers_list_gives_the_pages_of_the_sections() -> None:
    pdf = _read(normal(locale="en"))
    cover = pdf.pages[0].extract_text()
    for level, title, number in _outline(pdf):
        assert (f"{title}\n{number}\n" in cover) == (level == 0)


def test_a_table_of_1_000_lines_repeats_its_head_and_loses_no_line(long: PdfReader) -> None:
    pages = [page.extract_text() for page in long.pages]
    within = [text for text in pages if "Facture de matériaux de construction, lot" in text]
    assert len(within) > 20
    for text in within:
        assert "(€)" in text.split("Facture de matériaux")[0]
    for number in (1, 500, 1_000):
        assert sum(f"lot {number}, " in text.replace("\n", " ") for text in within) >= 1


def test_hostile_text_is_shown_as_it_was_written() -> None:
    text = _text(_read(hostile())).replace("\n", " ")
    assert "<script>alert(1)</script> <b>gras</b> & <font color='red'>abc %(x)s" in text
    assert not set(text) & set("\u202e\u202c\x00\x07")
    assert "W" * 4_000 not in text.replace(" ", "")
    assert HOSTILE not in text


def test_a_report_before_any_money_says_so() -> None:
    it = tiny(locale="en")
    nothing = replace(it.statement, received=ZERO, fees_kept=ZERO, unallocated=ZERO)
    text = _text(_read(replace(it, statement=nothing, gifts=(replace(it.gifts[0], steps=()),))))
    assert "Nothing has been received yet." in text


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_amounts_are_written_in_the_reports_language(locale: str) -> None:
    with use_locale("en" if locale == "fr" else "fr"):
        text = _text(_read(normal(locale=locale)))
    expected = "20 000,00 €" if locale == "fr" else "€20,000.00"
    assert expected in text
