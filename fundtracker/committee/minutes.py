"""Writing down how a meeting went: who was there, what was said, how many voices a decision had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, select

from fundtracker import clock, text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.committee.errors import (
    CancelledMeeting,
    NotAMember,
    NotDecidedThere,
    NotHeldYet,
    TooManyVoices,
)
from fundtracker.committee.kinds import VOICES
from fundtracker.committee.meetings import get_meeting, subject_of
from fundtracker.committee.models import Attendance, DecisionVote, Meeting, Minutes
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Decision
from fundtracker.funds.states import DecisionBody
from fundtracker.parties.models import Collectivity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.committee.kinds import Presence

# Which decisions are those of which meeting: the committee's own, of the same day.
TAKEN_AT = and_(
    Decision.fund_id == Meeting.fund_id,
    Decision.decided_on == Meeting.held_on,
    Decision.body == DecisionBody.COMMITTEE,
)

LONGEST_TEXT = 20_000
LONGEST_GUESTS = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """How a member took part."""

    collectivity_id: int
    presence: Presence


@dataclass(frozen=True, kw_only=True, slots=True)
class Vote:
    """The voices that a decision had."""

    decision_id: int
    n_for: int = 0
    n_against: int = 0
    n_abstained: int = 0

    @property
    def n_voices(self) -> int:
        """How many were counted."""
        return self.n_for + self.n_against + self.n_abstained


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordMinutes:
    """How a meeting went; ``version`` is that of the meeting that was seen.

    Members that are not among ``seats`` were not noted, decisions without a ``Vote`` not counted.
    """

    meeting_id: int
    version: int
    said: str
    guests: str = ""
    seats: tuple[Seat, ...] = ()
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What is recorded of a meeting: nothing yet where it ``is_new``."""

    is_new: bool
    said: str
    guests: str
    seats: tuple[tuple[Collectivity, Presence], ...]
    votes: dict[int, Vote]


def record_minutes(session: Session, request: RecordMinutes, *, by: Signature) -> Meeting:
    """Write down how a meeting went, in place of what was written before.

    Raises NotHeldYet, CancelledMeeting, ChangedMeanwhile, NotAMember, NotDecidedThere or
    TooManyVoices.
    """
    meeting = get_meeting(session, request.meeting_id)
    if acts.find_repeat(session, ActKind.RECORD_MINUTES, request, by=by) is not None:
        return meeting
    subject = subject_of(meeting.id)
    revisions.check_version(session, subject, request.version)
    session.refresh(meeting)
    _check(session, meeting, request)
    before = minutes_of(session, meeting.id)
    kept = {
        "guests": text.prose(request.guests, limit=LONGEST_GUESTS, required=False),
        "said": text.prose(request.said, limit=LONGEST_TEXT, required=True),
    }
    votes = {it.decision_id: it for it in request.votes if it.n_voices}
    seats = _seats(session, request)
    decisions = decided_at(session, meeting)
    was: dict[str, Any] = {
        "guests": before.guests,
        "minutes": before.said,
        **_plain(before.seats, before.votes, decisions),
    }
    now: dict[str, Any] = {
        "guests": kept["guests"],
        "minutes": kept["said"],
        **_plain(seats, votes, decisions),
    }
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        return meeting
    act = acts.record(session, ActKind.RECORD_MINUTES, request, by=by)
    for table in (Attendance, DecisionVote, Minutes):
        session.execute(delete(table).where(table.meeting_id == meeting.id))
    session.add(Minutes(meeting_id=meeting.id, act_id=act.id, **kept))
    session.add_all(
        Attendance(meeting_id=meeting.id, collectivity_id=member.id, presence=presence)
        for member, presence in seats
    )
    session.add_all(
        DecisionVote(
            decision_id=it.decision_id,
            meeting_id=meeting.id,
            n_for=it.n_for,
            n_against=it.n_against,
            n_abstained=it.n_abstained,
        )
        for it in votes.values()
    )
    changes = Changes(
        before={name: was[name] for name in changed}, after={name: now[name] for name in changed}
    )
    revisions.revise(session, act, subject, changes)
    counted = {it for it in {*votes, *before.votes} if votes.get(it) != before.votes.get(it)}
    acts.concern(
        session,
        act,
        subject,
        Subject(kind="fund", record_id=meeting.fund_id),
        *(Subject(kind="decision", record_id=it) for it in sorted(counted)),
    )
    return meeting


def minutes_of(session: Session, meeting_id: int) -> Recorded:
    """Return what is recorded of how a meeting went, members by name, in three statements."""
    found = session.get(Minutes, meeting_id)
    seats = session.execute(
        select(Collectivity, Attendance.presence)
        .join(Attendance, Attendance.collectivity_id == Collectivity.id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Collectivity.sort_key, Collectivity.id)
    )
    votes = session.scalars(select(DecisionVote).where(DecisionVote.meeting_id == meeting_id))
    return Recorded(
        is_new=found is None,
        said=found.said if found else "",
        guests=found.guests if found else "",
        seats=tuple(seats.all()),
        votes={it.decision_id: _vote(it) for it in votes},
    )


def vote_on(session: Session, decision_id: int) -> Vote | None:
    """Return the voices that a decision had; None where none were counted."""
    found = session.get(DecisionVote, decision_id)
    return None if found is None else _vote(found)


def decided_at(session: Session, meeting: Meeting) -> Sequence[Decision]:
    """List what the committee decided on the day of a meeting, and counted at no other one."""
    elsewhere = select(DecisionVote.decision_id).where(DecisionVote.meeting_id != meeting.id)
    return session.scalars(
        select(Decision)
        .join(Meeting, TAKEN_AT)
        .where(Meeting.id == meeting.id, Decision.id.not_in(elsewhere))
        .order_by(Decision.id)
    ).all()


def with_minutes(session: Session, fund_id: int) -> dict[int, int]:
    """Return how many members could vote at each meeting of a fund that has minutes."""
    rows = session.execute(
        select(Minutes.meeting_id, Attendance.presence)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .outerjoin(Attendance, Attendance.meeting_id == Minutes.meeting_id)
        .where(Meeting.fund_id == fund_id)
    )
    found: dict[int, int] = {}
    for meeting_id, presence in rows:
        found[meeting_id] = found.get(meeting_id, 0) + (presence in VOICES)
    return found


def _check(session: Session, meeting: Meeting, request: RecordMinutes) -> None:
    if meeting.cancelled_act_id is not None:
        raise CancelledMeeting
    if meeting.held_on > clock.today():
        raise NotHeldYet
    giving = select(Donation.collectivity_id).where(Donation.fund_id == meeting.fund_id)
    members = set(session.scalars(giving.distinct()))
    if not members.issuperset(it.collectivity_id for it in request.seats):
        raise NotAMember
    decided = {it.id for it in decided_at(session, meeting)}
    if not decided.issuperset(it.decision_id for it in request.votes):
        raise NotDecidedThere
    seats = {it.collectivity_id: it.presence for it in request.seats}
    voices = sum(it in VOICES for it in seats.values())
    largest = max((it.n_voices for it in request.votes), default=0)
    if request.seats and largest > voices:
        raise TooManyVoices(n_voices=largest, n_members=voices)


def _seats(session: Session, request: RecordMinutes) -> tuple[tuple[Collectivity, Presence], ...]:
    presences = {it.collectivity_id: it.presence for it in request.seats}
    rows = session.scalars(
        select(Collectivity)
        .where(Collectivity.id.in_(presences))
        .order_by(Collectivity.sort_key, Collectivity.id)
    )
    return tuple((it, presences[it.id]) for it in rows)


def _plain(
    seats: Sequence[tuple[Collectivity, Presence]],
    votes: dict[int, Vote],
    decisions: Sequence[Decision],
) -> dict[str, list[Any]]:
    """Return what a meeting's history keeps of seats and votes: names and numbers as they were."""
    return {
        "attendance": [[member.name, presence.value] for member, presence in seats],
        "votes": [
            f"{decision.reference}: {it.n_for}/{it.n_against}/{it.n_abstained}"
            for decision in decisions
            if (it := votes.get(decision.id)) is not None
        ],
    }


def _vote(it: DecisionVote) -> Vote:
    return Vote(
        decision_id=it.decision_id,
        n_for=it.n_for,
        n_against=it.n_against,
        n_abstained=it.n_abstained,
    )
