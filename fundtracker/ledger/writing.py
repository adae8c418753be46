"""Writing what may be posted: entries, transfers, counters, kept totals, and the book's last entry.

Nothing is decided here. All goes past the ORM, which takes longer over it than the database, and
without waiting for one answer before the next statement.
"""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, case, update
from sqlalchemy.orm.attributes import set_committed_value

from fundtracker import clock, rows
from fundtracker.db import dialect_of, instant_text, unanswered
from fundtracker.ledger import months, totals
from fundtracker.ledger.chain import Sealed, hash_memo, seal
from fundtracker.ledger.drafts import Posted
from fundtracker.ledger.models import Account, Book, Entry, EntryFile, EntryMemo, Transfer
from fundtracker.rows import Batch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Table, Update
    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.db import Base
    from fundtracker.ledger.accounts import Standings
    from fundtracker.ledger.drafts import Draft
    from fundtracker.ledger.places import AccountKey
    from fundtracker.rows import Insert

    Rows = list[dict[str, Any]]


def write(
    session: Session, act: Act, book: Book, accounts: Standings, drafts: Sequence[Draft]
) -> list[Posted]:
    """Write the drafts as the next entries of a locked book, between accounts that are there."""
    entries = _entries(act, book, drafts)
    moved = _moved(accounts, drafts)
    numbered = [(row["number"], draft) for row, draft in zip(entries, drafts, strict=True)]
    last, dialect = entries[-1], dialect_of(session)
    session.flush()
    with unanswered(session):
        rows.write(
            session,
            _new(dialect, Entry, entries),
            _new(dialect, EntryMemo, _memos(book, numbered)),
            _new(dialect, EntryFile, _files(book, numbered)),
        )
        rows.write(
            session,
            _new(dialect, Transfer, _transfers(book, accounts, numbered)),
            Batch(_add_to_counters(dialect), _counters(moved)),
            months.ends(session, moved),
            *totals.added(dialect, book.id, moved),
        )
        session.connection().execute(
            _move_last(), {"book": book.id, "number": last["number"], "new_hash": last["hash"]}
        )
    set_committed_value(book, "last_number", last["number"])
    set_committed_value(book, "last_hash", last["hash"])
    for it in session.identity_map.values():
        if isinstance(it, Account):
            session.expire(it)
    return [
        Posted(draft=draft, number=row["number"], hash=row["hash"])
        for row, draft in zip(entries, drafts, strict=True)
    ]


def _new(dialect: str, model: type[Base], its: Rows) -> Batch:
    return Batch(_insert_into(model, dialect), its)


@cache
def _insert_into(model: type[Base], dialect: str) -> Insert:
    """Return the statement that inserts rows; built once, executed at each act."""
    table = cast("Table", model.__table__)
    return rows.insert_into(dialect, table, [column.name for column in table.columns])


def _entries(act: Act, book: Book, drafts: Sequence[Draft]) -> Rows:
    recorded_at = clock.now()
    previous = book.last_hash
    entries: Rows = []
    for number, draft in enumerate(drafts, start=book.last_number + 1):
        memo_hash = hash_memo(draft.memo)
        sealed = seal(
            Sealed(
                previous_hash=previous,
                book_code=book.code,
                number=number,
                purpose=draft.purpose.value,
                effective_on=draft.effective_on,
                recorded_at=recorded_at,
                piece_reference=draft.piece_reference,
                piece_on=draft.piece_on,
                act_id=act.id,
                actor_id=act.actor_id,
                confirmed_by_id=act.confirmed_by_id,
                key=act.key,
                request_hash=act.request_hash,
                memo_hash=memo_hash,
                files=sorted(set(draft.files)),
                reverses=draft.reverses,
                transfers=[(it.debit, it.credit, it.amount) for it in draft.movements],
            )
        )
        entries.append(
            {
                "book_id": book.id,
                "number": number,
                "purpose": draft.purpose,
                "effective_on": draft.effective_on.isoformat(),
                "recorded_at": instant_text(recorded_at),
                "act_id": act.id,
                "piece_reference": draft.piece_reference,
                "piece_on": draft.piece_on.isoformat() if draft.piece_on else None,
                "memo_hash": memo_hash,
                "reverses_number": draft.reverses,
                "previous_hash": previous,
                "hash": sealed,
            }
        )
        previous = sealed
    return entries


def _memos(book: Book, numbered: Sequence[tuple[int, Draft]]) -> Rows:
    return [
        {"book_id": book.id, "number": number, "memo": draft.memo}
        for number, draft in numbered
        if draft.memo
    ]


def _files(book: Book, numbered: Sequence[tuple[int, Draft]]) -> Rows:
    return [
        {"book_id": book.id, "number": number, "sha256": sha256}
        for number, draft in numbered
        for sha256 in sorted(set(draft.files))
    ]


def _transfers(book: Book, accounts: Standings, numbered: Sequence[tuple[int, Draft]]) -> Rows:
    return [
        {
            "book_id": book.id,
            "number": number,
            "line": line,
            "debit_account_id": accounts[it.debit].id,
            "credit_account_id": accounts[it.credit].id,
            "amount": it.amount,
            "effective_on": on,
        }
        for number, draft in numbered
        for on in [draft.effective_on.isoformat()]
        for line, it in enumerate(draft.movements, start=1)
    ]


def _moved(accounts: Standings, drafts: Sequence[Draft]) -> list[months.Moves]:
    """Sum what the drafts do to each account, by month, in the order in which they name them."""
    by_key: dict[AccountKey, dict[date, list[int]]] = {}
    last: dict[AccountKey, date] = {}
    for draft in drafts:
        on = draft.effective_on
        month = on.replace(day=1)
        for it in draft.movements:
            for key, side in ((it.debit, 0), (it.credit, 1)):
                its = by_key.get(key)
                if its is None:
                    its = by_key[key] = {}
                    last[key] = on
                elif on > last[key]:
                    last[key] = on
                sums = its.get(month)
                if sums is None:
                    sums = its[month] = [0, 0]
                sums[side] += it.amount
    return [months.Moves(key, accounts[key], last[key], its) for key, its in by_key.items()]


def _counters(moved: Sequence[months.Moves]) -> Rows:
    counters = []
    for _key, account, last_on, by_month in moved:
        debits = credits_ = 0
        for more_debits, more_credits in by_month.values():
            debits += more_debits
            credits_ += more_credits
        counters.append(
            {
                "account_id": account.id,
                "debits": debits,
                "credits": credits_,
                "moved_on": last_on.isoformat(),
            }
        )
    # One order for all writers: rows are locked as they are written.
    return sorted(counters, key=itemgetter("account_id"))


@cache
def _add_to_counters(dialect: str) -> Update:
    """Return the statement that moves accounts' counters; built once, executed at each act."""
    accounts = cast("Table", Account.__table__)
    moved = rows.given(
        dialect,
        accounts,
        {
            "account_id": accounts.c.id.type,
            "debits": accounts.c.debits_posted.type,
            "credits": accounts.c.credits_posted.type,
            "moved_on": accounts.c.last_moved_on.type,
        },
    )
    last = accounts.c.last_moved_on
    return (
        update(accounts)
        .where(accounts.c.id == moved["account_id"])
        .values(
            debits_posted=accounts.c.debits_posted + moved["debits"],
            credits_posted=accounts.c.credits_posted + moved["credits"],
            last_moved_on=case((last > moved["moved_on"], last), else_=moved["moved_on"]),
        )
    )


@cache
def _move_last() -> Update:
    """Return the statement that says what a book's last entry is; built once, as the others."""
    books = cast("Table", Book.__table__)
    return (
        update(books)
        .where(books.c.id == bindparam("book"))
        .values(last_number=bindparam("number"), last_hash=bindparam("new_hash"))
    )
