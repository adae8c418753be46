"""The entries that spending posts, drafted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.places import ROUTES, AccountKey, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fundtracker.ledger.places import Place
    from fundtracker.money import Cents


def draft(  # noqa: PLR0913 - what an entry says
    purpose: Purpose,
    parts: Mapping[int, Cents],
    on: date,
    *,
    project_id: int,
    agreement_id: int | None = None,
    piece: str = "",
    piece_on: date | None = None,
    memo: str = "",
    files: Sequence[str] = (),
) -> Draft:
    """Draft an entry that moves each donation's part (cents) as ``purpose`` does."""

    def key(place: Place, donation_id: int) -> AccountKey:
        return AccountKey(
            place, donation_id, project_id, agreement_id if place.has_agreement else None
        )

    credit, debit = ROUTES[purpose]
    return Draft(
        purpose=purpose,
        effective_on=on,
        movements=[
            Movement(key(credit, donation_id), key(debit, donation_id), part)
            for donation_id, part in parts.items()
        ],
        piece_reference=piece or None,
        piece_on=(piece_on or on) if piece else None,
        memo=memo,
        files=files,
    )
