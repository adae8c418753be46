"""The journal in plain text, for programs that are not ours."""

from __future__ import annotations

import sys
from io import StringIO
from pathlib import Path

import click

from fundtracker.cli import opening
from fundtracker.cli.files import write_whole
from fundtracker.cli.speech import Spoken
from fundtracker.exchange.journal import write_balances, write_journal
from fundtracker.i18n import N_


@click.command(
    cls=Spoken,
    help=N_(
        "Print the journal that hledger and ledger read, of FUND or of all funds.\n\n"
        "With --balances, also write what the product itself shows, so that another program can "
        "work every balance out again and compare."
    ),
)
@click.argument("fund", required=False)
@click.option(
    "--balances",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=N_("The CSV file to write: account,balance."),
)
def journal(fund: str | None, balances: Path | None) -> None:
    """Print the journal; both come from one moment of the database."""
    with opening.reading() as (session, _its):
        if balances is not None:
            table = StringIO(newline="")
            write_balances(session, table, fund)
            write_whole(balances, table.getvalue().encode())
        write_journal(session, sys.stdout, fund)
