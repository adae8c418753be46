"""The schema of the database: which one it has, and bringing it up to date."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from fundtracker.db import begin_writing, check_links, unlinked
from fundtracker.errors import Refusal
from fundtracker.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from fundtracker.db import Database

MODELS = (
    "acts",
    "outbox",
    "files",
    "ledger",
    "users",
    "parties",
    "funds",
    "projects",
    "donations",
    "spending",
    "committee",
    "documents",
    "proposals",
)

_ROOT = Path(__file__).parent.parent


class NewerSchema(Refusal):
    """The database was written by a later version of the program."""

    sentence = N_(
        "This database was written by a newer version of FundTracker: install that version."
    )


def import_models() -> None:
    """Make all tables known to ``Base.metadata``."""
    for noun in MODELS:
        importlib.import_module(f"fundtracker.{noun}.models")


def _config(connection: Connection | None = None) -> Config:
    config = Config(toml_file=_ROOT / "pyproject.toml")
    config.set_main_option("script_location", str(_ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def latest() -> str:
    """Return the revision that this version of the program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current(database: Database) -> str | None:
    """Return the revision of a database; None where it is empty."""
    with database.session() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def check_known(revision: str | None) -> None:
    """Raise NewerSchema unless this version of the program knows ``revision``."""
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerSchema


def upgrade(
    database: Database,
    revision: str = "head",
    *,
    first: Callable[[Session], None] | None = None,
    last: Callable[[Session], None] | None = None,
) -> None:
    """Bring a database up to ``revision``; raise NewerSchema.

    In one transaction, with what is to be done ``first`` and ``last``: all of it is kept, or none.
    """
    check_known(current(database))

    def step(session: Session, config: Config) -> None:
        if first is not None:
            first(session)
        command.upgrade(config, revision)
        if last is not None:
            last(session)

    _run(database, step)


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to ``revision``, in one transaction."""
    _run(database, lambda _session, config: command.downgrade(config, revision))


def _run(database: Database, step: Callable[[Session, Config], None]) -> None:
    with database.engine.connect() as connection, unlinked(connection), Session(connection) as it:
        begin_writing(it)
        begun = connection.get_transaction()
        assert begun is not None
        step(it, _config(connection))
        check_links(connection)
        begun.commit()
