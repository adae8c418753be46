"""Sending what the outbox holds: beside the pages, or by a program of its own."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from fundtracker.cli import opening
from fundtracker.cli.speech import Spoken, say
from fundtracker.db import Database
from fundtracker.errors import Refusal
from fundtracker.i18n import N_, ngettext
from fundtracker.jobs import mail
from fundtracker.jobs.smtp import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config import Settings

_EVERY = 5.0


class NoMailServer(Refusal):
    """No mail server is set, or what is set names none."""

    sentence = N_(
        "No mail server: set FUNDTRACKER_SMTP_URL (smtp+starttls://user:password@host:587), "
        "FUNDTRACKER_MAIL_FROM and FUNDTRACKER_URL."
    )


@contextmanager
def beside(its: Settings) -> Iterator[None]:
    """Send mail from a thread of this program while it serves pages; nothing without a server."""
    if not its.smtp_url:
        yield
        return
    server = _server(its)
    database, ended = Database(its.database_url), threading.Event()
    thread = threading.Thread(
        target=mail.keep_sending,
        args=(database, server, its.mail_from),
        kwargs={"every": _EVERY, "until": ended},
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=_EVERY)
        database.dispose()


@click.command(
    "send-mail",
    cls=Spoken,
    help=N_(
        "Send the mail that is waiting.\n\n"
        "Where another server serves the pages, let this run beside it, with --every."
    ),
)
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    default=None,
    metavar="SECONDS",
    help=N_("Go on, and look again each time after so many seconds."),
)
def send_mail(every: float | None) -> None:
    """Send what is due, once or again and again."""
    its = opening.settings()
    server = _server(its)
    with opening.database(its) as database:
        n_sent = mail.send_due(database, server, its.mail_from)
        say(ngettext("%(num)s mail tried.", "%(num)s mails tried.", n_sent))
        if every is not None:
            mail.keep_sending(database, server, its.mail_from, every=every, until=threading.Event())


def _server(its: Settings) -> Server:
    try:
        return Server.of(its.smtp_url)
    except ValueError as error:
        raise NoMailServer from error
