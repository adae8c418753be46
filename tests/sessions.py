"""Sessions of tests: one whose work is undone, and a watch for work that is forgotten."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from fundtracker.db import begin_writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection
    from sqlalchemy.orm import SessionTransaction

    from fundtracker.db import Database

_FLUSHED = "tests_flushed"


class IsolatedSession(Session):
    """A session inside a transaction of the test, begun as writing: it cannot be begun again."""

    def connection(self, *_arguments: Any, **_options: Any) -> Connection:  # noqa: ANN401
        """Return the test's connection, whatever options a beginning would set on it."""
        return super().connection()


def isolated_session(database: Database) -> Iterator[Session]:
    """Yield a session that may commit, over a transaction that is rolled back at the end.

    ``transaction(session)`` works on it too, but forgets, as always, what was not committed.
    """
    with database.session() as outer:
        begin_writing(outer)
        with IsolatedSession(
            outer.connection(), join_transaction_mode="create_savepoint"
        ) as session:
            yield session
        outer.rollback()


@contextmanager
def forgotten_commits() -> Iterator[list[str]]:
    """Collect what sessions wrote and then dropped, without a commit or a rollback."""
    forgotten: list[str] = []

    def note_flush(session: Session, _context: object) -> None:
        session.info.setdefault(_FLUSHED, []).extend(
            type(it).__name__ for it in (*session.new, *session.dirty, *session.deleted)
        )

    def forget(session: Session) -> None:
        session.info.pop(_FLUSHED, None)

    def check(session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is None and not isinstance(session, IsolatedSession):
            forgotten.extend(session.info.pop(_FLUSHED, []))

    listeners: dict[str, Callable[..., None]] = {
        "after_flush": note_flush,
        "after_commit": forget,
        "after_rollback": forget,
        "after_transaction_end": check,
    }
    for name, listener in listeners.items():
        event.listen(Session, name, listener)
    try:
        yield forgotten
    finally:
        for name, listener in listeners.items():
            event.remove(Session, name, listener)
