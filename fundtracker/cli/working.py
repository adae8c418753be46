"""Long work beside the pages, or by a program of its own: issuing, packing, sending mail."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import click

from fundtracker.cli import opening
from fundtracker.cli.speech import Spoken, say
from fundtracker.db import Database
from fundtracker.documents import signing
from fundtracker.errors import Refusal
from fundtracker.files.store import FileStore
from fundtracker.i18n import N_, ngettext
from fundtracker.jobs import issuing, mail
from fundtracker.jobs.makers import Makers, keep_packing
from fundtracker.jobs.packing import Packer, is_due
from fundtracker.jobs.smtp import Server
from fundtracker.outbox.bounces import take_bounces
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from config import Settings
    from fundtracker.documents.signing import Signer

_EVERY = 5.0
_SOON = 1.0
_LARGEST_REPORT = 2_000_000


class NoMailServer(Refusal):
    """No mail server is set, or what is set names none."""

    sentence = N_(
        "No mail server: set FUNDTRACKER_SMTP_URL (smtp+starttls://user:password@host:587), "
        "FUNDTRACKER_MAIL_FROM and FUNDTRACKER_URL."
    )


@contextmanager
def beside(its: Settings, makers: Makers) -> Iterator[None]:
    """Issue documents, and send mail where there is a server, while this program serves pages."""
    database, ended = Database(its.database_url), threading.Event()
    threads = [
        threading.Thread(target=it, kwargs={"until": ended}, daemon=True)
        for it in _works(its, database, makers, every=None)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(timeout=_EVERY)
        database.dispose()


@click.command(
    "work",
    cls=Spoken,
    help=N_(
        "Issue the documents that are queued, make packs, and send the mail that is waiting.\n\n"
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
def work(every: float | None) -> None:
    """Do what is due, once or again and again."""
    its = opening.settings()
    with Makers() as makers, opening.database(its) as database:
        with database.session() as session:
            its = opening.marked(session, its)
        n_issued = issuing.issue_due(
            database,
            _store(its),
            signer=_signer(its),
            is_demonstration=its.is_demonstration,
            has_mail=its.has_mail,
        )
        say(ngettext("%(num)s document tried.", "%(num)s documents tried.", n_issued))
        if is_due(database):
            makers.make(_packer(its))
        if its.smtp_url:
            n_sent = mail.send_due(database, _server(its), its.mail_from, _store(its))
            say(ngettext("%(num)s mail tried.", "%(num)s mails tried.", n_sent))
        if every is not None:
            never = threading.Event()
            first, *others = _works(its, database, makers, every=every)
            for it in others:
                threading.Thread(target=it, kwargs={"until": never}, daemon=True).start()
            first(until=never)


def _works(
    its: Settings, database: Database, makers: Makers, *, every: float | None
) -> list[Callable[..., None]]:
    works: list[Callable[..., None]] = [
        partial(
            issuing.keep_issuing,
            database,
            _store(its),
            every=every or _SOON,
            signer=_signer(its),
            is_demonstration=its.is_demonstration,
            has_mail=its.has_mail,
        ),
        partial(keep_packing, _packer(its), makers, every=every or _SOON),
    ]
    if its.smtp_url:
        works.append(
            partial(
                mail.keep_sending,
                database,
                _server(its),
                its.mail_from,
                _store(its),
                every=every or _EVERY,
            )
        )
    return works


def _store(its: Settings) -> FileStore:
    return FileStore(opening.files_folder(its))


def _packer(its: Settings) -> Packer:
    return Packer(
        database_url=its.database_url,
        files=opening.files_folder(its),
        shelf=opening.packs_folder(its),
        is_demonstration=its.is_demonstration,
        has_mail=its.has_mail,
    )


def _signer(its: Settings) -> Signer | None:
    return signing.named(its.signing_key, its.signing_passphrase)


def _server(its: Settings) -> Server:
    try:
        return Server.of(its.smtp_url)
    except ValueError as error:
        raise NoMailServer from error


@click.command(
    "take-bounce",
    cls=Spoken,
    help=N_(
        "Read a letter that came back from the standard input, and mark its address.\n\n"
        "For the mail server: let it hand what arrives for FUNDTRACKER_MAIL_FROM to this command."
    ),
)
def take_bounce() -> None:
    """Mark the addresses that a report of delivery names."""
    content = sys.stdin.buffer.read(_LARGEST_REPORT)
    with (
        opening.database(opening.settings()) as database,
        database.session() as session,
        transaction(session),
    ):
        n_marked = take_bounces(session, content)
    say(ngettext("%(num)s address marked.", "%(num)s addresses marked.", n_marked))
