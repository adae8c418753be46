"""Memos against the hashes that the chain seals; a memo erased is as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.i18n import N_
from fundtracker.ledger.chain import hash_memo
from fundtracker.ledger.models import Entry, EntryMemo
from fundtracker.ledger.verify.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

_REWRITTEN = N_("Book %(book)s, entry %(n_number)s: its memo is not the one that was recorded.")


def rewritten_memos(session: Session, codes: Mapping[int, str]) -> Iterator[Finding]:
    """Yield every entry whose memo is not the one that its hash covers."""
    query = (
        select(EntryMemo.book_id, EntryMemo.number, EntryMemo.memo, Entry.memo_hash)
        .outerjoin(Entry, (Entry.book_id == EntryMemo.book_id) & (Entry.number == EntryMemo.number))
        .where(EntryMemo.book_id.in_(codes))
        .order_by(EntryMemo.book_id, EntryMemo.number)
    )
    with session.execute(query, execution_options={"yield_per": 1000}) as rows:
        for book_id, number, memo, memo_hash in rows:
            if hash_memo(memo) != memo_hash:
                yield Finding(_REWRITTEN, book=codes[book_id], n_number=number)
