"""The demonstration, loaded once for a whole run: to be read, never written to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fundtracker.db import Database
from fundtracker.demo.load import load
from tests.services import databases


@dataclass(frozen=True, kw_only=True)
class Demonstration:
    """A database that holds the demonstration, and its folder of files."""

    database: Database
    url: str
    files: Path


@pytest.fixture(scope="session")
def demonstration(server: databases.Server) -> Iterator[Demonstration]:
    """The demonstration on each kind of database; the first worker loads it for all."""
    directory = Path(os.environ[databases.DIRECTORY])
    instance = directory / f"demonstration-{type(server).__name__}"
    files, kept = instance / "files", instance / "url"
    with databases._lock(directory / f"{instance.name}.lock"):
        if not kept.exists():
            url = server.create()
            database = Database(url)
            load(database, files)
            database.dispose()
            kept.write_text(url)
    database = Database(kept.read_text())
    yield Demonstration(database=database, url=kept.read_text(), files=files)
    database.dispose()
