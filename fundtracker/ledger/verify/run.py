"""Running a verification, of one book or of all."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.ledger.models import Book
from fundtracker.ledger.queries import get_book
from fundtracker.ledger.verify.addresses import misplaced
from fundtracker.ledger.verify.anchors import check_anchor
from fundtracker.ledger.verify.chain import broken
from fundtracker.ledger.verify.memos import rewritten_memos
from fundtracker.ledger.verify.report import Finding, Head, Report
from fundtracker.ledger.verify.sums import differing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.ledger.verify.anchors import Anchor


def verify(
    session: Session, book_code: str | None = None, anchors: Sequence[Anchor] = ()
) -> Report:
    """Work out again what one book, or all, keep; name what differs and the first bad entries.

    Reads only, in one moment of the database; best on a session that has not written. Raises
    NoSuchBook.
    """
    books = _books(session, book_code)
    codes = {book.id: book.code for book in books}
    started = perf_counter()
    findings: list[Finding] = list(differing(session, codes))
    summed = perf_counter()
    findings += misplaced(session, codes)
    walked = perf_counter()
    findings += (fault for book in books if (fault := broken(session, book)) is not None)
    findings += rewritten_memos(session, codes)
    ended = perf_counter()
    findings += (gone for it in anchors if (gone := check_anchor(session, it)) is not None)
    return Report(
        findings=findings,
        heads=[Head(book.code, book.last_number, book.last_hash) for book in books],
        sums_seconds=summed - started,
        chain_seconds=ended - walked,
    )


def _books(session: Session, book_code: str | None) -> list[Book]:
    if book_code is not None:
        return [get_book(session, book_code)]
    return list(session.scalars(select(Book).order_by(Book.code)))
