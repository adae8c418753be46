"""A list as somebody sees it, as a file: the same rows, columns and order, in CSV or XLSX."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from fundtracker.i18n import current_locale, format_date
from fundtracker.text import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    COUNT = "count"


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A column: its words, and what its cells are."""

    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A list: cells are text, cents, days, whole numbers, or None where nothing is known."""

    title: str
    headings: Sequence[Heading]
    rows: Iterable[Sequence[object]]
    # In the foot, by column; None where a column has no total. None: no foot.
    totals: Sequence[object] | None = None


_WIDEST = 60


def to_csv(sheet: Sheet) -> bytes:
    """Write as Excel in France opens it: UTF-8 with its mark, semicolons, decimal comma."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(it.label) for it in sheet.headings])
    kinds = [it.kind for it in sheet.headings]
    for row in [*sheet.rows, *([sheet.totals] if sheet.totals is not None else [])]:
        writer.writerow([_plain(kind, value) for kind, value in zip(kinds, row, strict=True)])
    return written.getvalue().encode("utf-8-sig")


def _plain(kind: Kind, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value, "short")
    if kind is Kind.AMOUNT and isinstance(value, int):
        mark = "," if current_locale() == "fr" else "."
        sign, cents = ("-", -value) if value < 0 else ("", value)
        return f"{sign}{cents // 100}{mark}{cents % 100:02}"
    return str(value) if isinstance(value, int) else harmless(str(value))


def to_xlsx(sheet: Sheet) -> bytes:
    """Write a workbook of one sheet: amounts are numbers, days are days, text is only text."""
    written = BytesIO()
    book = Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": sheet.title, "created": datetime(2000, 1, 1, tzinfo=UTC)})
    page = book.add_worksheet()
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = {kind: book.add_format(_FORMATS[kind]) for kind in Kind}
    totals = {kind: book.add_format({**_FORMATS[kind], "bold": True, "top": 1}) for kind in Kind}
    widths = [len(it.label) for it in sheet.headings]
    for column, heading in enumerate(sheet.headings):
        page.write_string(0, column, heading.label, head)
    line = 0
    for line, row in enumerate(sheet.rows, start=1):
        _write(page, line, sheet.headings, row, formats, widths)
    if sheet.totals is not None:
        _write(page, line + 1, sheet.headings, sheet.totals, totals, widths)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(width + 2, _WIDEST))
    page.freeze_panes(1, 1)
    if sheet.headings:
        page.autofilter(0, 0, max(line, 1), len(sheet.headings) - 1)
    book.close()
    return written.getvalue()


_FORMATS: dict[Kind, dict[str, object]] = {
    Kind.TEXT: {"valign": "top"},
    Kind.AMOUNT: {"num_format": '#,##0.00" €"', "valign": "top"},
    Kind.DATE: {"num_format": "dd/mm/yyyy", "valign": "top"},
    Kind.COUNT: {"num_format": "0", "valign": "top"},
}


def _write(
    page: Worksheet,
    line: int,
    headings: Sequence[Heading],
    row: Sequence[object],
    formats: dict[Kind, Format],
    widths: list[int],
) -> None:
    for column, (heading, value) in enumerate(zip(headings, row, strict=True)):
        shown = formats[heading.kind]
        if value is None:
            page.write_blank(line, column, None, shown)
        elif isinstance(value, date):
            page.write_datetime(line, column, datetime(value.year, value.month, value.day), shown)  # noqa: DTZ001 - a day has no zone
        elif isinstance(value, int):
            is_money = heading.kind is Kind.AMOUNT
            page.write_number(line, column, value / 100 if is_money else value, shown)
        else:
            page.write_string(line, column, str(value), shown)
        widths[column] = max(widths[column], len(_plain(heading.kind, value)))
