"""Sending what the outbox holds, letter by letter: each is taken by one sender at a time."""

from __future__ import annotations

import logging
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.exc import SQLAlchemyError

from fundtracker import clock
from fundtracker.outbox import service as outbox
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    import threading

    from fundtracker.db import Database
    from fundtracker.files.store import FileStore
    from fundtracker.outbox.models import Mail

_log = logging.getLogger(__name__)

# From here on an answer of the mail server is its last word (RFC 5321, 4.2.1).
_FINAL = 500


class Transport(Protocol):
    """What hands a letter to a mail server."""

    def send(self, message: EmailMessage) -> None:
        """Send; raise SMTPException or OSError."""


def send_due(database: Database, transport: Transport, sender: str, store: FileStore) -> int:
    """Send all that is due, with the files of ``store``; return how many letters were tried.

    Each is sent once at least: twice only if this program ends between the server's answer and
    the note of it.
    """
    n_tried = 0
    while True:
        with database.session() as session:
            with transaction(session):
                mail = outbox.take(session)
                if mail is None:
                    return n_tried
                mail_id, message = mail.id, _message(mail, sender)
                for it in outbox.attachments_of(session, mail_id):
                    message.add_attachment(
                        store.get(it.sha256),
                        maintype="application",
                        subtype="pdf",
                        filename=it.name,
                    )
            n_tried += 1
            try:
                transport.send(message)
            except (SMTPException, OSError) as error:
                with transaction(session):
                    outbox.refused(session, mail_id, _said(error), is_final=_is_final(error))
                _log.warning("mail %s was not sent: %s", mail_id, type(error).__name__)
            else:
                with transaction(session):
                    outbox.sent(session, mail_id)


def keep_sending(
    database: Database,
    transport: Transport,
    sender: str,
    store: FileStore,
    *,
    every: float,
    until: threading.Event,
) -> None:
    """Send what is due, again and again, until told to end; what fails is tried anew."""
    while not until.wait(every):
        try:
            send_due(database, transport, sender, store)
        except SQLAlchemyError:
            # The database may be away for a while: the next round finds out.
            _log.exception("the outbox could not be read")


def _message(mail: Mail, sender: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or None)
    # No machine is to answer it (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _is_final(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= _FINAL for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= _FINAL


def _said(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(answer)}" for code, answer in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
