"""Gathers what the minutes of a meeting say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.committee.errors import NoMinutesYet
from fundtracker.committee.meetings import get_meeting
from fundtracker.committee.minutes import decided_at, minutes_of
from fundtracker.documents.minutes.content import Decided, MeetingMinutes
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.position.queries import seal_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted


def gather(session: Session, wanted: Wanted, marks: Marks) -> MeetingMinutes:
    """Return the minutes of a meeting; raise NoSuchMeeting, or NoMinutesYet."""
    meeting = get_meeting(session, wanted.meeting)
    recorded = minutes_of(session, meeting.id)
    if recorded.is_new:
        raise NoMinutesYet
    fund = get_fund_by_id(session, meeting.fund_id)
    return MeetingMinutes(
        **marks.values(),
        fund=fund.name,
        seal=seal_of(session, fund.book_id),
        chair=fund.chair or "",
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        agenda=meeting.points,
        seats=tuple((member.name, presence) for member, presence in recorded.seats),
        guests=recorded.guests,
        said=recorded.said,
        decisions=tuple(
            Decided(
                reference=it.reference,
                subject=it.subject,
                approved=it.approved,
                vote=recorded.votes.get(it.id),
            )
            for it in decided_at(session, meeting)
        ),
    )
