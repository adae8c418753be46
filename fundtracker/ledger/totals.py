"""The kept totals, written in the same breath as the transfers they sum up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from fundtracker.db import dialect_of
from fundtracker.ledger.models import NONE, DonorTotal, ProjectTotal
from fundtracker.rows import insert_into, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Insert, Table
    from sqlalchemy.orm import Session

    from fundtracker.db import Base
    from fundtracker.ledger.places import Place


@dataclass(frozen=True, slots=True)
class Move:
    """One side of a transfer: what it does to an account's totals, in cents."""

    place: Place
    project_id: int | None
    collectivity_id: int | None
    on: date
    debits: int
    credits: int


def add(session: Session, book_id: int, moves: Sequence[Move]) -> None:
    """Add the two sides of transfers to the totals of a locked book."""
    projects: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    donors: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for move in moves:
        for sums in (
            projects[move.project_id or NONE, move.place, move.on.replace(day=1)],
            donors[move.collectivity_id or NONE, move.place],
        ):
            sums[0] += move.debits
            sums[1] += move.credits
    _upsert(session, ProjectTotal, book_id, projects)
    _upsert(session, DonorTotal, book_id, donors)


def _upsert(
    session: Session, model: type[Base], book_id: int, sums: dict[tuple[Any, ...], list[int]]
) -> None:
    target = cast("Table", model.__table__)
    names = [*(column.name for column in target.primary_key), "debits", "credits"]
    # One order for all writers: rows of a book are locked by the book, those of the index are not.
    rows = [
        dict(zip(names, (book_id, *key, *both), strict=True)) for key, both in sorted(sums.items())
    ]
    write(session, _add_to(model, dialect_of(session)), rows)


@cache
def _add_to(model: type[Base], dialect: str) -> Insert:
    """Return the statement that adds to a total or begins it; built once, executed at each act."""
    target = cast("Table", model.__table__)
    key = [column.name for column in target.primary_key]
    statement = insert_into(dialect, target, [*key, "debits", "credits"])
    return statement.on_conflict_do_update(
        index_elements=key,
        set_={
            "debits": target.c.debits + statement.excluded.debits,
            "credits": target.c.credits + statement.excluded.credits,
        },
    )
