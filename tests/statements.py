"""Counting the statements of a block, and how SQLite would run them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session


@dataclass
class Statements:
    """What was executed: the text and the parameters of each statement."""

    done: list[tuple[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.done)

    def plans(self, session: Session) -> list[str]:
        """Ask SQLite for the steps of each statement's plan."""
        connection = session.connection()
        return [
            row[3]
            for statement, parameters in self.done
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


@contextmanager
def watched(session: Session) -> Iterator[Statements]:
    """Note every statement that the block sends to the database."""
    statements = Statements()

    def note(*arguments: Any) -> None:  # noqa: ANN401 - what the library passes
        statements.done.append((arguments[2], arguments[3]))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)
