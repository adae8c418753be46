"""Where the measured databases are: files of SQLite, and a PostgreSQL whose commits last."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, make_url, text

from fundtracker.db import Database
from tests.services import postgresql
from tests.services.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

# PostgreSQL's own defaults where a commit is concerned: it is on the disk when it returns.
_DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "max_wal_size": "4GB",
    "autovacuum": "off",
}

_PREFIX = "fundtracker_bench_"


class Servers:
    """Makes named databases, on SQLite and, where there is one, on PostgreSQL."""

    def __init__(self, directory: Path, postgresql_url: str | None) -> None:
        self._directory = directory
        self._postgresql_url = postgresql_url

    @property
    def kinds(self) -> list[str]:
        """The kinds of database that are measured here."""
        return ["sqlite", "postgresql"] if self._postgresql_url else ["sqlite"]

    def create(self, kind: str, name: str) -> Database:
        """Create an empty database."""
        if kind == "sqlite":
            return Database(f"sqlite:///{self._directory / name}.db")
        assert self._postgresql_url is not None
        url = make_url(self._postgresql_url)
        admin = create_engine(url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{_PREFIX}{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{_PREFIX}{name}" TEMPLATE template0'))
        admin.dispose()
        return Database(url.set(database=_PREFIX + name).render_as_string(hide_password=False))

    def drop(self, database: Database) -> None:
        """Drop a database once it is measured, for the room that it takes."""
        database.dispose()
        if database.engine.dialect.name == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{database.url.database}{suffix}").unlink(missing_ok=True)
            return
        assert self._postgresql_url is not None
        admin = create_engine(self._postgresql_url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{database.url.database}" WITH (FORCE)'))
        admin.dispose()


@contextmanager
def servers() -> Iterator[Servers]:
    """Start what is measured on; everything is deleted at the end."""
    directory = Path(tempfile.mkdtemp(prefix="fundtracker-bench-"))
    directory.chmod(0o711)  # PostgreSQL, run as another user, passes through it
    cluster = directory / "postgresql"
    url = os.environ.get("TEST_DATABASE_URL")
    try:
        if url is None:
            try:
                url = postgresql.start(cluster, _DURABLE)
            except Missing as missing:
                print(f"Measured on SQLite alone: {missing}")
        yield Servers(directory, url)
    finally:
        postgresql.stop(cluster)
        shutil.rmtree(directory, ignore_errors=True)
