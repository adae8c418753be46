"""What several documents gather alike of projects: their statuses, co-funding and donors."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, Date, bindparam, func, select
from sqlalchemy.orm import aliased

from fundtracker.documents.donor_report.content import Cofunding
from fundtracker.ledger.models import Account
from fundtracker.position.balances import balance_of, summed
from fundtracker.position.moments import Moment
from fundtracker.projects.models import Cofunding as CofundingRow
from fundtracker.projects.models import Project, ProjectStatusChange

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from fundtracker.position.moments import MomentKind


# Statements are built once: making one anew takes as long as SQLite does to answer it.
_PROJECTS: BindParameter[int] = bindparam("projects", expanding=True)
_AS_OF = bindparam("as_of", type_=Date())
_change = aliased(ProjectStatusChange)
# The id of the last change of status of a project up to a day, ``as_of``, in a statement of it.
LAST_CHANGE = (
    select(_change.id)
    .where(_change.project_id == Project.id, _change.since <= _AS_OF)
    .order_by(_change.since.desc(), _change.id.desc())
    .limit(1)
    .correlate(Project)
    .scalar_subquery()
)
_STATUSES = (
    select(ProjectStatusChange)
    .join(Project, ProjectStatusChange.id == LAST_CHANGE)
    .where(Project.id.in_(_PROJECTS))
)
_COFUNDING = (
    select(CofundingRow)
    .where(CofundingRow.project_id.in_(_PROJECTS), CofundingRow.dated_on <= _AS_OF)
    .order_by(CofundingRow.dated_on, CofundingRow.id)
)


def statuses_on(
    session: Session, ids: Collection[int], as_of: date
) -> dict[int, ProjectStatusChange]:
    """Return the last change of status of each project up to a day."""
    rows = session.scalars(_STATUSES, {"projects": ids, "as_of": as_of})
    return {it.project_id: it for it in rows}


def cofunding_of(session: Session, ids: Collection[int], as_of: date) -> dict[int, list[Cofunding]]:
    """Return what others gave to each project up to a day, beside the fund."""
    found: dict[int, list[Cofunding]] = defaultdict(list)
    rows = session.scalars(_COFUNDING, {"projects": ids, "as_of": as_of})
    for it in rows:
        found[it.project_id].append(
            Cofunding(
                cofunder=it.cofunder,
                amount=it.amount,
                stage=it.stage,
                dated_on=it.dated_on,
                origin=it.origin,
            )
        )
    return found


def n_donors_of(session: Session, ids: Collection[int], as_of: date) -> dict[int, int]:
    """Count the collectivities whose money is in each project as of a day."""
    moment = Moment(as_of)
    values = {"projects": ids, **moment.values}
    return dict(session.execute(_n_donors(moment.kind), values).all())


@cache
def _n_donors(kind: MomentKind) -> Select[int, int]:
    """Return the statement that counts them; built once, as it is a long one."""
    with_money = (
        select(Account.project_id, Account.collectivity_id)
        .where(
            Account.project_id.in_(_PROJECTS),
            Account.collectivity_id.is_not(None),
        )
        .group_by(Account.project_id, Account.collectivity_id)
        .having(summed(balance_of(kind)) != 0)
        .subquery()
    )
    return select(with_money.c.project_id, func.count()).group_by(with_money.c.project_id)
