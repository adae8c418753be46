"""Lists: their columns and order live in the address; the page and its files say the same.

A view declares its ``Column`` objects once, asks ``wanted`` what the address wants, queries its
rows in that order, and either shows them (``show``, drawn by ``macros/lists.html``) or answers
with a file (``answer``) of exactly these rows and columns.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flask import Response, request
from markupsafe import Markup, escape

from fundtracker.errors import RuleViolation
from fundtracker.exchange.sheet import Heading, Kind, Sheet, to_csv, to_xlsx
from fundtracker.i18n import N_, format_date, gettext
from fundtracker.parties.names import sort_key
from fundtracker.web import asked
from fundtracker.web.templating import money
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fundtracker.money import Cents

__all__ = [
    "Column",
    "Kind",
    "Shown",
    "Wanted",
    "answer",
    "check_length",
    "in_order",
    "show",
    "wanted",
]

Row = TypeVar("Row")

UNKNOWN = N_("n/a")

# Rows of a page of a list that is all at hand.
PAGE = 100

# Rows of a file: some seconds of work, and less than a sheet holds.
LARGEST_FILE = 50_000


class FileTooLong(RuleViolation):
    """More rows are asked for as a file than one request may read."""

    sentence = N_("A file holds at most %(n_most)s rows, and this list has %(n_rows)s: narrow it.")


class FileFormat(StrEnum):
    """The files that a list can be taken away as."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """What the browser is told."""
        return _MEDIA[self]


_MEDIA = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its name in the address, its words, and what a row says in it.

    ``value`` gives text, cents, a day, a count, or None where nothing is known. ``href`` leads
    from a cell to what makes it up, ``note`` is a small line under it, on the page alone.
    """

    key: str
    label: str
    value: Callable[[Row], Any]
    kind: Kind = Kind.TEXT
    _: KW_ONLY
    href: Callable[[Row], str | None] | None = None
    note: Callable[[Row], str | None] | None = None
    # Drawn by the template that shows the list, not from its value.
    is_drawn: bool = False
    is_sortable: bool = True
    # Whether it is shown without being asked for; the first column always is.
    is_usual: bool = True
    # Said on the page inside another column, so that a file gives it its own without being asked.
    is_inside: bool = False
    # What the page says where there is nothing, if not that it is not known.
    absent: str | None = None

    @property
    def words(self) -> str:
        """The heading, in the language of the moment."""
        return gettext(self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Generic[Row]):
    """What the address asks of a list: its columns, order, page, and the file, if one."""

    columns: Sequence[Column[Row]]
    all_columns: Sequence[Column[Row]]
    order: str
    is_descending: bool
    page: int
    file: FileFormat | None
    is_sortable: bool = True

    @property
    def is_all(self) -> bool:
        """Whether every row is wanted, not a page of them."""
        return self.file is not None


def wanted(columns: Sequence[Column[Row]], *, order: str, is_sortable: bool = True) -> Wanted[Row]:
    """Read the address; ``order`` is the usual one: a column's key, ``-key`` the other way.

    An empty ``order`` says that the list comes in an order of its own, which no column is. A list
    too long to be sorted (``is_sortable`` false) comes in its usual order.

    What the address says that is no column is passed over: an old link still shows the list.
    """
    by_key = {it.key: it for it in columns}
    typed = request.args.get("sort", "")[:60]
    known = by_key.get(typed.removeprefix("-"))
    chosen = typed if is_sortable and known is not None and known.is_sortable else order
    typed_format = request.args.get("format", "")
    file = FileFormat(typed_format) if typed_format in set(FileFormat) else None
    picked = set(request.args.getlist("columns")) & set(by_key)
    shown = [
        it
        for it in columns[1:]
        if (it.key in picked if picked else it.is_usual or (file and it.is_inside))
    ]
    return Wanted(
        columns=[columns[0], *shown],
        all_columns=columns,
        order=chosen.removeprefix("-"),
        is_descending=chosen.startswith("-"),
        page=asked.number("page"),
        file=file,
        is_sortable=is_sortable,
    )


def in_order(rows: Sequence[Row], asked_for: Wanted[Row]) -> list[Row]:
    """Sort rows that are all at hand; what is unknown comes last either way."""
    column = next(it for it in asked_for.all_columns if it.key == asked_for.order)
    known = [it for it in rows if column.value(it) is not None]
    unknown = [it for it in rows if column.value(it) is None]
    return [
        *sorted(known, key=lambda it: _sorting(column.value(it)), reverse=asked_for.is_descending),
        *unknown,
    ]


def _sorting(value: Any) -> Any:  # noqa: ANN401 - text, cents or a day
    return sort_key(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A heading as it is drawn."""

    key: str
    label: str
    css: str
    href: str | None
    sort: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell as it is drawn; ``html`` is None where the template draws it.

    ``attributes``, of its element, are its column's: its class and, for narrow screens, its label.
    """

    key: str
    attributes: Markup
    html: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Generic[Row]):
    """A list as its page draws it."""

    heads: Sequence[Head]
    rows: Sequence[tuple[Row, Sequence[Cell]]]
    totals: Sequence[Cell] | None
    choices: Sequence[tuple[str, str, bool]]
    files: Mapping[str, str]
    page: int
    pages: int


def show(
    asked_for: Wanted[Row],
    rows: Sequence[Row],
    *,
    totals: Mapping[str, Cents | int] | None = None,
    pages: int | None = None,
) -> Shown[Row]:
    """Prepare a page of a list; ``totals`` (by column) are of all its rows, on every page.

    Without ``pages``, ``rows`` are all there are, and the page is cut from them here.
    """
    columns = asked_for.columns
    page = asked_for.page
    if pages is None:
        pages = max(1, -(-len(rows) // PAGE))
        page = min(page, pages)
        rows = rows[(page - 1) * PAGE : page * PAGE]
    attributes = {it.key: _attributes(it) for it in columns}
    drawn = [(it, [_cell(column, it, attributes[column.key]) for column in columns]) for it in rows]
    return Shown(
        heads=[_head(column, asked_for) for column in columns],
        rows=drawn,
        totals=None
        if totals is None
        else [_total(column, totals, attributes[column.key]) for column in columns[1:]],
        choices=[(it.key, it.words, it in columns) for it in asked_for.all_columns[1:]],
        files={it.value: here(format=it.value, page=None) for it in FileFormat},
        page=min(page, max(pages, 1)),
        pages=pages,
    )


def _head(column: Column[Row], asked_for: Wanted[Row]) -> Head:
    is_order = column.key == asked_for.order
    # The largest amounts and counts are what one looks for first.
    is_next_down = not asked_for.is_descending if is_order else _css(column) == "amount"
    turned = f"-{column.key}" if is_next_down else column.key
    direction = "descending" if asked_for.is_descending else "ascending"
    return Head(
        key=column.key,
        label=column.words,
        css="" if column is asked_for.columns[0] else _css(column),
        href=here(sort=turned, page=None) if column.is_sortable and asked_for.is_sortable else None,
        sort=direction if is_order else None,
    )


def _css(column: Column[Row]) -> str:
    return "amount" if column.kind in {Kind.AMOUNT, Kind.COUNT} else ""


def _attributes(column: Column[Row]) -> Markup:
    css = _css(column)
    shown = f' class="{css}"' if css else ""
    return Markup(f'{shown} data-label="{escape(column.words)}"')  # noqa: S704 - escaped


def _cell(column: Column[Row], row: Row, attributes: Markup) -> Cell:
    if column.is_drawn:
        return Cell(key=column.key, attributes=attributes, html=None)
    href = column.href(row) if column.href is not None else None
    value = column.value(row)
    html = (
        escape(column.absent)
        if column.absent is not None and (value is None or value == "")
        else _html(column.kind, value, href)
    )
    note = column.note(row) if column.note is not None else None
    if note:
        html += Markup(f'<span class="sub">{escape(note)}</span>')  # noqa: S704 - escaped
    return Cell(key=column.key, attributes=attributes, html=html)


def _html(kind: Kind, value: Any, href: str | None = None) -> Markup:  # noqa: ANN401 - text, cents or a day
    # Escaped piece by piece: ``Markup.format`` is ten times as slow, and a page has a thousand.
    if value is None or value == "":
        return Markup(f'<span class="muted">{escape(gettext(UNKNOWN))}</span>')  # noqa: S704
    if kind is Kind.AMOUNT:
        return money(value, href)
    text = escape(format_date(value, "short") if kind is Kind.DATE else str(value))
    return Markup(f'<a href="{escape(href)}">{text}</a>') if href else text  # noqa: S704


def _total(column: Column[Row], totals: Mapping[str, Cents | int], attributes: Markup) -> Cell:
    html = _html(column.kind, totals[column.key]) if column.key in totals else Markup()
    return Cell(key=column.key, attributes=attributes, html=html)


def check_length(n_rows: int) -> None:
    """Refuse to make a file of more rows than one request may read; raise FileTooLong."""
    if n_rows > LARGEST_FILE:
        raise FileTooLong(n_most=LARGEST_FILE, n_rows=n_rows)


def answer(
    asked_for: Wanted[Row],
    rows: Sequence[Row],
    *,
    title: str,
    totals: Mapping[str, Cents | int] | None = None,
) -> Response:
    """Answer with the file that the address asks for: all rows, in the columns shown."""
    assert asked_for.file is not None
    columns = asked_for.columns
    foot: list[object] | None = None
    if totals is not None:
        foot = [gettext(_TOTAL), *(totals.get(it.key) for it in columns[1:])]
    sheet = Sheet(
        title=title,
        headings=[Heading(label=it.words, kind=it.kind) for it in columns],
        rows=[[it.value(row) for it in columns] for row in rows],
        totals=foot,
    )
    write = to_csv if asked_for.file is FileFormat.CSV else to_xlsx
    name = f"{sort_key(title).replace(' ', '-')}.{asked_for.file.value}"
    response = Response(write(sheet), mimetype=asked_for.file.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


_TOTAL = N_("Total")
