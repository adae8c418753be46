"""Serving the pages: the demonstration, or the real thing."""

from __future__ import annotations

import logging
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import click
import waitress

from fundtracker import create_app, schema
from fundtracker.cli import opening, options, working
from fundtracker.cli.speech import Spoken, say
from fundtracker.demo.load import load
from fundtracker.demo.people import ADDRESSES, PASSWORD
from fundtracker.errors import Refusal
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.jobs.makers import Makers

if TYPE_CHECKING:
    from config import Settings

# Nobody but this machine, unless --host says so.
_HERE = "127.0.0.1"
_THREADS = 8


class PortInUse(Refusal):
    """Another program serves on the port."""

    sentence = N_("Port %(n_port)s is in use: choose another, with PORT=8001 before the command.")


@click.command(
    cls=Spoken,
    help=N_(
        "Try FundTracker: load the demonstration and serve it on this machine.\n\n"
        "Sets everything up; a second time keeps what is there. Needs an empty database."
    ),
)
@options.port
@click.option("--no-serve", is_flag=True, help=N_("Load the demonstration, and serve nothing."))
def demo(port: int, *, no_serve: bool) -> None:
    """Load the demonstration once, say how to sign in, and serve it."""
    its = replace(opening.settings(), is_demonstration=True)
    if not no_serve:
        _check_free(_HERE, port)
    with opening.database(its, is_ready=False) as database:
        schema.upgrade(database)
        say(_("Preparing the demonstration…"))
        is_new = load(database, opening.files_folder(its))
    say(_("The demonstration is loaded.") if is_new else _("The demonstration was there already."))
    if no_serve:
        return
    say(_("Open http://localhost:%(port)s", port=port))
    say(
        _(
            "Sign in as %(addresses)s; the password of all is %(password)s",
            addresses=", ".join(ADDRESSES.values()),
            password=PASSWORD,
        )
    )
    _serve(its, _HERE, port)


@click.command(
    cls=Spoken,
    help=N_(
        "Serve the pages from this machine.\n\n"
        "For many users, let a server of your own run “wsgi:app” instead."
    ),
)
@options.port
@click.option(
    "--host",
    default=_HERE,
    metavar="ADDRESS",
    help=N_("The address to serve on: this machine alone, unless said otherwise."),
)
def serve(port: int, host: str) -> None:
    """Serve what the database holds."""
    its = opening.settings()
    _check_free(host, port)
    with opening.database(its) as database, database.session() as session:
        its = opening.marked(session, its)
    say(_("Open http://localhost:%(port)s", port=port))
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    _serve(its, host, port)


def _check_free(host: str, port: int) -> None:
    """Raise PortInUse before anything slow is done."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(n_port=port) from error


def _serve(its: Settings, host: str, port: int) -> None:
    with Makers() as makers:
        app = create_app(its)
        say(_("Ctrl+C ends it."))
        with working.beside(its, makers):
            waitress.serve(app, host=host, port=port, threads=_THREADS, ident=None, _quiet=True)
