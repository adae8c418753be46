"""The processes that make packs: forked from the program that serves pages, before it does.

What that program imported they share, so that they are at once there and take little memory. One of
them leads: it waits for work, and forks as many makers as are asked for, anew each time. It ends
when the program does, whatever ends that.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Self

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from fundtracker.db import Database
from fundtracker.jobs.packing import Packer, is_due, pack_due
from fundtracker.schema import import_models

if TYPE_CHECKING:
    import threading
    from multiprocessing.connection import Connection
    from multiprocessing.synchronize import Event

_log = logging.getLogger(__name__)

_PAUSE = 0.05
# Pages go first: nothing waits for a pack.
_NICENESS = 19
_END = "end"

# A process that has threads or connections must not fork: the leader has neither.
_fork = multiprocessing.get_context("fork")


class Makers:
    """Processes that stand ready. They begin before the program has threads or connections."""

    def __init__(self) -> None:
        import_models()
        configure_mappers()
        # What is there stays. Who looks through it for garbage makes a copy of it by that.
        gc.collect()
        gc.freeze()
        self._line, its_line = _fork.Pipe()
        self._leader = _fork.Process(target=_lead, args=(its_line, self._line))
        self._leader.start()
        its_line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        """Let them end, after the packs at hand."""
        self._line.close()
        self._leader.join()
        gc.unfreeze()

    def make(
        self,
        packer: Packer,
        until: threading.Event | None = None,
        *,
        n_makers: int | None = None,
    ) -> None:
        """Make what is due in as many processes as there are processors; wait for them.

        Once ``until`` is set they end after the packs at hand. Where they are gone, the packs are
        made here, at the cost of the pages.
        """
        try:
            self._line.send((packer, n_makers or len(os.sched_getaffinity(0))))
            told = False
            while not self._line.poll(_PAUSE):
                if until is not None and until.is_set() and not told:
                    self._line.send(_END)
                    told = True
            failed = self._line.recv()
        except (EOFError, OSError):
            _log.exception("the processes that make packs are gone; start the program again")
            _work(packer, until)
            return
        if failed:
            _log.error("%s of the processes that make packs broke off", failed)


def _lead(line: Connection, other_end: Connection) -> None:
    """Wait for work, have it done, say how many makers broke off; end when nobody is there."""
    other_end.close()
    # Whoever works with the program says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    try:
        while True:
            asked = line.recv()
            # Told to end when the work was over already.
            if asked != _END:
                line.send(_make(line, *asked))
    except (EOFError, OSError):
        return


def _make(line: Connection, packer: Packer, n_makers: int) -> int:
    ended = _fork.Event()
    makers = [_fork.Process(target=_work, args=(packer, ended)) for _number in range(n_makers)]
    for it in makers:
        it.start()
    working = makers
    while working:
        # Whatever is said now is that they shall end; that nobody is there to say it is the same.
        said = [] if ended.is_set() else [line]
        if line in wait([*said, *(it.sentinel for it in working)]):
            ended.set()
        working = [it for it in working if it.is_alive()]
    for it in makers:
        it.join()
    return sum(it.exitcode != 0 for it in makers)


def _work(packer: Packer, ended: Event | threading.Event | None) -> None:
    """Make packs in this process, by a connection of its own."""
    database = Database(packer.database_url)
    pack_due(database, packer, ended)
    database.dispose()


def keep_packing(packer: Packer, makers: Makers, *, every: float, until: threading.Event) -> None:
    """Have made what is due, again and again, until told to end."""
    database = Database(packer.database_url)
    while not until.wait(every):
        try:
            if is_due(database):
                makers.make(packer, until)
        except (SQLAlchemyError, OSError):
            # The database may be away for a while, or memory: the next round finds out.
            _log.exception("the packs to be made could not be read, or their processes not started")
    database.dispose()
