"""The stage of the demonstration: its day, its session, and who signs what is done on it."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from fundtracker.acts.service import Signature
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from fundtracker.files.store import FileStore

# Every act of the demonstration bears such a key: by the first one it is known again.
KEY = "demonstration-{:05}"

# A story yields the day on which it goes on, does what happens then, and so forth.
Story: TypeAlias = "Iterator[date]"


@dataclass(kw_only=True)
class Stage:
    """What every story of the demonstration uses."""

    session: Session
    store: FileStore
    actors: dict[Role, int] = field(default_factory=dict)
    today: date = date.min
    _keys: count[int] = field(default_factory=lambda: count(1))
    _papers: count[int] = field(default_factory=lambda: count(1))

    def sign(self, role: Role = Role.MANAGER) -> Signature:
        """Sign the next act as one of the demonstration's users; the same keys at every run."""
        return Signature(actor_id=self.actors.get(role), key=KEY.format(next(self._keys)))

    def paper(self) -> int:
        """Return the number of the next fictitious paper."""
        return next(self._papers)


def play(stage: Stage, stories: Iterable[Story]) -> None:
    """Let all stories go on day by day, in the order of their days, then of the list."""
    waiting: list[tuple[date, int, Story]] = []
    for rank, story in enumerate(stories):
        _wait(waiting, rank, story)
    while waiting:
        stage.today, rank, story = heapq.heappop(waiting)
        _wait(waiting, rank, story)


def _wait(waiting: list[tuple[date, int, Story]], rank: int, story: Story) -> None:
    day = next(story, None)
    if day is not None:
        heapq.heappush(waiting, (day, rank, story))
