"""How meetings went: who was there, what was said, the voices of decisions; the paper of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.committee.errors import (
    CancelledMeeting,
    NoMinutesYet,
    NotAMember,
    NotDecidedThere,
    NotHeldYet,
    TooManyVoices,
)
from fundtracker.committee.kinds import Presence
from fundtracker.committee.meetings import (
    CancelMeeting,
    Convene,
    EditMeeting,
    Said,
    cancel_meeting,
    convene,
    edit_meeting,
    subject_of,
)
from fundtracker.committee.minutes import (
    RecordMinutes,
    Seat,
    Vote,
    decided_at,
    minutes_of,
    record_minutes,
    vote_on,
    with_minutes,
)
from fundtracker.committee.models import Meeting
from fundtracker.documents.decision_record import DecisionRecord
from fundtracker.documents.drafting import draft
from fundtracker.documents.fund_pack import fund_pack
from fundtracker.documents.issue import IssueDocument, issue
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.minutes import MeetingMinutes
from fundtracker.documents.outdated import outdated
from fundtracker.documents.requests import Wanted
from fundtracker.errors import Refusal
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Decision, Fund
from fundtracker.parties.models import Collectivity
from tests.world import DECIDED, World, by, euros

SAID = Said(held_on=DECIDED, starts_at="14h30", place="Paris", agenda="Situation\nAffectations")


def text_of(file: bytes) -> str:
    """Return what a PDF says, lines joined, with plain spaces."""
    pages = PdfReader(BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _names(archive: bytes) -> set[str]:
    with ZipFile(BytesIO(archive)) as file:
        return set(file.namelist())


class Committee:
    """A fund with three donors, two of which paid; a meeting, and a decision taken at it."""

    def __init__(self, session: Session) -> None:
        self.session, self.world = session, World(session)
        self.fund: Fund = self.world.fund()
        self.gifts = [self.world.gift(self.fund) for _number in range(3)]
        for gift in self.gifts[:2]:
            self.world.receive(gift, euros(100))
        self.members = [gift.collectivity_id or 0 for gift in self.gifts]
        self.decision: Decision = self.world.decision(self.fund)
        self.meeting: Meeting = convene(session, Convene(fund_id=self.fund.id, said=SAID), by=by())

    def asked(self, **fields: object) -> RecordMinutes:
        values: dict[str, object] = {
            "meeting_id": self.meeting.id,
            "version": revisions.version_of(self.session, subject_of(self.meeting.id)),
            "said": "La situation est présentée.\nLes projets avancent.",
            "guests": "Le partenaire",
            "seats": (
                Seat(collectivity_id=self.members[0], presence=Presence.PRESENT),
                Seat(collectivity_id=self.members[1], presence=Presence.REPRESENTED),
                Seat(collectivity_id=self.members[2], presence=Presence.EXCUSED),
            ),
            "votes": (Vote(decision_id=self.decision.id, n_for=1, n_abstained=1),),
            **fields,
        }
        return RecordMinutes(**values)  # type: ignore[arg-type]

    def write(self, **fields: object) -> Meeting:
        return record_minutes(self.session, self.asked(**fields), by=by())

    def wanted(self, kind: DocumentKind = DocumentKind.MINUTES) -> Wanted:
        is_of_meeting = kind is not DocumentKind.DECISION_RECORD
        return Wanted(
            kind=kind,
            as_of=clock.today(),
            locale="fr",
            fund_id=self.fund.id,
            meeting_id=self.meeting.id if is_of_meeting else None,
            decision_id=None if is_of_meeting else self.decision.id,
        )


@pytest.fixture
def committee(session: Session) -> Committee:
    return Committee(session)


def test_what_is_written_down_is_found_again(committee: Committee) -> None:
    assert minutes_of(committee.session, committee.meeting.id).is_new
    committee.write()
    found = minutes_of(committee.session, committee.meeting.id)
    assert not found.is_new
    assert found.said == "La situation est présentée.\nLes projets avancent."
    assert sorted(it.value for _member, it in found.seats) == ["excused", "present", "represented"]
    assert [it.id for it in decided_at(committee.session, committee.meeting)] == [
        committee.decision.id
    ]
    assert vote_on(committee.session, committee.decision.id) == Vote(
        decision_id=committee.decision.id, n_for=1, n_abstained=1
    )
    assert with_minutes(committee.session, committee.fund.id) == {committee.meeting.id: 2}


def test_a_second_click_writes_once_and_what_changed_is_in_the_history(
    committee: Committee,
) -> None:
    signature, asked = by(), committee.asked()
    for _click in range(2):
        record_minutes(committee.session, asked, by=signature)
    committee.write()  # Nothing else is said: nothing is recorded.
    committee.write(seats=(), votes=(), said="Autre chose.")
    first, last = reversed(revisions.history(committee.session, subject_of(committee.meeting.id)))
    assert sorted(first.after) == ["attendance", "guests", "minutes", "votes"]
    assert first.after["votes"] == [f"{committee.decision.reference}: 1/0/1"]
    assert sorted(last.after) == ["attendance", "minutes", "votes"]
    assert last.before["attendance"][0][1] == "present"
    assert vote_on(committee.session, committee.decision.id) is None
    with pytest.raises(ChangedMeanwhile):
        committee.write(version=0)


def test_a_member_noted_twice_has_one_seat_the_last_one(committee: Committee) -> None:
    twice = tuple(
        Seat(collectivity_id=committee.members[0], presence=it)
        for it in (Presence.ABSENT, Presence.PRESENT)
    )
    committee.write(seats=twice, votes=())
    (seat,) = minutes_of(committee.session, committee.meeting.id).seats
    assert seat[1] is Presence.PRESENT


def test_a_decision_counted_at_a_meeting_is_not_counted_again_at_another_of_that_day(
    committee: Committee, session: Session
) -> None:
    committee.write()
    second = convene(session, Convene(fund_id=committee.fund.id, said=SAID), by=by())
    assert decided_at(session, second) == []
    with pytest.raises(NotDecidedThere):
        committee.write(meeting_id=second.id, version=0)
    committee.write(meeting_id=second.id, version=0, votes=())
    assert vote_on(session, committee.decision.id) is not None


def test_what_cannot_have_been_is_refused_and_nothing_written(
    committee: Committee, session: Session
) -> None:
    other = committee.world.gift(committee.world.fund())
    assert other.collectivity_id is not None
    stranger = Seat(collectivity_id=other.collectivity_id, presence=Presence.PRESENT)
    elsewhere = committee.world.decision(committee.world.fund())
    vote = Vote(decision_id=committee.decision.id, n_for=2, n_against=1)
    wrong: list[tuple[type[Refusal], dict[str, object]]] = [
        (NotAMember, {"seats": (stranger,)}),
        (NotDecidedThere, {"votes": (Vote(decision_id=elsewhere.id, n_for=1),)}),
        (TooManyVoices, {"votes": (vote,)}),
    ]
    for refusal, fields in wrong:
        with pytest.raises(refusal):
            committee.write(**fields)
    assert minutes_of(session, committee.meeting.id).is_new
    # Whoever was there was not noted: nothing to count the voices by.
    committee.write(votes=(vote,), seats=())


def test_a_meeting_to_come_or_called_off_has_no_minutes(
    committee: Committee, session: Session
) -> None:
    later = replace(SAID, held_on=clock.today() + timedelta(days=1))
    edit = EditMeeting(meeting_id=committee.meeting.id, version=0, said=later)
    edit_meeting(session, edit, by=by())
    with pytest.raises(NotHeldYet):
        committee.write(votes=())
    off = CancelMeeting(meeting_id=committee.meeting.id, reason="Grève")
    cancel_meeting(session, off, by=by())
    with pytest.raises(CancelledMeeting):
        committee.write(votes=())
    with pytest.raises(NoMinutesYet):
        draft(session, committee.wanted())


def test_the_paper_says_who_was_there_what_was_said_and_the_voices(
    committee: Committee, session: Session
) -> None:
    committee.write()
    drawn = draft(session, committee.wanted())
    assert isinstance(drawn.content, MeetingMinutes)
    text = text_of(drawn.file)
    for member in committee.members:
        assert session.get_one(Collectivity, member).name in text
    for words in (
        "Les projets avancent.",
        "Le partenaire",
        committee.decision.subject,
        "Excusés (1)",
    ):
        assert words in text
    record = draft(session, committee.wanted(DocumentKind.DECISION_RECORD))
    assert isinstance(record.content, DecisionRecord)
    assert "pour : 1 · contre : 0 · abstentions : 1" in text_of(record.file)


def test_papers_are_outdated_once_the_minutes_are_written_anew(
    committee: Committee, session: Session, tmp_path: Path
) -> None:
    store = FileStore(tmp_path)
    kinds = (DocumentKind.CONVENING, DocumentKind.MINUTES, DocumentKind.DECISION_RECORD)
    committee.write()
    for kind in kinds:
        asked = IssueDocument(wanted=committee.wanted(kind))
        issue(session, store, asked, site="https://example.org", by=by())
    assert outdated(session, committee.fund) == []
    committee.write(guests="Deux partenaires")
    # The convening said what was to be, and the decision had the same voices.
    assert [it.line.document.kind for it in outdated(session, committee.fund)] == [
        DocumentKind.MINUTES
    ]
    committee.write(votes=(Vote(decision_id=committee.decision.id, n_for=2),))
    assert {it.line.document.kind for it in outdated(session, committee.fund)} == {
        DocumentKind.MINUTES,
        DocumentKind.DECISION_RECORD,
    }


def test_minutes_are_outdated_once_a_decision_of_that_day_is_recorded(
    committee: Committee, session: Session, tmp_path: Path
) -> None:
    store = FileStore(tmp_path)
    committee.write()
    asked = IssueDocument(wanted=committee.wanted())
    issue(session, store, asked, site="https://example.org", by=by())
    assert outdated(session, committee.fund) == []
    World(session).decision(committee.world.fund())
    assert outdated(session, committee.fund) == [], "of another fund"
    committee.world.decision(committee.fund)
    (found,) = outdated(session, committee.fund)
    assert found.line.document.kind is DocumentKind.MINUTES


def test_the_funds_pack_has_the_minutes(
    committee: Committee, session: Session, tmp_path: Path
) -> None:
    store = FileStore(tmp_path)
    before = _names(fund_pack(session, store, committee.fund, clock.today(), locale="fr"))
    committee.write()
    after = _names(fund_pack(session, store, committee.fund, clock.today(), locale="fr"))
    (added,) = after - before
    assert f"PV-{DECIDED.isoformat()}" in added
