"""Anchors: the number and hash that an old document bears, checked against the book of today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_
from fundtracker.ledger.models import Entry
from fundtracker.ledger.queries import get_book
from fundtracker.ledger.verify.report import Finding

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_WRITTEN = re.compile(r"(?P<book>[^:]+):(?P<number>[1-9][0-9]{0,17}):(?P<hash>[0-9a-f]{12,64})")


class InvalidAnchor(RuleViolation):
    """An anchor that is not written as one."""

    sentence = N_(
        "“%(anchor)s” is not an anchor: write BOOK:NUMBER:HASH, with 12 characters of the hash or "
        "more."
    )


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a document printed: a book, an entry's number and its hash or the start of it."""

    book_code: str
    number: int
    hash: str


def parse_anchor(text: str) -> Anchor:
    """Read ``BOOK:NUMBER:HASH``; raise InvalidAnchor. Spaces inside the hash are left out."""
    match = _WRITTEN.fullmatch("".join(text.split()).lower())
    if match is None:
        raise InvalidAnchor(anchor=text[:100])
    return Anchor(match["book"], int(match["number"]), match["hash"])


def check_anchor(session: Session, anchor: Anchor) -> Finding | None:
    """Find out whether the entry that an anchor names still bears its hash; raise NoSuchBook."""
    book = get_book(session, anchor.book_code)
    found = session.scalar(
        select(Entry.hash).where(Entry.book_id == book.id, Entry.number == anchor.number)
    )
    where = {"book": book.code, "n_number": anchor.number, "n_anchor": anchor.hash[:12]}
    if found is None:
        return Finding(
            N_("Book %(book)s: entry %(n_number)s, anchored by %(n_anchor)s, is gone."), **where
        )
    if not found.startswith(anchor.hash):
        return Finding(
            N_(
                "Book %(book)s, entry %(n_number)s: the anchor says %(n_anchor)s and the book now "
                "says %(n_hash)s. It was rewritten, there or before."
            ),
            **where,
            n_hash=found[:12],
        )
    return None
