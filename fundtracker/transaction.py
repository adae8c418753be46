"""The one place that commits."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from fundtracker.db import begin_writing, process_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

_WRITING = "fundtracker_writing"


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """End what ``session`` was reading and write: all of the block is kept, or nothing.

    Whatever was read before is forgotten, so that rules are asked of fresh rows. One inside
    another would drop what the outer one wrote, and wait for itself on SQLite: it is refused.
    """
    with _writing(session):
        yield session
        session.commit()


@contextmanager
def rehearsal(session: Session) -> Iterator[Session]:
    """Write as ``transaction`` does, under the same locks and rules, and then forget all of it.

    What would happen is what happens: the preview of an act is the act itself.
    """
    with _writing(session):
        yield session
        session.rollback()


@contextmanager
def _writing(session: Session) -> Iterator[None]:
    assert _WRITING not in session.info, "a transaction inside another"
    session.rollback()
    with process_lock(session) or nullcontext():
        session.info[_WRITING] = True
        try:
            begin_writing(session)
            yield
        except BaseException:
            session.rollback()
            raise
        finally:
            del session.info[_WRITING]
