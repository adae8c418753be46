"""Run migrations on the connection that ``fundtracker.schema`` gives, or on the URL configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context

from fundtracker.db import Base, Database, begin_writing
from fundtracker.schema import import_models

if TYPE_CHECKING:
    from sqlalchemy import Connection

import_models()


def run() -> None:
    """Migrate in one transaction: all of the way or not at all."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    from config import Settings  # noqa: PLC0415 - only alembic's own command line needs it

    database = Database(Settings.from_env().database_url)
    with database.session() as session:
        begin_writing(session)
        _migrate(session.connection())
        session.connection().commit()


def _migrate(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run()
