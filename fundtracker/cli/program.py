"""The program and its commands."""

from __future__ import annotations

from fundtracker.cli import (
    archives,
    databases,
    journals,
    looking,
    people,
    reports,
    serving,
    working,
)
from fundtracker.cli.speech import Program
from fundtracker.i18n import N_

program = Program(
    "fundtracker",
    help=N_(
        "FundTracker: every euro of a solidarity fund has an address.\n\n"
        "To try it: `fundtracker demo`. To begin for good: `fundtracker init`, then "
        "`fundtracker create-user` and `fundtracker serve`.\n\n"
        "FUND is a fund’s short code, like equateur-2016; COLLECTIVITY is a SIREN or a name, like "
        "grenoble. The database is the one that FUNDTRACKER_DATABASE_URL names, or else a file "
        "under instance/."
    ),
    commands=[
        serving.demo,
        databases.init,
        people.create_user,
        serving.serve,
        working.work,
        working.take_bounce,
        looking.position,
        reports.report,
        looking.verify,
        journals.journal,
        archives.backup,
        archives.restore,
        databases.register_refresh,
    ],
)


def main() -> None:
    """Run the program as the shell called it."""
    program()
