"""Meetings of a committee: convened, changed, called off; who is convened, and by what."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.acts.service import Subject
from fundtracker.committee.errors import (
    BeforeTheFund,
    CancelledMeeting,
    NoSuchMeeting,
    NotATime,
)
from fundtracker.committee.meetings import (
    CancelMeeting,
    Convene,
    EditMeeting,
    Said,
    cancel_meeting,
    convene,
    edit_meeting,
    get_meeting,
    meetings_of,
)
from fundtracker.committee.models import Meeting
from fundtracker.documents.convening import Convening
from fundtracker.documents.drafting import draft
from fundtracker.documents.issue import IssueDocument, WithdrawDocument, issue, withdraw
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.documents.send import deliveries
from fundtracker.donations.models import Donation, Receipt
from fundtracker.errors import RuleViolation
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Fund
from fundtracker.parties.contacts import AddContact, add_contact
from fundtracker.position.donors import n_giving
from fundtracker.position.moments import Moment
from fundtracker.projects.errors import NotALink
from tests.world import DECIDED, World, by, euros

DAY = date(2016, 11, 8)
SAID = Said(held_on=DAY, starts_at="14h30", place="Paris", agenda="Situation\n\n  Affectations ")


@pytest.fixture
def fund(session: Session) -> Fund:
    """A fund with two donors that paid, one that promised, and money in a project."""
    world = World(session)
    fund = world.fund()
    gifts = [world.gift(fund) for _number in range(3)]
    for gift in gifts[:2]:
        world.receive(gift, euros(100))
    world.allocate(world.project(fund), (gifts[0], euros(40)), on=DECIDED)
    return fund


def _convene(session: Session, fund: Fund, said: Said = SAID) -> Meeting:
    return convene(session, Convene(fund_id=fund.id, said=said), by=by())


def _wanted(meeting: Meeting) -> Wanted:
    return Wanted(
        kind=DocumentKind.CONVENING,
        as_of=DAY,
        locale="fr",
        fund_id=meeting.fund_id,
        meeting_id=meeting.id,
    )


@pytest.mark.parametrize(
    ("typed", "read"), [("14h30", "14:30"), ("9 h", "09:00"), ("09:05", "09:05"), ("", "")]
)
def test_a_time_is_read_as_people_type_it(
    session: Session, fund: Fund, typed: str, read: str
) -> None:
    said = Said(held_on=DAY, starts_at=typed, place="Paris", agenda="Situation")
    assert _convene(session, fund, said).starts_at == read


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"starts_at": "25:00"}, NotATime),
        ({"starts_at": "midi"}, NotATime),
        ({"link": "javascript:alert(1)"}, NotALink),
        ({"link": "https://"}, NotALink),
        ({"held_on": date(2010, 1, 1)}, BeforeTheFund),
    ],
)
def test_what_cannot_be_is_refused(
    session: Session, fund: Fund, fields: dict[str, object], refusal: type[RuleViolation]
) -> None:
    values: dict[str, object] = {"held_on": DAY, "place": "Paris", "agenda": "Situation", **fields}
    with pytest.raises(refusal):
        _convene(session, fund, Said(**values))  # type: ignore[arg-type]
    assert meetings_of(session, fund.id) == []


def test_a_second_click_convenes_once(session: Session, fund: Fund) -> None:
    signature, request = by(), Convene(fund_id=fund.id, said=SAID)
    first = convene(session, request, by=signature)
    assert convene(session, request, by=signature) is first
    assert first.points == ("Situation", "Affectations")


def test_a_meeting_is_changed_and_called_off_once(session: Session, fund: Fund) -> None:
    meeting = _convene(session, fund)
    later = Said(held_on=date(2016, 11, 9), place="Lyon", agenda="Situation")
    edit_meeting(session, EditMeeting(meeting_id=meeting.id, version=0, said=later), by=by())
    assert (meeting.held_on.day, meeting.place, meeting.starts_at) == (9, "Lyon", "")
    with pytest.raises(ChangedMeanwhile):
        edit_meeting(session, EditMeeting(meeting_id=meeting.id, version=0, said=SAID), by=by())
    off = CancelMeeting(meeting_id=meeting.id, reason="Salle indisponible")
    first = cancel_meeting(session, off, by=by()).cancelled_act_id
    assert first is not None
    assert cancel_meeting(session, off, by=by()).cancelled_act_id == first
    with pytest.raises(CancelledMeeting):
        edit_meeting(session, EditMeeting(meeting_id=meeting.id, version=1, said=SAID), by=by())


def test_a_meeting_of_another_fund_is_not_there(session: Session, fund: Fund) -> None:
    meeting = _convene(session, fund)
    other = World(session).fund(code="autre")
    with pytest.raises(NoSuchMeeting):
        get_meeting(session, meeting.id, fund_id=other.id)


def test_the_convening_says_what_there_is_to_decide_and_who_decides(
    session: Session, fund: Fund
) -> None:
    meeting = _convene(session, fund)
    drawn = draft(session, _wanted(meeting))
    content: Convening = drawn.content
    assert (content.received, content.allocated) == (euros(200), euros(40))
    assert content.unallocated == euros(160) - content.fees
    assert len(content.members) == n_giving(session, fund, Moment(DAY)) == 2
    assert [it.allocated for it in content.projects] == [euros(40)]
    assert drawn.file == draft(session, _wanted(meeting)).file


def test_all_members_are_sent_what_convenes_them(
    session: Session, fund: Fund, tmp_path: Path
) -> None:
    store, meeting = FileStore(tmp_path), _convene(session, fund)
    request = IssueDocument(wanted=_wanted(meeting))
    document = issue(session, store, request, site="https://x.example", by=by())
    due = deliveries(session, (document.id,))
    assert (due.deliveries, len(due.without_address)) == ((), 2)
    paying = select(Receipt.donation_id)
    donors = session.scalars(select(Donation.collectivity_id).where(Donation.id.in_(paying))).all()
    for number, donor_id in enumerate(donors, start=1):
        assert donor_id is not None
        party = Subject(kind="collectivity", record_id=donor_id)
        for email in (f"a{number}@example.org", "both@example.org"):
            add_contact(session, AddContact(party=party, name="Zoé", email=email), by=by())
    due = deliveries(session, (document.id,))
    # Who is there for two donors gets it once.
    assert sorted(it.recipient for it in due.deliveries) == [
        "a1@example.org", "a2@example.org", "both@example.org",
    ]  # fmt: skip
    withdraw(session, WithdrawDocument(document_id=document.id, reason="Erreur"), by=by())
    assert deliveries(session, (document.id,)).deliveries == ()


def test_called_off_it_is_convened_anew_as_the_next_version(
    session: Session, fund: Fund, tmp_path: Path
) -> None:
    store, meeting = FileStore(tmp_path), _convene(session, fund)
    request = IssueDocument(wanted=_wanted(meeting))
    first = issue(session, store, request, site="https://x.example", by=by())
    cancel_meeting(session, CancelMeeting(meeting_id=meeting.id, reason="Grève"), by=by())
    second = issue(session, store, request, site="https://x.example", by=by())
    assert (second.shown_number, second.version) == (first.shown_number, 2)
