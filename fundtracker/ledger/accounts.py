"""The accounts that an act touches, as posting finds them; those that are missing are opened.

Read past the ORM: an allocation touches two for each donation of a fund.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, column, or_, select, table

from fundtracker.ledger.models import Account
from fundtracker.ledger.places import AccountKey, Place
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


# The places of money that no project has.
_OF_NO_PROJECT = [place for place in Place if not place.has_project]


def standing_of(session: Session, book: Book, donation_id: int) -> Standings:
    """Return the accounts of a donation's money that no project has, under the book's lock."""
    return _standing(session, book, [donation_id], _OF_NO_PROJECT, [])


def stand(
    session: Session, book: Book, wanted: Iterable[AccountKey], known: Standings
) -> Standings:
    """Return the accounts of a locked book by their keys; open those that are missing.

    ``known`` were read under the same lock, and are not read again.
    """
    keys = list(dict.fromkeys(wanted))
    found = {key: known[key] for key in keys if key in known}
    unknown = [key for key in keys if key not in found]
    if not unknown:
        return found
    standing = _standing(
        session,
        book,
        {key.donation_id for key in unknown},
        {key.place for key in unknown},
        {key.project_id for key in unknown if key.project_id is not None},
    )
    missing = [key for key in unknown if key not in standing]
    found |= {key: standing[key] for key in unknown if key in standing}
    return found | _open(session, book, missing) if missing else found


def _standing(
    session: Session,
    book: Book,
    donations: Iterable[int],
    places: Iterable[Place],
    projects: Iterable[int],
) -> Standings:
    session.flush()
    rows = session.connection().execute(
        _find(),
        {"donations": list(donations), "places": list(places), "projects": list(projects)},
    )
    found: Standings = {}
    for row in rows:
        assert row[0] == book.id, "money of another book"
        found[AccountKey(*row[1:_KEY_ENDS])] = Standing(*row[_KEY_ENDS:])
    return found


# Of a row: first its book, then the key, then how it stands.
_KEY_ENDS = 1 + len(AccountKey._fields)


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
