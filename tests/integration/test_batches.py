"""Documents in batches: each once, whoever goes on after a crash; sent once; told outdated."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.service import Signature, Subject
from fundtracker.committee.meetings import (
    CancelMeeting,
    Convene,
    EditMeeting,
    Said,
    cancel_meeting,
    convene,
    edit_meeting,
)
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.db import Database
from fundtracker.documents import batch as batches
from fundtracker.documents.batch import LEASE, Asked, CancelBatch, QueueBatch
from fundtracker.documents.errors import NoSuchBatch, NothingToIssue, NothingToSend
from fundtracker.documents.for_donors import IN_BATCHES, for_donors
from fundtracker.documents.issue import IssueDocument, WithdrawDocument, issue, withdraw
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.models import DocumentSending, IssuedDocument
from fundtracker.documents.outdated import outdated
from fundtracker.documents.requests import Wanted
from fundtracker.documents.send import Delivery, SendDocuments, attached, deliveries, send
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Decision, Fund
from fundtracker.jobs import issuing
from fundtracker.jobs import mail as mailing
from fundtracker.outbox.models import Mail, MailAttachment
from fundtracker.outbox.service import Letter
from fundtracker.parties.contacts import AddContact, add_contact
from fundtracker.parties.models import SuccessionKind
from fundtracker.parties.service import RecordSuccession, record_succession
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user
from tests.spending_world import PAID, Site, site
from tests.world import RECEIVED, World, by, euros

SITE = "https://fonds.example.org"
END = date(2016, 12, 31)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
def fund(fresh_database: Database) -> int:
    """A fund with five donors."""
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        fund = world.fund()
        for amount in range(5):
            world.receive(world.gift(fund), euros(100 + amount))
        return fund.id


def _queue(database: Database, fund_id: int, kind: DocumentKind, **changes: Any) -> int:  # noqa: ANN401
    with database.session() as session, transaction(session):
        fund = session.get_one(Fund, fund_id)
        asked = for_donors(session, fund, kind, END, locale="fr")
        values = {"fund_id": fund_id, "kind": kind, "as_of": END, "documents": asked, **changes}
        return batches.queue(session, QueueBatch(**values), site=SITE, by=by()).id


def _count(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(IssuedDocument)) or 0


def _progress(database: Database, batch_id: int) -> batches.Progress:
    with database.session() as session:
        return batches.progress(session, batch_id)


def test_all_donors_get_their_document_once(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    batch_id = _queue(fresh_database, fund, DocumentKind.DONOR_REPORT)
    assert issuing.issue_due(fresh_database, store) == 5
    found = _progress(fresh_database, batch_id)
    assert (found.n_issued, found.n_refused, found.is_over) == (5, 0, True)
    assert issuing.issue_due(fresh_database, store) == 0
    assert _count(fresh_database) == 5


@pytest.mark.parametrize("kind", IN_BATCHES)
def test_every_kind_for_donors_goes_in_batches(
    fresh_database: Database, fund: int, store: FileStore, kind: DocumentKind
) -> None:
    batch_id = _queue(fresh_database, fund, kind)
    issuing.issue_due(fresh_database, store)
    assert _progress(fresh_database, batch_id).n_issued == 5


def test_certificates_that_stand_are_not_made_again(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    _queue(fresh_database, fund, DocumentKind.RECEIPT_CERTIFICATE)
    issuing.issue_due(fresh_database, store)
    with pytest.raises(NothingToIssue):
        _queue(fresh_database, fund, DocumentKind.RECEIPT_CERTIFICATE)


def test_what_says_nothing_new_is_told_and_the_others_go_on(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    _queue(fresh_database, fund, DocumentKind.DONOR_REPORT)
    issuing.issue_due(fresh_database, store)
    again = _queue(fresh_database, fund, DocumentKind.DONOR_REPORT)
    issuing.issue_due(fresh_database, store)
    found = _progress(fresh_database, again)
    assert (found.n_issued, found.n_refused, found.is_over) == (0, 5, True)
    assert _count(fresh_database) == 5


def test_a_document_that_cannot_be_drawn_does_not_stop_the_others(
    fresh_database: Database, fund: int, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = issue

    def broken(session: Session, store: FileStore, request: IssueDocument, **named: Any) -> Any:  # noqa: ANN401
        if request.wanted.collectivity_id == 2:
            raise ZeroDivisionError
        return drawn(session, store, request, **named)

    monkeypatch.setattr(issuing, "issue", broken)
    batch_id = _queue(fresh_database, fund, DocumentKind.DONOR_REPORT)
    issuing.issue_due(fresh_database, store)
    found = _progress(fresh_database, batch_id)
    assert (found.n_issued, found.n_refused) == (4, 1)
    assert _count(fresh_database) == 4


def test_after_a_crash_another_goes_on_and_issues_none_twice(
    fresh_database: Database, fund: int, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = _queue(fresh_database, fund, DocumentKind.DONOR_REPORT)
    drawn, count = issue, iter(range(9))

    class Killed(BaseException):
        """The end of the program."""

    def killed(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        found = drawn(*arguments, **named)
        if next(count) == 2:
            raise Killed
        return found

    monkeypatch.setattr(issuing, "issue", killed)
    with pytest.raises(Killed):
        issuing.issue_due(fresh_database, store)
    monkeypatch.setattr(issuing, "issue", drawn)
    assert _count(fresh_database) == 2
    # Held by who died, until the lease ends.
    assert issuing.issue_due(fresh_database, store) == 0
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=True):
        assert issuing.issue_due(fresh_database, store) == 3
    assert _progress(fresh_database, batch_id).n_issued == 5
    assert _count(fresh_database) == 5


def test_several_workers_issue_none_twice(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    batch_id = _queue(fresh_database, fund, DocumentKind.TRACEABILITY)
    run = partial(issuing.issue_due, fresh_database, store)
    with ThreadPoolExecutor(3) as pool:
        for it in [pool.submit(run) for _ in range(3)]:
            it.result()
    issuing.issue_due(fresh_database, store)
    assert _progress(fresh_database, batch_id).n_issued == 5
    assert _count(fresh_database) == 5


def test_a_cancelled_batch_goes_no_further(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    batch_id = _queue(fresh_database, fund, DocumentKind.DONOR_REPORT)
    with fresh_database.session() as session, transaction(session):
        batches.cancel(session, CancelBatch(batch_id=batch_id), by=by())
        with pytest.raises(NoSuchBatch):
            batches.cancel(session, CancelBatch(batch_id=99), by=by())
    assert issuing.issue_due(fresh_database, store) == 0
    found = _progress(fresh_database, batch_id)
    assert (found.is_over, found.batch.is_cancelled, found.n_done) == (True, True, 0)


def test_a_statement_of_a_year_that_stands_is_not_due_again(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    kind = DocumentKind.STATEMENT_OF_USE

    def due(as_of: date = END) -> int:
        with fresh_database.session() as session:
            it = session.get_one(Fund, fund)
            return len(for_donors(session, it, kind, as_of, locale="fr"))

    assert due() == 5
    _queue(fresh_database, fund, kind)
    issuing.issue_due(fresh_database, store)
    assert due() == 0
    assert due(END.replace(year=END.year + 1)) == 5
    with fresh_database.session() as session, transaction(session):
        first = session.scalars(select(IssuedDocument.id)).first()
        assert first is not None
        withdraw(session, WithdrawDocument(document_id=first, reason="Erreur"), by=by())
    assert due() == 1


def test_a_second_click_queues_nothing_more(fresh_database: Database, fund: int) -> None:
    with fresh_database.session() as session, transaction(session):
        asked = for_donors(
            session, session.get_one(Fund, fund), DocumentKind.DONOR_REPORT, END, locale="fr"
        )
        request = QueueBatch(
            fund_id=fund, kind=DocumentKind.DONOR_REPORT, as_of=END, documents=asked
        )
        signature = by()
        first = batches.queue(session, request, site=SITE, by=signature)
        assert batches.queue(session, request, site=SITE, by=signature).id == first.id
        assert [it.about for it in asked] == sorted(it.about for it in asked)


def test_whoever_asked_is_told_where_mail_is_sent(
    fresh_database: Database, fund: int, store: FileStore
) -> None:
    with fresh_database.session() as session, transaction(session):
        user = create_user(
            session,
            AddUser(email="zoe@example.org", name="Zoé", role=Role.ADMIN),
            password="un mot de passe assez long",
            by=by(),
        )
        asked = for_donors(
            session, session.get_one(Fund, fund), DocumentKind.DONOR_REPORT, END, locale="fr"
        )
        request = QueueBatch(
            fund_id=fund, kind=DocumentKind.DONOR_REPORT, as_of=END, documents=asked
        )
        batch_id = batches.queue(session, request, site=SITE, by=Signature(actor_id=user.id)).id
    issuing.issue_due(fresh_database, store, has_mail=True)
    with fresh_database.session() as session:
        mail = session.scalars(select(Mail)).one()
    assert mail.recipient == "zoe@example.org"
    assert f"{SITE}/batches/{batch_id}" in mail.text


# Sending


@pytest.fixture
def here(session: Session) -> Site:
    found = site(World(session), euros(700), euros(300))
    found.disburse(euros(400), on=PAID)
    found.accept(euros(250))
    return found


def _issue(session: Session, store: FileStore, kind: DocumentKind, **named: Any) -> IssuedDocument:  # noqa: ANN401
    wanted = Wanted(**{"kind": kind, "as_of": END, "locale": "fr", **named})
    return issue(session, store, IssueDocument(wanted=wanted), site=SITE, by=by())


def _contact(collectivity_id: int | None, email: str) -> AddContact:
    assert collectivity_id is not None
    return AddContact(
        party=Subject(kind="collectivity", record_id=collectivity_id), name="Zoé", email=email
    )


def _letter(delivery: Delivery) -> Letter:
    return Letter(
        recipient=delivery.recipient,
        subject="Vos documents",
        text="Bonjour",
        html="<p>Bonjour</p>",
        attachments=attached(delivery.documents),
    )


def test_documents_of_a_donor_that_is_no_more_go_to_whoever_took_its_place(
    session: Session, here: Site, store: FileStore
) -> None:
    gone, other = (it.collectivity_id for it in here.gifts)
    new, last = here.world.collectivity("Fusion"), here.world.collectivity("Nouveau nom")
    days = (date(2019, 1, 1), date(2020, 1, 1), clock.today() + timedelta(days=1))
    for before, after, kind, on in (
        (gone, new.id, SuccessionKind.MERGER, days[0]),
        (new.id, last.id, SuccessionKind.RENAMING, days[1]),
        (other, new.id, SuccessionKind.SPLIT, days[0]),
        (other, last.id, SuccessionKind.MERGER, days[2]),
    ):
        assert before is not None
        wanted = RecordSuccession(
            kind=kind, predecessor_id=before, successor_id=after, effective_on=on, reference="x"
        )
        record_succession(session, wanted, by=by())
    add_contact(session, _contact(last.id, "last@example.org"), by=by())
    ids = tuple(
        _issue(
            session, store, DocumentKind.DONOR_REPORT, fund_id=here.fund.id, collectivity_id=it
        ).id
        for it in (gone, other)
    )
    due = deliveries(session, ids)
    # A split hands nothing on, nor does what is still to come.
    assert [it.recipient for it in due.deliveries] == ["last@example.org"]
    assert len(due.without_address) == 1
    # Its own address comes first.
    add_contact(session, _contact(gone, "own@example.org"), by=by())
    assert [it.recipient for it in deliveries(session, ids).deliveries] == ["own@example.org"]


def test_documents_are_sent_once_to_each_address_with_their_files(
    session: Session, here: Site, store: FileStore
) -> None:
    first, second = (it.collectivity_id for it in here.gifts)
    for email in ("zoe@example.org", "Max@example.org"):
        contact = _contact(first, email)
        add_contact(session, contact, by=by())
    documents = [
        _issue(session, store, DocumentKind.DONOR_REPORT, fund_id=here.fund.id, collectivity_id=it)
        for it in (first, second)
    ]
    ids = tuple(it.id for it in documents)
    due = deliveries(session, ids)
    assert [it.recipient for it in due.deliveries] == ["zoe@example.org", "max@example.org"]
    assert len(due.without_address) == 1
    signature, request = by(), SendDocuments(document_ids=ids)
    assert send(session, request, _letter, by=signature) == 2
    send(session, request, _letter, by=signature)
    assert session.scalar(select(func.count()).select_from(DocumentSending)) == 2
    attachment = session.scalars(select(MailAttachment)).first()
    assert attachment is not None
    assert attachment.sha256 == documents[0].file_sha256
    with pytest.raises(NothingToSend):
        send(session, request, _letter, by=by())
    assert deliveries(session, ids).n_sent_before == 2


def test_what_was_withdrawn_or_is_no_donors_is_sent_to_nobody(
    session: Session, here: Site, store: FileStore
) -> None:
    donor = here.gifts[0].collectivity_id
    contact = _contact(donor, "zoe@example.org")
    add_contact(session, contact, by=by())
    report = _issue(
        session, store, DocumentKind.DONOR_REPORT, fund_id=here.fund.id, collectivity_id=donor
    )
    whole = _issue(session, store, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    withdraw(session, WithdrawDocument(document_id=report.id, reason="Erreur"), by=by())
    assert deliveries(session, (report.id, whole.id)).deliveries == ()


def test_the_files_go_with_the_letter(
    fresh_database: Database, store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_database.session() as session, transaction(session):
        here = site(World(session), euros(700))
        donor = here.gifts[0].collectivity_id
        contact = _contact(donor, "z@example.org")
        add_contact(session, contact, by=by())
        document = _issue(
            session, store, DocumentKind.DONOR_REPORT, fund_id=here.fund.id, collectivity_id=donor
        )
        content, name = store.get(document.file_sha256), f"{document.shown_number}-v1.pdf"
        send(session, SendDocuments(document_ids=(document.id,)), _letter, by=by())
    sent: list[Any] = []

    class Kept:
        def send(self, message: Any) -> None:  # noqa: ANN401
            sent.append(message)

    mailing.send_due(fresh_database, Kept(), "fonds@example.org", store)
    (file,) = list(sent[0].iter_attachments())
    assert file.get_content() == content
    assert file.get_filename() == name


# What the books contradict


def _numbers(session: Session, fund: Fund) -> list[str]:
    return sorted(it.line.document.shown_number[:2] for it in outdated(session, fund))


def _all(session: Session, store: FileStore, here: Site) -> Iterator[IssuedDocument]:
    mine, other = here.gifts
    decision = session.scalars(select(Decision.id).where(Decision.fund_id == here.fund.id)).all()[
        -1
    ]
    for gift in (mine, other):
        named = {"fund_id": here.fund.id, "collectivity_id": gift.collectivity_id}
        yield _issue(session, store, DocumentKind.DONOR_REPORT, **named)
        yield _issue(session, store, DocumentKind.TRACEABILITY, donation_id=gift.id, **named)
    yield _issue(session, store, DocumentKind.YEAR_STATEMENT, collectivity_id=mine.collectivity_id)
    yield _issue(session, store, DocumentKind.FUND_REPORT, fund_id=here.fund.id)
    named = {"fund_id": here.fund.id, "project_id": here.project.id}
    yield _issue(session, store, DocumentKind.PROJECT_SHEET, **named)
    named = {"fund_id": here.fund.id, "decision_id": decision}
    yield _issue(session, store, DocumentKind.DECISION_RECORD, **named)


def test_a_convening_is_outdated_once_its_meeting_is_changed_or_called_off(
    session: Session, here: Site, store: FileStore
) -> None:
    said = Said(held_on=clock.today(), place="Paris", agenda="Affectations")
    meeting = convene(session, Convene(fund_id=here.fund.id, said=said), by=by())
    other = convene(session, Convene(fund_id=here.fund.id, said=said), by=by())
    for it in (meeting, other):
        _issue(
            session,
            store,
            DocumentKind.CONVENING,
            fund_id=here.fund.id,
            meeting_id=it.id,
        )
    assert outdated(session, here.fund) == []
    edit = EditMeeting(meeting_id=meeting.id, version=0, said=replace(said, place="Lyon"))
    edit_meeting(session, edit, by=by())
    (found,) = outdated(session, here.fund)
    assert (found.line.document.meeting_id, found.entries) == (meeting.id, ())
    issue(session, store, IssueDocument(wanted=found.asked.wanted), site=SITE, by=by())
    assert outdated(session, here.fund) == []
    cancel_meeting(session, CancelMeeting(meeting_id=meeting.id, reason="Grève"), by=by())
    (found,) = outdated(session, here.fund)
    assert found.line.document.version == 2


def test_a_back_dated_entry_makes_the_documents_that_it_touches_outdated(
    session: Session, here: Site, store: FileStore
) -> None:
    documents = list(_all(session, store, here))
    assert outdated(session, here.fund) == []
    World(session).receive(here.gifts[0], euros(50), on=RECEIVED)
    # The donor's own, and the fund's; no project was touched, nor the other donor.
    assert _numbers(session, here.fund) == ["EA", "FT", "RD", "RF"]
    touched = {it.line.document.id for it in outdated(session, here.fund)}
    assert documents[0].id in touched
    assert documents[2].id not in touched


def test_what_happens_after_the_day_of_a_document_leaves_it_as_it_is(
    session: Session, here: Site, store: FileStore
) -> None:
    list(_all(session, store, here))
    World(session).receive(here.gifts[0], euros(50), on=date(2017, 1, 1))
    here.spend(euros(10), on=date(2017, 3, 1))
    assert outdated(session, here.fund) == []


def test_spending_touches_the_project_and_all_whose_money_it_is(
    session: Session, here: Site, store: FileStore
) -> None:
    list(_all(session, store, here))
    here.spend(euros(10), on=PAID)
    assert _numbers(session, here.fund) == ["EA", "FP", "FT", "FT", "RD", "RD", "RF"]


def test_issued_anew_nothing_is_outdated_any_more(
    session: Session, here: Site, store: FileStore
) -> None:
    list(_all(session, store, here))
    World(session).receive(here.gifts[0], euros(50), on=RECEIVED)
    for it in outdated(session, here.fund):
        asked: Asked = it.asked
        issue(session, store, IssueDocument(wanted=asked.wanted), site=SITE, by=by())
    assert outdated(session, here.fund) == []


def test_a_reversed_payment_makes_its_certificate_outdated_and_no_other(
    session: Session, store: FileStore
) -> None:
    world = World(session)
    fund = world.fund()
    gift = world.gift(fund)
    receipts = [world.receive(gift, euros(amount)) for amount in (10, 20)]
    named = {
        "fund_id": fund.id, "collectivity_id": gift.collectivity_id, "donation_id": gift.id,
    }  # fmt: skip
    for it in receipts:
        _issue(session, store, DocumentKind.RECEIPT_CERTIFICATE, receipt_id=it.id, **named)
    undo = Reverse(fund_id=fund.id, numbers=(receipts[0].number,), on=END, reason="Erreur")
    reverse(session, undo, by=by())
    (found,) = outdated(session, fund)
    assert found.line.document.receipt_id == receipts[0].id
