"""Recording acts: once each, found again by their key."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, func, select

from fundtracker import clock
from fundtracker.acts.errors import KeyReused
from fundtracker.acts.models import Act, ActSubject
from fundtracker.db import dialect_of, is_holding, lock_text
from fundtracker.rows import Batch, insert, insert_into, write

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from fundtracker.acts.kinds import ActKind
    from fundtracker.rows import Insert


def new_key() -> str:
    """Return a fresh idempotency key, for a form about to be shown or a single command."""
    return uuid.uuid4().hex


@dataclass(frozen=True, kw_only=True, slots=True)
class Signature:
    """Who acts, at whose confirmation, and the key by which the act happens only once."""

    actor_id: int | None = None
    key: str = field(default_factory=new_key)
    confirmed_by_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A record that an act concerns: the name of its table and its id."""

    kind: str
    record_id: int


def request_hash(kind: ActKind, request: Any) -> str:  # noqa: ANN401 - any frozen dataclass
    """Hash what was asked for: SHA-256 of the request's fields as canonical JSON."""
    content = {"kind": kind.value, "request": request}
    return hashlib.sha256(canonical_json(content)).hexdigest()


def canonical_json(content: object) -> bytes:
    """Write plain content as JSON in one way only: sorted keys, no spaces, UTF-8.

    A dataclass is written as its fields.
    """
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    )
    return text.encode()


def _plain(value: object) -> str | dict[str, object]:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return {name: getattr(value, name) for name in _names(value.__class__)}
    raise TypeError(type(value).__name__)


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    # ``dataclasses.asdict`` copies all of it, which takes longer than writing it.
    return tuple(it.name for it in dataclasses.fields(kind))


# Built once: before every act it is looked up whether its key stands for one.
_OF_KEY = select(Act.id, Act.request_hash).where(Act.key == bindparam("key"))


def find_repeat(session: Session, kind: ActKind, request: object, *, by: Signature) -> Act | None:
    """Find the act that ``by.key`` already stands for, or None; raise KeyReused on other content.

    Of two senders the second finds the first: it waited for the book that both need, where one is
    held by now. Elsewhere the key is held, until the transaction ends.
    """
    if not is_holding(session):
        lock_text(session, by.key)
    found = session.execute(_OF_KEY, {"key": by.key}).one_or_none()
    if found is None:
        return None
    if found.request_hash != request_hash(kind, request):
        raise KeyReused
    return session.get_one(Act, found.id)


def is_known(session: Session, key: str) -> bool:
    """Tell whether an act bears a key already, whatever it did."""
    return session.scalar(select(Act.id).where(Act.key == key)) is not None


def record(
    session: Session,
    kind: ActKind,
    request: object,
    *,
    by: Signature,
    reason: str = "",
    decision_id: int | None = None,
) -> Act:
    """Record that ``request`` is done; its subjects follow by ``concern``.

    Raises KeyReused where the key was just taken by an act of another book.
    """
    act = Act(
        at=clock.now(),
        kind=kind.value,
        actor_id=by.actor_id,
        confirmed_by_id=by.confirmed_by_id,
        reason=reason,
        decision_id=decision_id,
        key=by.key,
        request_hash=request_hash(kind, request),
    )
    if not insert(session, act, unless="key"):
        raise KeyReused
    _last_lines[act] = 0
    return act


# How many subjects an act of this process has: it need not be asked of the database.
_last_lines: WeakKeyDictionary[Act, int] = WeakKeyDictionary()


def concern(session: Session, act: Act, *subjects: Subject) -> None:
    """Say which records ``act`` concerns; the first one ever said is its result."""
    last = _last_lines.get(act)
    if last is None:
        query = select(func.max(ActSubject.line)).where(ActSubject.act_id == act.id)
        last = session.scalar(query) or 0
    new = list(dict.fromkeys(subjects))
    session.flush()
    # Past the ORM: an allocation concerns as many donations as a fund has.
    rows = [
        {"act_id": act.id, "line": line, "kind": it.kind, "record_id": it.record_id}
        for line, it in enumerate(new, start=last + 1)
    ]
    write(session, Batch(_insert_subjects(dialect_of(session)), rows))
    _last_lines[act] = last + len(new)


@cache
def _insert_subjects(dialect: str) -> Insert:
    """Return the statement that says what an act concerns; built once, executed at each act."""
    table = cast("Table", ActSubject.__table__)
    return insert_into(dialect, table, [column.name for column in table.columns])


def result_id(session: Session, act: Act) -> int:
    """Return the id of the record that ``act`` gave when it was first done."""
    return session.execute(
        select(ActSubject.record_id).where(ActSubject.act_id == act.id, ActSubject.line == 1)
    ).scalar_one()
