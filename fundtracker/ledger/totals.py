"""The kept totals, written in the same breath as the transfers they sum up."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from fundtracker.ledger.models import NONE, DonorTotal, ProjectTotal
from fundtracker.rows import Batch, insert_into

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Table

    from fundtracker.db import Base
    from fundtracker.ledger.months import Moves
    from fundtracker.rows import Insert


def added(dialect: str, book_id: int, moved: Iterable[Moves]) -> list[Batch]:
    """Return what an act adds to the totals of a locked book."""
    projects: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    donors: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for key, account, _on, months in moved:
        donor = donors[account.collectivity_id or NONE, key.place]
        for month, (debits, credits_) in months.items():
            for sums in (projects[key.project_id or NONE, key.place, month.isoformat()], donor):
                sums[0] += debits
                sums[1] += credits_
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
