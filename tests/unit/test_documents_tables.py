"""How tables of documents go over pages."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pdfplumber
import pikepdf
import pytest
from pikepdf import Name
from pypdf import PdfReader

from fundtracker.documents.grid import Grid, Line, Look, Track
from fundtracker.documents.page import Furniture, build
from fundtracker.documents.pen import Face, Words
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typefaces import REGULAR
from fundtracker.documents.typography import INK

COLUMNS = [Column("Thing", 300), Column("Amount", 100, is_amount=True)]
FACE, LOOK = Face(REGULAR, 9, 12, INK), Look(above=1, below=2)
FURNITURE = Furniture(
    title="Tables", author="A", language="en", subject="Subject", state="State", seal="Seal",
    dated=date(2021, 12, 31),
)  # fmt: skip


def pages_of(rows: list[Row]) -> list[str]:
    pdf = PdfReader(BytesIO(build(table(COLUMNS, rows), FURNITURE)))
    return [page.extract_text() for page in pdf.pages]


@pytest.mark.parametrize("count", range(28, 42))
def test_a_total_never_stands_alone_on_its_page(count: int) -> None:
    rows = [Row((f"line {number}", "1.00")) for number in range(1, count + 1)]
    pages = pages_of([*rows, Row(("the total", "9.00"), "total")])
    assert f"line {count} 1.00\n" in pages[-1]
    assert "the total" in pages[-1]


@pytest.mark.parametrize("before", range(30, 40))
def test_a_groups_heading_stays_with_its_first_row(before: int) -> None:
    rows = [Row((f"line {number}", "1.00")) for number in range(before)]
    rows += [Row(("the group", "1.00"), "group"), *(Row(("its row", "1.00")) for _n in range(5))]
    for text in pages_of(rows):
        if "the group" in text:
            assert "its row" in text.split("the group")[1]


@pytest.mark.parametrize("before", range(28, 42))
def test_a_group_of_one_row_the_total_and_its_heading_stay_together(before: int) -> None:
    rows = [Row((f"line {number}", "1.00")) for number in range(before)]
    rows += [Row(("the group", "1.00"), "group"), Row(("its row", "1.00"))]
    pages = pages_of([*rows, Row(("the total", "9.00"), "total")])
    for words in ("the group", "its row", "the total"):
        assert words in pages[-1]


def test_the_head_is_repeated_on_every_page() -> None:
    pages = pages_of([Row((f"line {number}", "1.00")) for number in range(200)])
    assert len(pages) > 4
    assert all("Thing" in text and "Amount" in text for text in pages)


def test_no_row_is_cut_in_two() -> None:
    long = "start " + "word " * 260 + "finish"
    for text in pages_of([Row((long, "1.00")) for _number in range(12)]):
        assert text.count("start") == text.count("finish") > 0


def test_markup_in_a_cell_is_shown_whether_it_is_wrapped_or_not() -> None:
    short, long = "<b>x</b> & y", "<b>x</b> & y " * 20
    text = "".join(pages_of([Row((short, "1.00")), Row((long, "2.00"))])).replace("\n", " ")
    assert text.count("<b>x</b> & y") == 21


def test_rows_that_cannot_stay_together_are_drawn_all_the_same() -> None:
    long = Row(("start " + "word " * 700 + "finish", "1.00"), "group")
    rows = [long, long, Row(("the last", "1.00"))]
    texts = pages_of(rows)
    assert "".join(texts).count("finish") == 2
    assert "the last" in texts[-1]


def test_the_cells_of_a_row_are_copied_as_one_line() -> None:
    (text,) = pages_of([Row(("one", "1.00")), Row(("two", "2.00"), "total")])
    assert "Thing Amount\none 1.00\ntwo 2.00\n" in text


def test_a_line_feed_in_a_cell_begins_another_line() -> None:
    grid = Grid([Track(200)], [Line(cells=[Words("one\ntwo", FACE)], look=LOOK)])
    assert grid.wrap(200, 800) == (200, 2 * FACE.leading + LOOK.above + LOOK.below)
    (page,) = PdfReader(BytesIO(build([grid], FURNITURE))).pages
    assert "one\ntwo" in page.extract_text()


def test_amounts_end_on_one_line_however_long_they_are() -> None:
    amounts = ["1.00", "1,234,567.89", "22.00"]
    pdf = build(table(COLUMNS, [Row(("line", it)) for it in amounts]), FURNITURE)
    with pdfplumber.open(BytesIO(pdf)) as document:
        words = document.pages[0].extract_words()
    ends = {round(it["x1"], 1) for it in words if it["text"] in amounts}
    assert len(ends) == 1


def test_a_tables_head_is_said_once_and_a_groups_name_over_its_columns() -> None:
    columns = [Column("Thing", 200), Column("Note", 100), Column("Amount", 100, is_amount=True)]
    rows = [Row(("the group", "", "9.00"), "group")]
    rows += [Row((f"line {number}", "", "1.00")) for number in range(60)]
    with pikepdf.open(BytesIO(build(table(columns, rows), FURNITURE))) as pdf:
        (element,) = (it for it in pdf.Root.StructTreeRoot.K.K if Name.Table == it.S)
        lines = list(element.K)
        assert len(lines) == 62
        assert [str(it.A.Scope) for it in lines[0].K] == ["/Column"] * 3
        name, amount = lines[1].K
        assert (int(name.A.ColSpan), str(name.A.Scope), amount.S) == (2, "/Row", Name.TD)
