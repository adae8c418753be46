"""Editing what is not money: the record says the new thing, its history keeps the old one.

A service asks ``check_version`` under its lock, compares by ``differences``, records its act and
then calls ``revise``. Where nothing differs there is nothing to record.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.acts.models import Revision
from fundtracker.acts.service import canonical_json
from fundtracker.db import lock_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.acts.service import Subject
    from fundtracker.db import Base


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What an edit changes: the fields that differ, with what they said and what they say."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.after)


def version_of(session: Session, subject: Subject) -> int:
    """Return how often a record was edited: what a form shows, and gives back."""
    last = session.scalar(
        select(func.max(Revision.version)).where(
            Revision.kind == subject.kind, Revision.record_id == subject.record_id
        )
    )
    return last or 0


def check_version(session: Session, subject: Subject, shown: int) -> None:
    """Raise ChangedMeanwhile unless a record is as it was when it was ``shown``.

    Holds the record against other edits until the transaction ends.
    """
    lock_text(session, f"revision {subject.kind} {subject.record_id}")
    if version_of(session, subject) != shown:
        raise ChangedMeanwhile


def differences(record: Base, values: Mapping[str, Any]) -> Changes:
    """Compare what a record says with what it is to say."""
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    return Changes(
        before={name: getattr(record, name) for name in changed},
        after={name: values[name] for name in changed},
    )


def revise(
    session: Session, act: Act, subject: Subject, changes: Changes, record: Base | None = None
) -> None:
    """Write the changes to ``record``, and both versions to its history.

    Without a record the caller writes them: parts that stand in tables of their own.
    """
    for name, value in changes.after.items() if record is not None else ():
        setattr(record, name, value)
    session.add(
        Revision(
            kind=subject.kind,
            record_id=subject.record_id,
            version=version_of(session, subject) + 1,
            act_id=act.id,
            before=canonical_json(changes.before).decode(),
            after=canonical_json(changes.after).decode(),
        )
    )
    session.flush()


@dataclass(frozen=True, kw_only=True, slots=True)
class PastEdit:
    """An edit of a record as its history shows it; values as JSON gives them back."""

    version: int
    act_id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def history(session: Session, subject: Subject) -> Sequence[PastEdit]:
    """List the edits of a record, the latest first."""
    rows = session.scalars(
        select(Revision)
        .where(Revision.kind == subject.kind, Revision.record_id == subject.record_id)
        .order_by(Revision.version.desc())
    )
    return [
        PastEdit(
            version=it.version,
            act_id=it.act_id,
            before=json.loads(it.before),
            after=json.loads(it.after),
        )
        for it in rows
    ]
