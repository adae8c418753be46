"""How tables of documents go over pages."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from fundtracker.documents.page import Furniture, build
from fundtracker.documents.tables import Column, Row, table

COLUMNS = [Column("Thing", 300), Column("Amount", 100, is_amount=True)]
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
