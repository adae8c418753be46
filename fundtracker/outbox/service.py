"""Queueing letters, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock
from fundtracker.outbox.models import Mail, MailAttachment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

# Who takes a letter to send it has this long; if that program ends, another takes it then.
LEASE = timedelta(minutes=5)

# How long to wait after each refusal that may pass; after the last one it is given up.
_WAITS = tuple(timedelta(minutes=it) for it in (1, 5, 15, 60, 180, 720, 1440))

_LONGEST_REFUSAL = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Attached:
    """A kept file that goes with a letter, and its name there."""

    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """What somebody is to be told by mail, as plain text and as HTML."""

    recipient: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attached, ...] = ()


def queue(session: Session, letter: Letter) -> Mail:
    """Queue a letter: it is sent if what asks for it is kept.

    Raises ValueError for a line's end in a head: it would begin another one.
    """
    for head in (letter.recipient, letter.subject):
        if not head.isprintable():
            message = "a head of a letter cannot hold what cannot be seen"
            raise ValueError(message)
    now = clock.now()
    mail = Mail(
        recipient=letter.recipient,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        queued_at=now,
        due_at=now,
        n_attempts=0,
        refusal="",
    )
    session.add(mail)
    session.flush()
    session.add_all(
        MailAttachment(mail_id=mail.id, rank=rank, name=it.name, sha256=it.sha256)
        for rank, it in enumerate(letter.attachments, start=1)
    )
    session.flush()
    return mail


def attachments_of(session: Session, mail_id: int) -> list[Attached]:
    """List the files that go with a letter."""
    rows = session.scalars(
        select(MailAttachment)
        .where(MailAttachment.mail_id == mail_id)
        .order_by(MailAttachment.rank)
    )
    return [Attached(name=it.name, sha256=it.sha256) for it in rows]


def take(session: Session) -> Mail | None:
    """Take the next letter that is due, for the time of a lease; None where there is none."""
    mail = session.scalar(
        select(Mail)
        .where(Mail.sent_at.is_(None), Mail.given_up_at.is_(None), Mail.due_at <= clock.now())
        .order_by(Mail.due_at, Mail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if mail is not None:
        mail.due_at = clock.now() + LEASE
        mail.n_attempts += 1
        session.flush()
    return mail


def sent(session: Session, mail_id: int) -> None:
    """Note that a letter was taken by the mail server, and forget what it said."""
    mail = session.get_one(Mail, mail_id)
    mail.sent_at = clock.now()
    mail.text = mail.html = mail.refusal = ""
    session.flush()


def came_back(session: Session, recipient: str, answer: str) -> bool:
    """Note that the last letter to an address did not arrive; tell whether there was one."""
    mail = session.scalar(
        select(Mail).where(Mail.recipient == recipient).order_by(Mail.id.desc()).limit(1)
    )
    if mail is None:
        return False
    mail.sent_at = None
    mail.given_up_at = clock.now()
    mail.refusal = " ".join(answer.split())[:_LONGEST_REFUSAL]
    mail.text = mail.html = ""
    session.flush()
    return True


def refused(session: Session, mail_id: int, answer: str, *, is_final: bool) -> None:
    """Note that the mail server refused a letter: for good, or to be tried again later."""
    mail = session.get_one(Mail, mail_id)
    mail.refusal = " ".join(answer.split())[:_LONGEST_REFUSAL]
    if is_final or mail.n_attempts > len(_WAITS):
        mail.given_up_at = clock.now()
        mail.text = mail.html = ""
    else:
        mail.due_at = clock.now() + _WAITS[mail.n_attempts - 1]
    session.flush()


def last_to(session: Session, recipient: str, *, limit: int = 5) -> Sequence[Mail]:
    """List the last letters to an address, the latest first."""
    return session.scalars(
        select(Mail).where(Mail.recipient == recipient).order_by(Mail.id.desc()).limit(limit)
    ).all()


def latest(session: Session, *, limit: int = 100) -> Sequence[Mail]:
    """List the last letters of all, the latest first."""
    return session.scalars(select(Mail).order_by(Mail.id.desc()).limit(limit)).all()
