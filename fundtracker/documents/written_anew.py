"""Papers of meetings and decisions that say what was written anew since: minutes, voices, days."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act, ActSubject
from fundtracker.committee.minutes import TAKEN_AT
from fundtracker.committee.models import Meeting
from fundtracker.documents.kinds import DocumentKind
from fundtracker.funds.models import Decision

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from fundtracker.documents.models import IssuedDocument
    from fundtracker.documents.queries import DocumentLine

# What is said anew after a paper of a meeting or decision, and by which acts.
_SAID_ANEW = {
    DocumentKind.CONVENING: frozenset({ActKind.EDIT_MEETING, ActKind.CANCEL_MEETING}),
    DocumentKind.MINUTES: frozenset(
        {
            ActKind.EDIT_MEETING,
            ActKind.CANCEL_MEETING,
            ActKind.RECORD_MINUTES,
            ActKind.RECORD_DECISION,
        }
    ),
    DocumentKind.DECISION_RECORD: frozenset({ActKind.RECORD_MINUTES}),
}
# A decision is no subject of its meeting: it is found by its day.
_OF_SUBJECTS = frozenset().union(*_SAID_ANEW.values()) - {ActKind.RECORD_DECISION}


def written_anew(session: Session, valid: Collection[DocumentLine]) -> list[DocumentLine]:
    """List the valid documents whose meeting, or a decision's voices, was written anew since."""
    of_meetings = [it for it in valid if it.document.kind in _SAID_ANEW]
    subjects = {_subject(it.document) for it in of_meetings}
    if not subjects:
        return []
    rows = session.execute(
        select(ActSubject.kind, ActSubject.record_id, Act.kind, func.max(Act.id))
        .join(Act, Act.id == ActSubject.act_id)
        .where(
            tuple_(ActSubject.kind, ActSubject.record_id).in_(subjects),
            Act.kind.in_(_OF_SUBJECTS),
        )
        .group_by(ActSubject.kind, ActSubject.record_id, Act.kind)
    )
    last: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for subject, record_id, kind, act_id in rows:
        last[subject, record_id][kind] = act_id
    minutes = [it.document for it in of_meetings if it.document.kind is DocumentKind.MINUTES]
    for meeting_id, act_id in _last_decided(session, minutes):
        last["meeting", meeting_id][ActKind.RECORD_DECISION] = act_id
    return [
        it
        for it in of_meetings
        if any(
            act_id > it.document.act_id and kind in _SAID_ANEW[it.document.kind]
            for kind, act_id in last[_subject(it.document)].items()
        )
    ]


def _last_decided(session: Session, minutes: Sequence[IssuedDocument]) -> Sequence[Row[int, int]]:
    """Return the act that last recorded a decision of each meeting that has minutes."""
    if not minutes:
        return ()
    return session.execute(
        select(Meeting.id, func.max(Act.id))
        .join(Decision, TAKEN_AT)
        .join(ActSubject, (ActSubject.kind == "decision") & (ActSubject.record_id == Decision.id))
        .join(Act, Act.id == ActSubject.act_id)
        .where(
            Meeting.id.in_([it.meeting_id for it in minutes]),
            Act.kind == ActKind.RECORD_DECISION,
        )
        .group_by(Meeting.id)
    ).all()


def _subject(document: IssuedDocument) -> tuple[str, int]:
    if document.kind is DocumentKind.DECISION_RECORD:
        return "decision", document.decision_id or 0
    return "meeting", document.meeting_id or 0
