"""The accounts that an act touches, as posting finds them; those that are missing are opened.

Read past the ORM: an allocation touches two for each donation of a fund.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, column, or_, select, table

from fundtracker.ledger.models import Account
from fundtracker.ledger.places import AccountKey
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Book

# The one thing that the ledger asks of a donation: whose it is, for the kept totals.
_donation = table("donation", column("id"), column("collectivity_id"))


class Standing(NamedTuple):
    """An account under its book's lock: its counters (cents), and the last day it moved."""

    id: int
    collectivity_id: int | None
    debits: int
    credits: int
    last_moved_on: date | None

    @property
    def balance(self) -> int:
        """Debits less credits, in cents."""
        return self.debits - self.credits


Standings = dict[AccountKey, Standing]


def stand(session: Session, book: Book, wanted: Iterable[AccountKey]) -> Standings:
    """Return the accounts of a locked book by their keys; open those that are missing."""
    keys = list(dict.fromkeys(wanted))
    session.flush()
    rows = session.connection().execute(
        _find(),
        {
            "donations": list({key.donation_id for key in keys}),
            "places": list({key.place for key in keys}),
            "projects": list({key.project_id for key in keys if key.project_id is not None}),
        },
    )
    found: Standings = {}
    asked = set(keys)
    for book_id, place, donation_id, project_id, agreement_id, *standing in rows:
        key = AccountKey(place, donation_id, project_id, agreement_id)
        if key in asked:
            assert book_id == book.id, "money of another book"
            found[key] = Standing(*standing)
    missing = [key for key in keys if key not in found]
    return {**found, **_open(session, book, missing)} if missing else found


@cache
def _find() -> Select[*tuple[Any, ...]]:
    """Return the statement that finds accounts; built once, executed at each act."""
    return select(
        Account.book_id,
        Account.place,
        Account.donation_id,
        Account.project_id,
        Account.agreement_id,
        Account.id,
        Account.collectivity_id,
        Account.debits_posted,
        Account.credits_posted,
        Account.last_moved_on,
    ).where(
        Account.donation_id.in_(bindparam("donations", expanding=True)),
        Account.place.in_(bindparam("places", expanding=True)),
        or_(
            Account.project_id.is_(None),
            Account.project_id.in_(bindparam("projects", expanding=True)),
        ),
    )


def _open(session: Session, book: Book, keys: Sequence[AccountKey]) -> Standings:
    owners = _owners(session, keys)
    opened = {
        key: Account(
            book_id=book.id,
            place=key.place,
            donation_id=key.donation_id,
            project_id=key.project_id,
            agreement_id=key.agreement_id,
            collectivity_id=owners[key.donation_id],
            debits_posted=Cents(0),
            credits_posted=Cents(0),
        )
        for key in keys
    }
    session.add_all(opened.values())
    session.flush()
    return {key: Standing(it.id, it.collectivity_id, 0, 0, None) for key, it in opened.items()}


def _owners(session: Session, keys: Sequence[AccountKey]) -> dict[int, int | None]:
    rows = session.execute(
        select(_donation.c.id, _donation.c.collectivity_id).where(
            _donation.c.id.in_({key.donation_id for key in keys})
        )
    )
    return {row.id: row.collectivity_id for row in rows}
