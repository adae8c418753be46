"""The chain of a book, walked from its first entry and sealed anew in a stream."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.db import SHA256_LENGTH
from fundtracker.i18n import N_
from fundtracker.ledger.chain import Sealed, seal
from fundtracker.ledger.models import Account, Entry, EntryFile, Transfer
from fundtracker.ledger.places import AccountKey
from fundtracker.ledger.verify.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Book

_debit = aliased(Account)
_credit = aliased(Account)

_AT_ONCE = 2000

MISSING = N_("Book %(book)s: entry %(n_number)s is missing.")
UNLINKED = N_("Book %(book)s, entry %(n_number)s: it does not follow from the entry before it.")
MISDATED = N_("Book %(book)s, entry %(n_number)s: line %(n_line)s does not bear the entry's date.")
STRAY = N_("Book %(book)s, entry %(n_number)s: line %(n_line)s has no account of this book.")
MISNUMBERED = N_("Book %(book)s, entry %(n_number)s: its lines are not numbered 1, 2, 3…")
CHANGED = N_("Book %(book)s, entry %(n_number)s: its content is not what was recorded.")
ENDS = N_("Book %(book)s: its last entry is %(n_number)s, and it says that it is %(n_last)s.")
UNSEALED = N_("Book %(book)s: its last hash is not that of its last entry, %(n_number)s.")
ORPHANED = N_("Book %(book)s: there are lines of an entry %(n_number)s, which is not there.")


def broken(session: Session, book: Book) -> Finding | None:
    """Find the first entry of a book that is not as it was recorded, or a tail that was cut."""
    return next(_faults(session, book), None)


def _faults(session: Session, book: Book) -> Iterator[Finding]:
    number, previous = 0, "0" * SHA256_LENGTH
    with ExitStack() as stack:

        def stream(query: Select[Any]) -> Iterator[Row[Any]]:
            options = {"yield_per": _AT_ONCE}
            return iter(stack.enter_context(session.execute(query, execution_options=options)))

        lines, files = _Grouped(stream(_lines(book.id))), _Grouped(stream(_files(book.id)))
        for expected, entry in zip(count(1), stream(_entries(book.id)), strict=False):
            number = entry.number
            yield from _entry_faults(
                book, entry, expected, previous, lines.of(number), files.of(number)
            )
            previous = entry.hash
        if lines.next is not None:
            yield Finding(ORPHANED, book=book.code, n_number=lines.next.number)
    if number != book.last_number:
        yield Finding(ENDS, book=book.code, n_number=number, n_last=book.last_number)
    elif previous != book.last_hash:
        yield Finding(UNSEALED, book=book.code, n_number=number)


def _entry_faults(
    book: Book,
    entry: Row[Any],
    expected: int,
    previous: str,
    lines: Sequence[Row[Any]],
    files: Sequence[Row[Any]],
) -> Iterator[Finding]:
    where = {"book": book.code, "n_number": entry.number}
    if entry.number != expected:
        yield Finding(MISSING, book=book.code, n_number=expected)
    if entry.previous_hash != previous:
        yield Finding(UNLINKED, **where)
    for position, line in enumerate(lines, start=1):
        if line.line != position:
            yield Finding(MISNUMBERED, **where)
        if line.debit_book != book.id or line.credit_book != book.id:
            yield Finding(STRAY, **where, n_line=line.line)
        if line.effective_on != entry.effective_on:
            yield Finding(MISDATED, **where, n_line=line.line)
    if not lines or seal(_content(book, entry, lines, files)) != entry.hash:
        yield Finding(CHANGED, **where)


def _content(
    book: Book, entry: Row[Any], lines: Sequence[Row[Any]], files: Sequence[Row[Any]]
) -> Sealed:
    return Sealed(
        previous_hash=entry.previous_hash,
        book_code=book.code,
        number=entry.number,
        purpose=entry.purpose,
        effective_on=entry.effective_on,
        recorded_at=entry.recorded_at,
        piece_reference=entry.piece_reference,
        piece_on=entry.piece_on,
        act_id=entry.act_id,
        actor_id=entry.actor_id,
        confirmed_by_id=entry.confirmed_by_id,
        key=entry.key,
        request_hash=entry.request_hash,
        memo_hash=entry.memo_hash,
        files=[file.sha256 for file in files],
        reverses=entry.reverses_number,
        transfers=[(_key(it, 4), _key(it, 9), it.amount) for it in lines],
    )


def _key(line: Row[Any], start: int) -> AccountKey:
    place, donation_id, project_id, agreement_id = line[start : start + 4]
    return AccountKey(place, donation_id, project_id, agreement_id)


class _Grouped:
    """Rows in the order of their entry's number, taken entry by entry."""

    def __init__(self, rows: Iterator[Row[Any]]) -> None:
        self._rows = rows
        self.next = next(rows, None)

    def of(self, number: int) -> list[Row[Any]]:
        """Take the rows of an entry; none where the next rows are another's."""
        group = []
        while self.next is not None and self.next.number == number:
            group.append(self.next)
            self.next = next(self._rows, None)
        return group


def _entries(book_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Entry.number,
            type_coerce(Entry.purpose, String).label("purpose"),
            Entry.effective_on,
            Entry.recorded_at,
            Entry.piece_reference,
            Entry.piece_on,
            Entry.act_id,
            Act.actor_id,
            Act.confirmed_by_id,
            Act.key,
            Act.request_hash,
            Entry.memo_hash,
            Entry.reverses_number,
            Entry.previous_hash,
            Entry.hash,
        )
        .outerjoin(Act, Act.id == Entry.act_id)
        .where(Entry.book_id == book_id)
        .order_by(Entry.number)
    )


def _lines(book_id: int) -> Select[*tuple[Any, ...]]:
    sides = [
        column
        for name, side in (("debit", _debit), ("credit", _credit))
        for column in (
            type_coerce(side.place, String).label(f"{name}_place"),
            side.donation_id.label(f"{name}_donation"),
            side.project_id.label(f"{name}_project"),
            side.agreement_id.label(f"{name}_agreement"),
            side.book_id.label(f"{name}_book"),
        )
    ]
    return (
        select(Transfer.number, Transfer.line, Transfer.effective_on, Transfer.amount, *sides)
        .outerjoin(_debit, _debit.id == Transfer.debit_account_id)
        .outerjoin(_credit, _credit.id == Transfer.credit_account_id)
        .where(Transfer.book_id == book_id)
        .order_by(Transfer.number, Transfer.line)
    )


def _files(book_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(EntryFile.number, EntryFile.sha256)
        .where(EntryFile.book_id == book_id)
        .order_by(EntryFile.number)
    )
