"""Minutes of a meeting, for tests: every donor of its fund present, every decision voted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.acts import revisions
from fundtracker.committee.kinds import Presence
from fundtracker.committee.meetings import subject_of
from fundtracker.committee.minutes import (
    RecordMinutes,
    Seat,
    Vote,
    decided_at,
    record_minutes,
)
from fundtracker.donations.models import Donation
from tests.world import by

if TYPE_CHECKING:
    from fundtracker.committee.models import Meeting
    from tests.world import World


def write_down(world: World, meeting: Meeting, said: str = "Tout va bien.") -> Meeting:
    """Write down that all donors of the fund were there, and voted for all."""
    donors = select(Donation.collectivity_id).where(
        Donation.fund_id == meeting.fund_id, Donation.collectivity_id.is_not(None)
    )
    members = sorted(set(world.session.scalars(donors)), key=lambda it: it or 0)
    wanted = RecordMinutes(
        meeting_id=meeting.id,
        version=revisions.version_of(world.session, subject_of(meeting.id)),
        said=said,
        seats=tuple(
            Seat(collectivity_id=it, presence=Presence.PRESENT) for it in members if it is not None
        ),
        votes=tuple(
            Vote(decision_id=it.id, n_for=len(members)) for it in decided_at(world.session, meeting)
        ),
    )
    return record_minutes(world.session, wanted, by=by())
