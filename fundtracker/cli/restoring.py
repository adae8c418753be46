"""Putting an archive's rows and files back, past the triggers, and proving what is kept."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, MetaData, Table, func, select
from sqlalchemy.exc import DBAPIError

from fundtracker import schema
from fundtracker.db import continue_ids, insert_rows
from fundtracker.donations.verify import verify
from fundtracker.errors import RuleViolation
from fundtracker.i18n import N_
from fundtracker.ledger.verify import parse_anchor
from migrations import triggers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

    from fundtracker.cli.archive_reading import Archive
    from fundtracker.db import Database
    from fundtracker.files.store import FileStore

_MALFORMED = (KeyError, TypeError, ValueError)

# What ``init`` puts into an empty database: it is replaced by the archive's.
_REFERENCE = {"register_word", "register_entry", "register_edition", "alembic_version"}


class NotEmpty(RuleViolation):
    """A database that holds records: nothing is ever restored over them."""

    sentence = N_("This database already holds records: restore into an empty one.")


class NotProven(RuleViolation):
    """What was restored is not as it was written."""

    sentence = N_("What this backup holds is not as it was written; nothing was kept. %(faults)s")


class NotReadable(RuleViolation):
    """Rows that do not fit into their tables."""

    sentence = N_("What this backup holds does not fit into the database; nothing was kept.")


def restore_into(database: Database, store: FileStore, archive: Archive) -> None:
    """Restore an archive into an empty database, then bring that up to date.

    Raises NotEmpty, NotReadable, or NotProven where the books do not verify against the archive's
    own anchors: then nothing is kept, and a database without tables has none again.
    """
    before = schema.current(database)
    for content in archive.files():
        store.put(content)
    try:
        _make_tables(database, archive.manifest.revision)
        # An older archive is proven once it is up to date: today's rules read today's tables.
        schema.upgrade(
            database,
            first=lambda session: _put_back(session, archive),
            last=lambda session: _prove(session, archive),
        )
    except BaseException:
        if before is None:
            schema.downgrade(database, "base")
        raise


def _put_back(session: Session, archive: Archive) -> None:
    connection = session.connection()
    tables = _tables(connection)
    _check_empty(connection, tables)
    triggers.drop(connection)
    for table in reversed(tables):
        if table.name in _REFERENCE:
            connection.execute(table.delete())
    try:
        for table in tables:
            _fill(session, table, archive)
    except (connection.dialect.loaded_dbapi.Error, DBAPIError, *_MALFORMED) as error:
        raise NotReadable from error
    continue_ids(session, [it.name for it in tables if "id" in it.columns])
    triggers.recreate(connection)


def _make_tables(database: Database, revision: str) -> None:
    """Give an empty database the tables that the archive was written from."""
    present = schema.current(database)
    if present == revision:
        return
    if present is not None:
        with database.session() as session:
            _check_empty(session.connection(), _tables(session.connection()))
        schema.downgrade(database, "base")
    schema.upgrade(database, revision)


def _tables(connection: Connection) -> list[Table]:
    """Read the tables from the database: an archive may be older than today's models."""
    found = MetaData()
    found.reflect(connection)
    return [it for it in found.sorted_tables if it.name != "alembic_version"]


def _check_empty(connection: Connection, tables: list[Table]) -> None:
    for table in tables:
        if table.name not in _REFERENCE and connection.scalar(
            select(func.count()).select_from(select(table.c[0]).limit(1).subquery())
        ):
            raise NotEmpty


def _fill(session: Session, table: Table, archive: Archive) -> None:
    rows = archive.rows(table.name)
    names = [str(name) for name in next(rows)]
    if not set(names) <= set(table.columns.keys()):
        raise KeyError(table.name)
    binary = [i for i, it in enumerate(names) if isinstance(table.columns[it].type, LargeBinary)]
    if binary:
        rows = (_with_bytes(row, binary) for row in rows)
    insert_rows(session, table.name, names, rows)


def _with_bytes(row: list[object], binary: Sequence[int]) -> list[object]:
    """Return a row whose binary values are bytes again: the archive is text."""
    return [
        b64decode(str(it), validate=True) if i in binary and it is not None else it
        for i, it in enumerate(row)
    ]


def _prove(session: Session, archive: Archive) -> None:
    anchors = [parse_anchor(it) for it in archive.manifest.anchors]
    report = verify(session, anchors=anchors)
    if not report.is_sound:
        raise NotProven(faults=" ".join(it.message() for it in report.findings[:3]))
