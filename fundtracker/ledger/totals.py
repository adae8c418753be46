"""The kept totals, written in the same breath as the transfers they sum up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from fundtracker.ledger.models import NONE, DonorTotal, ProjectTotal
from fundtracker.rows import Batch, insert_into

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Table

    from fundtracker.db import Base
    from fundtracker.ledger.places import Place
    from fundtracker.rows import Insert


@dataclass(frozen=True, slots=True)
class Move:
    """One side of a transfer: what it does to an account's totals, in cents."""

    place: Place
    project_id: int | None
    collectivity_id: int | None
    on: date
    debits: int
    credits: int


def added(dialect: str, book_id: int, moves: Sequence[Move]) -> list[Batch]:
    """Return what the two sides of transfers add to the totals of a locked book."""
    projects: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    donors: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for move in moves:
        for sums in (
            projects[move.project_id or NONE, move.place, move.on.replace(day=1)],
            donors[move.collectivity_id or NONE, move.place],
        ):
            sums[0] += move.debits
            sums[1] += move.credits
    return [
        _upsert(dialect, ProjectTotal, book_id, projects),
        _upsert(dialect, DonorTotal, book_id, donors),
    ]


def _upsert(
    dialect: str, model: type[Base], book_id: int, sums: dict[tuple[Any, ...], list[int]]
) -> Batch:
    target = cast("Table", model.__table__)
    names = [*(column.name for column in target.primary_key), "debits", "credits"]
    # One order for all writers: rows of a book are locked by the book, those of the index are not.
    rows = [
        dict(zip(names, (book_id, *key, *both), strict=True)) for key, both in sorted(sums.items())
    ]
    return Batch(_add_to(model, dialect), rows)


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
