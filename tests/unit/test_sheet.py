"""Lists as files: what a spreadsheet opens, and what it never runs."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from fundtracker.exchange.sheet import Heading, Kind, Sheet, to_csv, to_xlsx
from fundtracker.i18n import use_locale
from fundtracker.text import harmless

HEADINGS = [
    Heading(label="Donateur"),
    Heading(label="Reçu", kind=Kind.AMOUNT),
    Heading(label="Le", kind=Kind.DATE),
    Heading(label="Dons", kind=Kind.COUNT),
]
ROWS: list[list[object]] = [
    ["=HYPERLINK(0)", 123_456, date(2016, 5, 3), 2],
    ["Nancy ; Metz", -5, None, None],
]
SHEET = Sheet(title="Dons", headings=HEADINGS, rows=ROWS, totals=["Total", 123_451, None, 2])


def test_a_csv_file_opens_in_excel_as_it_is_in_france() -> None:
    with use_locale("fr"):
        written = to_csv(SHEET)
    assert written.startswith("\ufeffDonateur;Reçu;Le;Dons\r\n".encode())
    assert written.decode("utf-8-sig").splitlines()[1:] == [
        "'=HYPERLINK(0);1234,56;03/05/2016;2",
        '"Nancy ; Metz";-0,05;;',
        "Total;1234,51;;2",
    ]


def test_a_csv_file_in_english_has_points() -> None:
    with use_locale("en"):
        assert b"1234.56" in to_csv(SHEET)


@pytest.mark.parametrize("text", ["=1+1", "+33", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless(f"n° {text}") == f"n° {text}"


def test_a_workbook_holds_numbers_days_and_text_but_no_formula() -> None:
    with use_locale("fr"):
        page = load_workbook(BytesIO(to_xlsx(SHEET))).active
    assert page is not None
    cells = [[it.value for it in row] for row in page.iter_rows()]
    assert cells == [
        ["Donateur", "Reçu", "Le", "Dons"],
        ["=HYPERLINK(0)", 1234.56, datetime(2016, 5, 3), 2],  # noqa: DTZ001 - as it is read
        ["Nancy ; Metz", -0.05, None, None],
        ["Total", 1234.51, None, 2],
    ]
    assert page["A2"].data_type == "s"
    assert page["B2"].number_format == '#,##0.00" €"'


def test_the_same_list_gives_the_same_file() -> None:
    with use_locale("fr"):
        assert to_xlsx(SHEET) == to_xlsx(SHEET)


def test_a_list_without_rows_is_a_file_of_headings() -> None:
    nothing = Sheet(title="Dons", headings=HEADINGS, rows=[])
    with use_locale("fr"):
        page = load_workbook(BytesIO(to_xlsx(nothing))).active
        assert to_csv(nothing).decode("utf-8-sig") == "Donateur;Reçu;Le;Dons\r\n"
    assert page is not None
    assert [it.value for it in page[1]] == ["Donateur", "Reçu", "Le", "Dons"]
