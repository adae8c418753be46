"""The chain: what an entry's hash covers, written in one way only.

Version 1 covers the book, the number, the dates, the act and its author, key and request, the
hashes of the memo and of the attached files, the entry reversed, and each transfer by the
addresses of its accounts (never their row ids) and its amount. A memo, a name or a file can be
erased without breaking it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.db import instant_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from fundtracker.ledger.places import AccountKey

VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """What an entry's hash covers; ``transfers`` are (debit, credit, cents) in line order."""

    previous_hash: str
    book_code: str
    number: int
    purpose: str
    effective_on: date
    recorded_at: datetime
    piece_reference: str | None
    piece_on: date | None
    act_id: int
    actor_id: int | None
    confirmed_by_id: int | None
    key: str
    request_hash: str
    memo_hash: str | None
    files: Sequence[str]
    reverses: int | None
    transfers: Sequence[tuple[AccountKey, AccountKey, int]]


def seal(content: Sealed) -> str:
    """Return the SHA-256 of an entry's canonical JSON, in hexadecimal."""
    parts = [
        VERSION,
        content.previous_hash,
        content.book_code,
        content.number,
        content.purpose,
        content.effective_on.isoformat(),
        instant_text(content.recorded_at),
        content.piece_reference,
        content.piece_on.isoformat() if content.piece_on else None,
        content.act_id,
        content.actor_id,
        content.confirmed_by_id,
        content.key,
        content.request_hash,
        content.memo_hash,
        sorted(content.files),
        content.reverses,
        [[list(debit), list(credit), cents] for debit, credit, cents in content.transfers],
    ]
    text = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_memo(memo: str) -> str | None:
    """Return the SHA-256 of a memo, or None where there is none."""
    return hashlib.sha256(memo.encode()).hexdigest() if memo else None
