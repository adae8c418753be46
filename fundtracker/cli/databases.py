"""Creating the database, bringing it up to date, and refreshing its register."""

from __future__ import annotations

from pathlib import Path

import click

from fundtracker import schema
from fundtracker.cli import opening
from fundtracker.cli.speech import Spoken, say
from fundtracker.i18n import N_, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.parties.register import load as register
from fundtracker.parties.register.source import refresh_from
from fundtracker.transaction import transaction


@click.command(
    cls=Spoken,
    help=N_(
        "Create the database, or bring it up to date.\n\n"
        "Also loads the register of French collectivités. Nothing is lost by running it again."
    ),
)
def init() -> None:
    """Create or migrate, and load the register."""
    with opening.database(opening.settings(), is_ready=False) as database:
        schema.upgrade(database)
        with database.session() as session, transaction(session):
            loaded = register.load(session)
    if loaded:
        say(_tell_loaded(loaded))
    say(_("The database is ready."))


@click.command(
    "register-refresh",
    cls=Spoken,
    help=N_(
        "Replace the register of collectivités by the one in FILE.\n\n"
        "FILE is the package @etalab/decoupage-administratif of another year (.tgz, or its "
        "unpacked folder). Collectivités that were chosen keep their records."
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
def register_refresh(file: Path) -> None:
    """Load another edition of the register."""
    content = refresh_from(file)
    with (
        opening.database(opening.settings()) as database,
        database.session() as session,
        transaction(session),
    ):
        loaded = register.load(session, content)
    say(_tell_loaded(loaded) if loaded else _("This register is there already."))


def _tell_loaded(number: int) -> str:
    return ngettext(
        "%(num)s collectivité is in the register.",
        "%(num)s collectivités are in the register.",
        number,
    )
