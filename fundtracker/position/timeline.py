"""What was done to a record, act by act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act, ActSubject
from fundtracker.funds.models import Decision
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Subject

_confirmer = aliased(User)

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """An act: what, when, by whom (None: the system), why, under which decision."""

    act_id: int
    at: datetime
    kind: ActKind
    actor: str | None
    confirmed_by: str | None
    reason: str
    decision: str | None


def timeline(
    session: Session, subjects: Sequence[Subject], *, limit: int = PAGE, before: int | None = None
) -> list[TimelineRow]:
    """List the acts that concern any of ``subjects``, the latest first, in one statement.

    ``before`` is the last act already shown.
    """
    concerned = select(ActSubject.act_id).where(
        or_(
            *(
                and_(ActSubject.kind == it.kind, ActSubject.record_id == it.record_id)
                for it in subjects
            )
        )
    )
    query = (
        select(Act, User.name, _confirmer.name, Decision.reference)
        .outerjoin(User, User.id == Act.actor_id)
        .outerjoin(_confirmer, _confirmer.id == Act.confirmed_by_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .where(Act.id.in_(concerned))
        .order_by(Act.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Act.id < before)
    return [
        TimelineRow(
            act_id=act.id,
            at=act.at,
            kind=ActKind(act.kind),
            actor=actor,
            confirmed_by=confirmed_by,
            reason=act.reason,
            decision=decision,
        )
        for act, actor, confirmed_by, decision in session.execute(query)
    ]
