"""How far a fund or a project had come at the end of each month: from the kept totals alone."""

from __future__ import annotations

import calendar
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.ledger.models import ProjectTotal
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.balances import by_project, summed
from fundtracker.position.moments import Moment

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.ledger.places import Place
    from fundtracker.money import Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Cumulated cents at the end of a day: each is part of the one before it.

    ``received`` is net of what was given back; of a project it says what is allocated.
    """

    on: date
    received: Cents
    allocated: Cents
    paid: Cents
    justified: Cents


def of_fund(session: Session, book_id: int, as_of: date) -> tuple[Point, ...]:
    """Return the points of a whole fund up to a day, in two or three statements."""
    sums = by_project(session, book_id, Moment(as_of))
    return over_time(session, book_id, as_of, total(Amounts.of(it) for it in sums.values()))


def of_project(session: Session, book_id: int, as_of: date, project_id: int) -> tuple[Point, ...]:
    """Return the points of a project up to a day, in two or three statements."""
    sums = by_project(session, book_id, Moment(as_of), [project_id])
    final = Amounts.of(sums.get(project_id, {}))
    return over_time(session, book_id, as_of, final, project_id=project_id)


def over_time(
    session: Session, book_id: int, as_of: date, final: Amounts, *, project_id: int | None = None
) -> tuple[Point, ...]:
    """Return a point for each month in which money moved, up to a day; ``final`` is that day's.

    One statement, over as many rows as there are months and places. Empty before the first money.
    """
    query = (
        select(
            ProjectTotal.month,
            ProjectTotal.place,
            summed(ProjectTotal.debits - ProjectTotal.credits),
        )
        .where(ProjectTotal.book_id == book_id, ProjectTotal.month <= as_of)
        .group_by(ProjectTotal.month, ProjectTotal.place)
        .order_by(ProjectTotal.month)
    )
    if project_id is not None:
        query = query.where(ProjectTotal.project_id == project_id)
    moved: dict[date, list[tuple[Place, int]]] = defaultdict(list)
    for month, place, amount in session.execute(query):
        moved[month].append((place, amount))
    balances: dict[Place, int] = defaultdict(int)
    points = []
    for month, changes in moved.items():
        for place, amount in changes:
            balances[place] += amount
        end = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        if end < as_of:
            points.append(_point(end, Amounts.of(balances), is_whole=project_id is None))
    if moved:
        points.append(_point(as_of, final, is_whole=project_id is None))
    return tuple(points)


def _point(on: date, amounts: Amounts, *, is_whole: bool) -> Point:
    return Point(
        on=on,
        received=amounts.net_received if is_whole else amounts.allocated,
        allocated=amounts.allocated,
        paid=amounts.paid_out,
        justified=amounts.justified_in_all,
    )
