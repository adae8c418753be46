"""The journal in the plain text that hledger and ledger read, and the balances to compare it with.

An independent program can so recompute every balance that the product shows. Nothing that people
type is written: accounts are made of codes, references that the product gives, and ids.

Format: https://hledger.org/hledger.html#journal, held to what ledger 3 reads as well.
"""

from __future__ import annotations

import csv
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from sqlalchemy import case, select
from sqlalchemy.orm import aliased

from fundtracker.donations.models import Donation
from fundtracker.ledger.models import Account, Book, Entry, Transfer
from fundtracker.ledger.queries import get_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from fundtracker.ledger.places import Place

_entry = aliased(Entry)

_AT_ONCE = 2000


def write_journal(session: Session, out: TextIO, book_code: str | None = None) -> None:
    """Write the journal of one book, or of all: by value date, then by book and number.

    Raises NoSuchBook. Reads in a stream: the length of the books does not matter.
    """
    codes = _codes(session, book_code)
    out.write("; FundTracker: the journal, every movement of money by its value date\n\n")
    out.write("commodity EUR\n    format 1000.00 EUR\n\n")
    names: dict[int, str] = {}
    for account_id, name, _cents in _accounts(session, codes):
        names[account_id] = name
        out.write(f"account {name}\n")
    options = {"yield_per": _AT_ONCE}
    with session.execute(_lines(codes), execution_options=options) as rows:
        for _, lines in groupby(rows, key=lambda row: (row.book_id, row.number)):
            _write_entry(out, list(lines), codes, names)


def write_balances(session: Session, out: TextIO, book_code: str | None = None) -> None:
    """Write what the product itself shows: CSV ``account,balance`` in euros, zeros too."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("account", "balance"))
    for _id, name, cents in _accounts(session, _codes(session, book_code)):
        writer.writerow((name, _euros(cents)))


def account_name(
    book_code: str, place: Place, reference: str, project_id: int | None, agreement_id: int | None
) -> str:
    """Name an account: ``equateur-2016:held:EQUATEUR-2016-0007:project-3:agreement-2``."""
    parts = [book_code, place.value, reference]
    if project_id is not None:
        parts.append(f"project-{project_id}")
    if agreement_id is not None:
        parts.append(f"agreement-{agreement_id}")
    return ":".join(_escaped(part) for part in parts)


def _escaped(part: str) -> str:
    """Keep letters, digits and hyphens; write the rest as ``_41_``, so that names stay distinct."""
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}_", part)


def _codes(session: Session, book_code: str | None) -> dict[int, str]:
    if book_code is not None:
        book = get_book(session, book_code)
        return {book.id: book.code}
    rows = session.execute(select(Book.id, Book.code)).all()
    # In Python: the databases order hyphens each in their own way.
    return dict(sorted(rows, key=lambda row: row[1]))


def _accounts(session: Session, codes: Mapping[int, str]) -> Iterable[tuple[int, str, int]]:
    """List the accounts of books: id, name and balance in cents, by name."""
    rows = session.execute(
        select(Account, Donation.reference)
        .join(Donation, Donation.id == Account.donation_id)
        .where(Account.book_id.in_(codes))
        .execution_options(populate_existing=True)
    )
    return sorted(
        (
            (
                account.id,
                account_name(
                    codes[account.book_id],
                    account.place,
                    reference,
                    account.project_id,
                    account.agreement_id,
                ),
                account.balance,
            )
            for account, reference in rows
        ),
        key=lambda it: it[1],
    )


def _lines(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    rank = {book_id: position for position, book_id in enumerate(codes)}
    return (
        select(
            Transfer.book_id,
            Transfer.number,
            Transfer.debit_account_id,
            Transfer.credit_account_id,
            Transfer.amount,
            _entry.effective_on,
            _entry.purpose,
            _entry.act_id,
            _entry.reverses_number,
        )
        .join(_entry, (_entry.book_id == Transfer.book_id) & (_entry.number == Transfer.number))
        .where(Transfer.book_id.in_(codes))
        .order_by(
            _entry.effective_on,
            case(rank, value=Transfer.book_id) if len(rank) > 1 else Transfer.book_id,
            Transfer.number,
            Transfer.line,
        )
    )


def _write_entry(
    out: TextIO,
    lines: list[Row[*tuple[Any, ...]]],
    codes: Mapping[int, str],
    names: Mapping[int, str],
) -> None:
    first = lines[0]
    code = codes[first.book_id]
    purpose = first.purpose.value
    out.write(f"\n{first.effective_on:%Y-%m-%d} ({code}-{first.number}) {purpose}\n")
    # One tag a line: ledger reads no more of them.
    out.write(f"    ; act: {first.act_id}\n    ; purpose: {purpose}\n")
    if first.reverses_number is not None:
        out.write(f"    ; reverses: {code}-{first.reverses_number}\n")
    for line in lines:
        out.write(f"    {names[line.debit_account_id]}  {_euros(line.amount)} EUR\n")
        out.write(f"    {names[line.credit_account_id]}  {_euros(-line.amount)} EUR\n")


def _euros(cents: int) -> str:
    whole, fraction = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{fraction:02}"
