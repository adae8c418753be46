"""Gathers what the convening of a committee says from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.committee.meetings import get_meeting
from fundtracker.documents.convening.content import Convening, Waiting
from fundtracker.documents.for_donors import for_donors
from fundtracker.documents.kinds import DocumentKind
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.position.project_page import project_lines
from fundtracker.position.queries import position, seal_of
from fundtracker.position.scopes import FundScope
from fundtracker.projects.kinds import ProjectKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted


def gather(session: Session, wanted: Wanted, marks: Marks) -> Convening:
    """Return the convening of a meeting, with the fund as of a day; raise NoSuchMeeting."""
    meeting = get_meeting(session, wanted.meeting)
    fund = get_fund_by_id(session, meeting.fund_id)
    found = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), wanted.as_of)
    members = for_donors(
        session, fund, DocumentKind.DONOR_REPORT, wanted.as_of, locale=wanted.locale
    )
    return Convening(
        **marks.values(),
        fund=fund.name,
        seal=seal_of(session, fund.book_id),
        chair=fund.chair or "",
        held_on=meeting.held_on,
        starts_at=meeting.starts_at,
        place=meeting.place,
        link=meeting.link,
        agenda=meeting.points,
        note=meeting.note,
        is_cancelled=meeting.cancelled_act_id is not None,
        received=found.given,
        fees=found.fees,
        allocated=found.allocated,
        unallocated=found.unallocated,
        projects=tuple(
            Waiting(
                title=it.project.title,
                place=it.project.place,
                planned=it.project.planned,
                allocated=it.amounts.allocated,
            )
            for it in project_lines(session, fund, wanted.as_of)
            if it.project.status.takes_money and it.project.kind is ProjectKind.ACTION
        ),
        members=tuple(it.about for it in members),
    )
