"""Who did what, when and why: all acts, the latest first, with what each changed."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker import clock
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act, ActSubject, Revision
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Decision, Fund
from fundtracker.parties.models import Collectivity
from fundtracker.projects.models import Project
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute, Session

_confirmer = aliased(User)

PAGE = 100

# Records that are named rather than numbered: by their kind, what names them.
_NAMES: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    "fund": (Fund.id, Fund.name),
    "donation": (Donation.id, Donation.reference),
    "project": (Project.id, Project.title),
    "collectivity": (Collectivity.id, Collectivity.name),
    "user": (User.id, User.name),
}
# Of an act over hundreds of records, the first ones.
_MOST_SUBJECTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFilter:
    """What the list is narrowed to; ``before`` is the last act that was shown."""

    actor_id: int | None = None
    kind: ActKind | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Concerned:
    """A record that an act concerns, by its table and id, and its name where it has one."""

    kind: str
    record_id: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an edit changed: what it said, and what it says since, as JSON keeps both."""

    field: str
    before: Any
    after: Any

    @property
    def is_unkept(self) -> bool:
        """Whether only that it changed is kept: what somebody may ask to be erased."""
        return self.before is None and self.after is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """An act: when, by whom (None: the server), what, about which records, and why."""

    act: Act
    actor: str | None
    confirmed_by: str | None
    decision: str | None
    concerned: tuple[Concerned, ...]
    n_concerned: int
    changes: tuple[Change, ...]

    @property
    def kind(self) -> ActKind:
        """What was done."""
        return ActKind(self.act.kind)


def act_rows(session: Session, wanted: ActFilter, *, limit: int = PAGE) -> list[ActRow]:
    """Return a page of acts, the latest first, in eight statements at most."""
    rows = session.execute(
        select(Act, User.name, _confirmer.name, Decision.reference)
        .outerjoin(User, User.id == Act.actor_id)
        .outerjoin(_confirmer, _confirmer.id == Act.confirmed_by_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .where(*_where(wanted))
        .order_by(Act.id.desc())
        .limit(limit)
    ).all()
    ids = [act.id for act, *_ in rows]
    concerned = _concerned(session, ids)
    changes = _changes(session, ids)
    return [
        ActRow(
            act=act,
            actor=actor,
            confirmed_by=confirmed_by,
            decision=decision,
            concerned=tuple(concerned[act.id][:_MOST_SUBJECTS]),
            n_concerned=len(concerned[act.id]),
            changes=tuple(changes[act.id]),
        )
        for act, actor, confirmed_by, decision in rows
    ]


def _where(wanted: ActFilter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.actor_id is not None:
        where.append(Act.actor_id == wanted.actor_id)
    if wanted.kind is not None:
        where.append(Act.kind == wanted.kind.value)
    if wanted.since is not None:
        where.append(Act.at >= _midnight(wanted.since))
    if wanted.until is not None:
        where.append(Act.at < _midnight(wanted.until + timedelta(days=1)))
    if wanted.text:
        where.append(
            Act.reason.icontains(wanted.text, autoescape=True)
            | Decision.reference.icontains(wanted.text, autoescape=True)
        )
    if wanted.before is not None:
        where.append(Act.id < wanted.before)
    return where


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.PARIS)


def _concerned(session: Session, ids: Sequence[int]) -> dict[int, list[Concerned]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = session.execute(
        select(ActSubject.act_id, ActSubject.kind, ActSubject.record_id)
        .where(ActSubject.act_id.in_(ids))
        .order_by(ActSubject.act_id, ActSubject.line)
    )
    for act_id, kind, record_id in rows:
        found[act_id].append((kind, record_id))
    shown = {it for all_of in found.values() for it in all_of[:_MOST_SUBJECTS]}
    names = {
        (kind, record_id): name
        for kind in _NAMES
        for record_id, name in _named(session, kind, {it for of, it in shown if of == kind})
    }
    return defaultdict(
        list,
        {
            act_id: [Concerned(kind, it, names.get((kind, it))) for kind, it in all_of]
            for act_id, all_of in found.items()
        },
    )


def _named(session: Session, kind: str, ids: Collection[int]) -> list[tuple[int, str]]:
    if not ids:
        return []
    key, name = _NAMES[kind]
    return [
        (record_id, text)
        for record_id, text in session.execute(select(key, name).where(key.in_(ids)))
    ]


def _changes(session: Session, ids: Sequence[int]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = defaultdict(list)
    rows = session.scalars(
        select(Revision)
        .where(Revision.act_id.in_(ids))
        .order_by(Revision.act_id, Revision.kind, Revision.record_id)
    )
    for it in rows:
        before, after = json.loads(it.before), json.loads(it.after)
        found[it.act_id] += [Change(name, before.get(name), after[name]) for name in after]
    return found
