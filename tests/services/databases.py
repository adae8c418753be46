"""Databases for tests: migrated once as a template, then copied whenever one is wanted."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from fundtracker.db import Database
from fundtracker.schema import upgrade
from tests.services import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where the run's cluster, templates and databases are; all workers of one run share it.
DIRECTORY = "FUNDTRACKER_TEST_DIRECTORY"


class Server(Protocol):
    """What makes and drops databases."""

    def create(self, *, is_empty: bool = False) -> str:
        """Return the URL of a new database, migrated unless ``is_empty``."""

    def renew(self, url: str) -> None:
        """Make a database that ``create`` made anew: migrated, and nothing in it."""

    def drop(self, url: str) -> None:
        """Drop a database that ``create`` made, its connections closed first."""


class SqliteServer:
    """Databases as files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "sqlite"
        self._directory.mkdir(exist_ok=True)
        self._template = self._directory / "template.db"
        self._names = _names()
        with _lock(directory / "sqlite.lock"):
            if not self._template.exists():
                building = self._directory / "building.db"
                _migrate(f"sqlite:///{building}")
                building.rename(self._template)

    def create(self, *, is_empty: bool = False) -> str:
        """Return the URL of a new database, migrated unless ``is_empty``."""
        path = self._directory / f"{next(self._names)}.db"
        if not is_empty:
            shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def renew(self, url: str) -> None:
        """Copy the template over the file."""
        self.drop(url)
        shutil.copyfile(self._template, str(make_url(url).database))

    def drop(self, url: str) -> None:
        """Delete the file and what SQLite keeps beside it."""
        database = make_url(url).database
        assert database is not None
        for suffix in ("", "-wal", "-shm"):
            Path(database + suffix).unlink(missing_ok=True)


class PostgresServer:
    """Databases of one cluster: ours, or the one that TEST_DATABASE_URL names."""

    def __init__(self, directory: Path) -> None:
        self._prefix = f"fundtracker_{directory.name.replace('-', '_')}"
        template = f"{self._prefix}_template"
        self._names = _names()
        self._renewed: dict[str, _Renewed] = {}
        with _lock(directory / "postgresql.lock"):
            kept = directory / "postgresql.url"
            if not kept.exists():
                kept.write_text(
                    os.environ.get("TEST_DATABASE_URL")
                    or postgresql.start(directory / "postgresql")
                )
            self._url = make_url(kept.read_text())
            # Statements about whole databases run outside a transaction.
            self._admin = create_engine(self._url, isolation_level="AUTOCOMMIT", pool_size=1)
            if not (directory / "postgresql.ready").exists():
                self._execute(f'CREATE DATABASE "{template}"')
                _migrate(self._url_of(template))
                (directory / "postgresql.ready").touch()
        self._template = template

    def create(self, *, is_empty: bool = False) -> str:
        """Return the URL of a new database, migrated unless ``is_empty``."""
        name = f"{self._prefix}_{next(self._names)}"
        template = "template0" if is_empty else self._template
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._url_of(name)

    def renew(self, url: str) -> None:
        """Empty the database; where that cannot be, or was often, copy the template anew."""
        if url in self._renewed and self._renewed[url].empty():
            return
        self.drop(url)
        self._execute(f'CREATE DATABASE "{make_url(url).database}" TEMPLATE "{self._template}"')
        self._renewed[url] = _Renewed(url)

    def drop(self, url: str) -> None:
        """Drop the database, whoever is still connected."""
        if url in self._renewed:
            self._renewed.pop(url).close()
        self._execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Close the connections to the cluster."""
        for it in self._renewed.values():
            it.close()
        self._admin.dispose()

    def drop_all(self) -> None:
        """Drop every database of this run: on somebody's server nothing may stay."""
        with self._admin.connect() as connection:
            names = connection.scalars(
                text("SELECT datname FROM pg_database WHERE starts_with(datname, :prefix)"),
                {"prefix": self._prefix},
            ).all()
        for name in names:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _url_of(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


class _Renewed:
    """A database that is emptied again and again: copying takes ten times as long."""

    def __init__(self, url: str) -> None:
        # Only its owner on a server of ours may pass by triggers; elsewhere it is copied each time.
        self._engine = create_engine(url, pool_size=1, max_overflow=0)
        self._turns = 0
        with self._engine.begin() as connection:
            self._shape = connection.scalar(text(_SHAPE))
            tables = connection.scalars(text(_TABLES)).all()
        self._filled = " UNION ALL ".join(
            f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in tables
        )

    def empty(self) -> bool:
        """Delete all rows and begin all numbers anew; tell whether that makes it a new one.

        It does not where a test changed more than rows (a trigger, a table), nor where so many
        deleted rows lie about that reading slows down.
        """
        self._turns += 1
        if self._turns > _MOST_TURNS:
            return False
        try:
            with self._engine.begin() as connection:
                connection.execute(text(_END_OTHERS))
                if connection.scalar(text(_SHAPE)) != self._shape:
                    return False
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                for table in connection.scalars(text(self._filled)).all():
                    connection.execute(text(f'DELETE FROM "{table}"'))
                connection.execute(text(_RESTART))
        except DBAPIError as error:
            if isinstance(error.orig, InsufficientPrivilege):
                return False
            raise
        return True

    def close(self) -> None:
        self._engine.dispose()


_MOST_TURNS = 100
_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    ORDER BY tablename
"""
_RESTART = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""
_SHAPE = """
    SELECT md5(string_agg(it, ',' ORDER BY it)) FROM (
        SELECT concat_ws(' ', tgrelid, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT proname || md5(prosrc) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', conrelid, conname, contype, convalidated)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', attrelid, attname, atttypid, attnotnull, attisdropped)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL SELECT version_num FROM alembic_version
    ) AS found (it)
"""


def clean(directory: Path) -> None:
    """Stop what the run started and delete what it made."""
    if (directory / "postgresql.ready").exists() and os.environ.get("TEST_DATABASE_URL"):
        server = PostgresServer(directory)
        server.drop_all()
        server.close()
    postgresql.stop(directory / "postgresql")
    shutil.rmtree(directory, ignore_errors=True)


def _names() -> Iterator[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return (f"{worker}_{number}" for number in count(1))


def _migrate(url: str) -> None:
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.dispose()


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Let one worker at a time in: the first builds, the others find it built."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
