"""Letters that come back: the address that they name is marked, and nothing else is believed."""

from __future__ import annotations

from email.message import EmailMessage, Message

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker.acts.service import Subject
from fundtracker.outbox import service
from fundtracker.outbox.bounces import Failure, failures_in, take_bounces
from fundtracker.outbox.models import Mail
from fundtracker.outbox.service import Letter, queue
from fundtracker.parties.contacts import AddContact, add_contact, contacts_and_refused
from tests.world import World, by

ADDRESS = "camille@example.org"


def report(
    recipient: str = f"rfc822; {ADDRESS}",
    action: str = "failed",
    said: str = "smtp; 550 5.1.1 No such user",
) -> bytes:
    """Write a report as a mail server does."""
    whole = EmailMessage()
    whole["From"] = "MAILER-DAEMON@example.org"
    whole["Subject"] = "Undelivered Mail"
    whole.set_content("I could not deliver your message.")
    whole.make_mixed()
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    about, each = Message(), Message()
    about["Reporting-MTA"] = "dns; mx.example.org"
    each["Final-Recipient"] = recipient
    each["Action"] = action
    each["Status"] = "5.1.1"
    if said:
        each["Diagnostic-Code"] = said
    status.set_payload([about, each])
    whole.attach(status)  # type: ignore[arg-type] # a report is of the older kind
    whole.replace_header("Content-Type", "multipart/report; report-type=delivery-status")
    boundary = "b0undary"
    whole.set_param("boundary", boundary)
    return whole.as_bytes()


def write_to(session: Session, address: str = ADDRESS) -> Mail:
    mail = queue(session, Letter(recipient=address, subject="S", text="T", html="<p>T</p>"))
    service.sent(session, mail.id)
    return mail


def test_an_address_that_was_not_reached_is_marked(session: Session) -> None:
    first, last, other = write_to(session), write_to(session), write_to(session, "x@example.org")
    assert take_bounces(session, report(f"rfc822; <{ADDRESS.upper()}>")) == 1
    for it in (first, last, other):
        session.refresh(it)
    assert (first.given_up_at, other.given_up_at) == (None, None)
    assert last.given_up_at is not None
    assert (last.sent_at, last.refusal) == (None, "550 5.1.1 No such user")
    nancy = World(session).collectivity("Nancy")
    party = Subject(kind="collectivity", record_id=nancy.id)
    for name, email in (("A", ADDRESS.title()), ("B", "x@example.org"), ("C", "")):
        contact = AddContact(party=party, name=name, function="", email=email, phone="")
        add_contact(session, contact, by=by())
    contacts, refused = contacts_and_refused(session, party)
    assert ([it.name for it in contacts], refused) == (["A", "B", "C"], {ADDRESS})
    # A later letter that arrives takes the mark away.
    write_to(session)
    assert contacts_and_refused(session, party)[1] == set()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Subject: Bonjour\n\nJe suis absent.",
        report(action="delayed"),
        report(action="delivered"),
        report(recipient="nothing"),
        report(recipient=""),
        b"\x00\xff" * 300,
        b"Content-Type: message/delivery-status\n\nAction: failed\n",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status",
    ],
)
def test_what_reports_no_failure_marks_nobody(session: Session, content: bytes) -> None:
    write_to(session)
    assert take_bounces(session, content) == 0
    assert session.scalars(select(Mail).where(Mail.given_up_at.is_not(None))).all() == []


def test_an_address_that_nothing_was_sent_to_is_passed_over(session: Session) -> None:
    assert failures_in(report()) == [Failure(ADDRESS, "550 5.1.1 No such user")]
    assert failures_in(report(said="")) == [Failure(ADDRESS, "5.1.1")]
    assert take_bounces(session, report()) == 0
