"""Erasing memos: words about people must be able to go, and the chain keeps only their hash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.ledger.errors import NoMemo, NoSuchEntry
from fundtracker.ledger.models import Entry, EntryMemo
from fundtracker.ledger.queries import get_book
from fundtracker.ledger.service import lock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class EraseMemo:
    """The memo of one entry is to go, for a reason that must not repeat it."""

    book_code: str
    number: int
    reason: str


def erase_memo(session: Session, request: EraseMemo, *, by: Signature) -> None:
    """Delete an entry's memo; its hash stays in the entry, so the chain holds.

    Raises NoSuchBook, NoSuchEntry, NoMemo where there is none (any more), or ReasonMissing.
    """
    (book,) = lock(session, get_book(session, request.book_code).id)
    if acts.find_repeat(session, ActKind.ERASE_MEMO, request, by=by) is not None:
        return
    if session.get(Entry, (book.id, request.number)) is None:
        raise NoSuchEntry(n_number=request.number)
    memo = session.get(EntryMemo, (book.id, request.number), populate_existing=True)
    if memo is None:
        raise NoMemo(n_number=request.number)
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    act = acts.record(session, ActKind.ERASE_MEMO, request, by=by, reason=reason)
    session.delete(memo)
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=request.number),
        Subject(kind="book", record_id=book.id),
    )
