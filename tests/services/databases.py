"""Databases for tests: migrated once as a template, then copied whenever one is wanted."""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import create_engine, make_url, text

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
        """Drop the database and copy the template anew."""
        self.drop(url)
        self._execute(f'CREATE DATABASE "{make_url(url).database}" TEMPLATE "{self._template}"')

    def drop(self, url: str) -> None:
        """Drop the database, whoever is still connected."""
        self._execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def close(self) -> None:
        """Close the connection to the cluster."""
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
