"""The outbox and a real mail server: every letter once, and what is refused is known."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from fundtracker import clock
from fundtracker.db import Database
from fundtracker.files.store import FileStore
from fundtracker.jobs import mail as job
from fundtracker.jobs.smtp import Server
from fundtracker.outbox import service as outbox
from fundtracker.outbox.models import Mail
from fundtracker.outbox.service import LEASE, Letter
from fundtracker.transaction import transaction

# Of letters without files: nothing is read from it.
STORE = FileStore(Path("nowhere"))

SENDER = "Fonds de solidarité <fonds@example.org>"


class Sink:
    """A mail server that keeps what it takes, and refuses some addresses."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.recipients: list[str] = []

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address.startswith("unknown"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("full"):
            return "452 4.2.2 mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - likewise
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=default))
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, Server]]:
    """A mail server on a port of its own."""
    kept = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, Server.of(f"smtp://127.0.0.1:{port}")
    controller.stop()


def _queue(database: Database, *recipients: str, subject: str = "Votre accès") -> None:
    with database.session() as session, transaction(session):
        for recipient in recipients:
            outbox.queue(
                session,
                Letter(
                    recipient=recipient,
                    subject=subject,
                    text="Bonjour Zoé,\n\nhttps://fonds.example.org/enter/secret\n",
                    html="<p>Bonjour Zoé,</p>",
                ),
            )


def _all(database: Database) -> list[Mail]:
    with database.session() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def test_a_letter_is_sent_whole_and_then_forgotten(
    fresh_database: Database, sink: tuple[Sink, Server]
) -> None:
    kept, server = sink
    _queue(fresh_database, "zoe@example.org", subject="Votre accès à l’été")
    assert job.send_due(fresh_database, server, SENDER, STORE) == 1
    assert job.send_due(fresh_database, server, SENDER, STORE) == 0
    (letter,) = kept.letters
    assert letter["Subject"] == "Votre accès à l’été"
    assert letter["From"] == SENDER
    assert letter["To"] == "zoe@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    texts = {it.get_content_type(): it.get_content() for it in letter.iter_parts()}  # type: ignore[attr-defined]
    assert "enter/secret" in texts["text/plain"]
    assert "<p>Bonjour Zoé,</p>" in texts["text/html"]
    (mail,) = _all(fresh_database)
    assert mail.sent_at is not None
    assert (mail.text, mail.html) == ("", "")


def test_an_address_that_is_refused_for_good_is_not_tried_again(
    fresh_database: Database, sink: tuple[Sink, Server]
) -> None:
    kept, server = sink
    _queue(fresh_database, "unknown@example.org", "zoe@example.org")
    assert job.send_due(fresh_database, server, SENDER, STORE) == 2
    refused, sent = _all(fresh_database)
    assert refused.given_up_at is not None
    assert refused.refusal == "550 5.1.1 no such mailbox"
    assert refused.text == ""
    assert sent.sent_at is not None
    assert kept.recipients == ["zoe@example.org"]


def test_what_may_pass_is_tried_later_and_later_and_given_up_in_the_end(
    fresh_database: Database, sink: tuple[Sink, Server]
) -> None:
    _, server = sink
    with time_machine.travel(clock.now(), tick=False) as traveller:
        _queue(fresh_database, "full@example.org")
        waits = []
        for _ in range(20):
            if not job.send_due(fresh_database, server, SENDER, STORE):
                break
            (mail,) = _all(fresh_database)
            if mail.given_up_at is not None:
                break
            waits.append(mail.due_at - clock.now())
            traveller.shift(mail.due_at - clock.now())
        (mail,) = _all(fresh_database)
    assert mail.given_up_at is not None
    assert waits == sorted(waits)
    assert len(waits) == 7
    assert sum(waits, timedelta()) > timedelta(days=1)


def test_a_server_that_is_away_loses_nothing(fresh_database: Database) -> None:
    _queue(fresh_database, "zoe@example.org")
    nowhere = Server.of("smtp://127.0.0.1:1")
    assert job.send_due(fresh_database, nowhere, SENDER, STORE) == 1
    (mail,) = _all(fresh_database)
    assert mail.refusal == "ConnectionRefusedError"
    assert mail.text != ""
    assert mail.given_up_at is None


def test_many_senders_send_each_letter_once(
    fresh_database: Database, sink: tuple[Sink, Server]
) -> None:
    kept, server = sink
    _queue(fresh_database, *(f"zoe{number}@example.org" for number in range(24)))
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(lambda _: job.send_due(fresh_database, server, SENDER, STORE), range(4))
        )
    assert sum(done) == 24
    assert sorted(kept.recipients) == sorted(f"zoe{number}@example.org" for number in range(24))


def test_a_sender_that_dies_leaves_its_letter_to_the_next(
    fresh_database: Database, sink: tuple[Sink, Server]
) -> None:
    kept, server = sink

    class Dying:
        def send(self, _message: object) -> None:
            raise KeyboardInterrupt

    with time_machine.travel(clock.now(), tick=False) as traveller:
        _queue(fresh_database, "zoe@example.org")
        with pytest.raises(KeyboardInterrupt):
            job.send_due(fresh_database, Dying(), SENDER, STORE)
        assert job.send_due(fresh_database, server, SENDER, STORE) == 0
        traveller.shift(LEASE)
        assert job.send_due(fresh_database, server, SENDER, STORE) == 1
    assert kept.recipients == ["zoe@example.org"]


def test_a_head_cannot_hold_another(fresh_database: Database) -> None:
    for recipient, subject in (
        ("zoe@example.org\r\nBcc: x@example.org", "Bonjour"),
        ("zoe@example.org", "Bonjour\nBcc: x@example.org"),
    ):
        with pytest.raises(ValueError, match="a head of a letter"):
            _queue(fresh_database, recipient, subject=subject)
    assert _all(fresh_database) == []


def test_it_goes_on_sending_until_told_to_end(
    fresh_database: Database, sink: tuple[Sink, Server]
) -> None:
    kept, server = sink
    ended = threading.Event()
    thread = threading.Thread(
        target=job.keep_sending,
        args=(fresh_database, server, SENDER, STORE),
        kwargs={"every": 0.05, "until": ended},
    )
    thread.start()
    _queue(fresh_database, "zoe@example.org")
    for _ in range(200):
        if kept.recipients:
            break
        threading.Event().wait(0.05)
    ended.set()
    thread.join(timeout=10)
    assert kept.recipients == ["zoe@example.org"]


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtp://a", 25), ("smtp+starttls://u:p%40ss@a", 587), ("smtps://a:2525", 2525)],
)
def test_a_mail_server_is_named_by_an_address(url: str, port: int) -> None:
    server = Server.of(url)
    assert (server.host, server.port) == ("a", port)
    assert server.password == ("p@ss" if "@" in url else "")


@pytest.mark.parametrize("url", ["", "http://a", "smtp://", "localhost:25"])
def test_another_address_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="mail servers are named"):
        Server.of(url)


def test_a_line_that_breaks_is_a_reason_to_try_again() -> None:
    assert not job._is_final(SMTPServerDisconnected("gone"))
