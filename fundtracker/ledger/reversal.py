"""Reversals (contre-passations): the only way to correct what was posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, exists, func, select
from sqlalchemy.orm import aliased

from fundtracker.ledger.drafts import Draft, Movement, Posted
from fundtracker.ledger.errors import (
    AlreadyReversed,
    InsufficientBalance,
    NoSuchEntry,
    ReversalOfReversal,
    ReversalTooEarly,
    ReverseOthersFirst,
)
from fundtracker.ledger.models import Entry, Transfer
from fundtracker.ledger.queries import movements_of
from fundtracker.ledger.service import post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.ledger.models import Book

_back = aliased(Entry)


def reversals(
    session: Session, book: Book, numbers: Sequence[int], *, on: date, memo: str = ""
) -> list[Draft]:
    """Draft the reversals of entries, latest first, dated ``on``.

    Raises NoSuchEntry, AlreadyReversed, ReversalOfReversal or ReversalTooEarly.
    """
    return [
        _reversal(session, book, number, on=on, memo=memo)
        for number in sorted(set(numbers), reverse=True)
    ]


def post_correction(session: Session, act: Act, book: Book, *drafts: Draft) -> list[Posted]:
    """Post reversals and what replaces them in one act.

    Raises ReverseOthersFirst, naming the later entries that moved the money on, where the plain
    ledger would say that too little is left.
    """
    try:
        return post(session, act, book, *drafts)
    except InsufficientBalance as refusal:
        reversed_now = {draft.reverses for draft in drafts if draft.reverses is not None}
        blocking = _spenders(session, book, refusal, reversed_now)
        if not blocking:
            raise
        raise ReverseOthersFirst(
            n_numbers=", ".join(str(number) for number in blocking), n_list=blocking
        ) from refusal


def _reversal(session: Session, book: Book, number: int, *, on: date, memo: str) -> Draft:
    entry = session.get(Entry, (book.id, number))
    if entry is None:
        raise NoSuchEntry(n_number=number)
    if entry.reverses_number is not None:
        raise ReversalOfReversal(n_number=number)
    by = session.scalar(
        select(Entry.number).where(Entry.book_id == book.id, Entry.reverses_number == number)
    )
    if by is not None:
        raise AlreadyReversed(n_number=number, n_by=by)
    if on < entry.effective_on:
        raise ReversalTooEarly(effective_on=entry.effective_on)
    return Draft(
        purpose=entry.purpose,
        effective_on=on,
        movements=[
            Movement(credit=it.debit, debit=it.credit, amount=it.amount)
            for it in movements_of(session, book.id, number)
        ],
        piece_reference=entry.piece_reference,
        piece_on=entry.piece_on,
        memo=memo,
        reverses=number,
    )


def _spenders(
    session: Session, book: Book, refusal: InsufficientBalance, reversed_now: set[int]
) -> list[int]:
    """Name living entries that took out of an account what it lacks: the latest, until enough."""
    account_id, on, short = (refusal.data[name] for name in ("n_account", "on", "n_short"))
    assert isinstance(short, int)
    rows = session.execute(
        select(Transfer.number, cast(func.sum(Transfer.amount), BigInteger))
        .join(Entry, (Entry.book_id == Transfer.book_id) & (Entry.number == Transfer.number))
        .where(
            Transfer.credit_account_id == account_id,
            Transfer.effective_on <= on,
            Entry.reverses_number.is_(None),
            Entry.number > min(reversed_now, default=0),
            Entry.number.not_in(reversed_now),
            ~exists().where(_back.book_id == book.id, _back.reverses_number == Entry.number),
        )
        .group_by(Transfer.number)
        .order_by(Transfer.number.desc())
    )
    named = []
    for number, amount in rows:
        if short <= 0:
            break
        named.append(number)
        short -= amount
    return named
