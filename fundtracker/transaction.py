"""The one place that commits."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from fundtracker.db import begin_writing, process_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session


@contextmanager
def transaction(session: Session) -> Iterator[Session]:
    """End what ``session`` was reading and write: all of the block is kept, or nothing.

    Whatever was read before is forgotten, so that rules are asked of fresh rows.
    """
    session.rollback()
    with process_lock(session) or nullcontext():
        try:
            begin_writing(session)
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
