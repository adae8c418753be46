"""The bare commit: one insert and two counter updates, by the driver alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable

    from fundtracker.db import Database

_INSERT = "INSERT INTO bench_post (counter, amount, actor, at) VALUES (2, 100, 1, 'now')"
_ADD = "UPDATE bench_counter SET total = total + 100 WHERE id = {}"


def bare_commit(database: Database) -> Callable[[], object]:
    """Return what commits once, as durably as the product does."""
    if database.engine.dialect.name == "sqlite":
        return _on_sqlite(str(database.url.database))
    return _on_postgresql(database.url.render_as_string(hide_password=False))


def _on_sqlite(path: str) -> Callable[[], object]:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_INSERT)
        connection.execute(_ADD.format(1))
        connection.execute(_ADD.format(2))
        connection.execute("COMMIT")

    return commit


def _on_postgresql(url: str) -> Callable[[], object]:
    connection = psycopg.connect(url)
    one, two = _ADD.format(1), _ADD.format(2)

    def commit() -> None:
        connection.execute(_INSERT)
        connection.execute(one)
        connection.execute(two)
        connection.commit()

    return commit
