"""Convening a fund's committee, changing a meeting, calling it off."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.committee.errors import (
    BeforeTheFund,
    CancelledMeeting,
    NoSuchMeeting,
    NotATime,
)
from fundtracker.committee.models import Meeting
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.projects.errors import NotALink

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

_LONGEST_LINK = 500
_LONGEST_TEXT = 4000
_TIME = re.compile(r"([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What is said of a meeting; ``starts_at`` as people type a time: 14:30, 14h30, 14 h."""

    held_on: date
    place: str
    agenda: str
    starts_at: str = ""
    link: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Convene:
    """A meeting of the committee of a fund."""

    fund_id: int
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class EditMeeting:
    """What a meeting is to be; ``version`` is the one that was edited."""

    meeting_id: int
    version: int
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelMeeting:
    """A meeting that does not take place, and why."""

    meeting_id: int
    reason: str


def convene(session: Session, request: Convene, *, by: Signature) -> Meeting:
    """Convene a committee. Raises NotATime, NotALink or BeforeTheFund."""
    fund = get_fund_by_id(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.CONVENE, request, by=by)
    if repeat is not None:
        return session.get_one(Meeting, acts.result_id(session, repeat))
    values = _values(request.said, fund.opened_on)
    act = acts.record(session, ActKind.CONVENE, request, by=by)
    meeting = Meeting(fund_id=fund.id, act_id=act.id, **values)
    session.add(meeting)
    session.flush()
    acts.concern(session, act, *_subjects(meeting))
    return meeting


def edit_meeting(session: Session, request: EditMeeting, *, by: Signature) -> Meeting:
    """Change a meeting. Raises ChangedMeanwhile, CancelledMeeting, or what ``convene`` does."""
    meeting = get_meeting(session, request.meeting_id)
    if acts.find_repeat(session, ActKind.EDIT_MEETING, request, by=by) is not None:
        return meeting
    subject = _subjects(meeting)[0]
    revisions.check_version(session, subject, request.version)
    session.refresh(meeting)
    if meeting.cancelled_act_id is not None:
        raise CancelledMeeting
    fund = get_fund_by_id(session, meeting.fund_id)
    changes = revisions.differences(meeting, _values(request.said, fund.opened_on))
    if not changes:
        return meeting
    act = acts.record(session, ActKind.EDIT_MEETING, request, by=by)
    revisions.revise(session, act, subject, changes, meeting)
    acts.concern(session, act, *_subjects(meeting))
    return meeting


def cancel_meeting(session: Session, request: CancelMeeting, *, by: Signature) -> Meeting:
    """Call a meeting off; one that was stays so."""
    meeting = get_meeting(session, request.meeting_id)
    if acts.find_repeat(session, ActKind.CANCEL_MEETING, request, by=by) is not None:
        return meeting
    subject = _subjects(meeting)[0]
    revisions.check_version(session, subject, revisions.version_of(session, subject))
    session.refresh(meeting)
    if meeting.cancelled_act_id is not None:
        return meeting
    reason = text.line(request.reason)
    act = acts.record(session, ActKind.CANCEL_MEETING, request, by=by, reason=reason)
    meeting.cancelled_act_id = act.id
    session.flush()
    acts.concern(session, act, *_subjects(meeting))
    return meeting


def get_meeting(session: Session, meeting_id: int, *, fund_id: int | None = None) -> Meeting:
    """Return a meeting, of the fund where one is named; raise NoSuchMeeting."""
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or fund_id not in {None, meeting.fund_id}:
        raise NoSuchMeeting
    return meeting


def meetings_of(session: Session, fund_id: int, *, limit: int = 100) -> Sequence[Meeting]:
    """List the meetings of a fund's committee, the latest first."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.fund_id == fund_id)
        .order_by(Meeting.held_on.desc(), Meeting.id.desc())
        .limit(limit)
    ).all()


def subject_of(meeting_id: int) -> Subject:
    """Return what the history of a meeting is kept under."""
    return Subject(kind="meeting", record_id=meeting_id)


def _subjects(meeting: Meeting) -> tuple[Subject, Subject]:
    return subject_of(meeting.id), Subject(kind="fund", record_id=meeting.fund_id)


def _values(said: Said, opened_on: date) -> dict[str, Any]:
    if said.held_on < opened_on:
        raise BeforeTheFund
    link = text.line(said.link, limit=_LONGEST_LINK, required=False)
    if link and not text.is_link(link):
        raise NotALink
    return {
        **asdict(said),
        "starts_at": _time(text.line(said.starts_at, required=False)),
        "place": text.line(said.place),
        "link": link,
        "agenda": text.prose(said.agenda, limit=_LONGEST_TEXT, required=True),
        "note": text.prose(said.note, limit=_LONGEST_TEXT, required=False),
    }


def _time(typed: str) -> str:
    if not typed:
        return ""
    found = _TIME.fullmatch(typed)
    if found is None:
        raise NotATime
    return f"{int(found[1]):02}:{found[2] or '00'}"
