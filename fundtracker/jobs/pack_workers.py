"""The processes that make packs: ``python -m fundtracker.jobs.pack_workers``, and its forks.

A program of its own, which imports what draws documents and nothing of whoever started it. The
first line of its input says what to make (the addresses of databases are no arguments: others could
read them); the end of its input tells it to end, and comes too when whoever started it dies.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from fundtracker.jobs.packing import Packer

# Pages go first: nothing waits for a pack.
_NICENESS = 19


def main() -> int:
    """Make packs together with others, forked from here so that all is imported once."""
    # An eighth of what importing takes is looking for garbage, of which it makes none.
    gc.disable()
    from fundtracker.jobs.packing import Packer  # noqa: PLC0415 - not before

    given = json.loads(sys.stdin.readline())
    packer = Packer(**{**given["packer"], **_paths(given["packer"])})
    # The one who started it says when to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICENESS)
    # What was imported stays: no worker need look through it for garbage, nor copy it for that.
    gc.freeze()
    gc.enable()
    # Safe here: this process has one thread and no connection yet.
    context = multiprocessing.get_context("fork")
    ended = context.Event()
    others = [
        context.Process(target=_work, args=(packer, ended), daemon=True)
        for _number in range(given["n_workers"] - 1)
    ]
    for it in others:
        it.start()
    threading.Thread(target=_heed, args=(ended,), daemon=True).start()
    _work(packer, ended)
    for it in others:
        it.join()
    return int(any(it.exitcode for it in others))


def _paths(packer: dict[str, str]) -> dict[str, Path]:
    return {name: Path(packer[name]) for name in ("files", "shelf")}


def _heed(ended: Event) -> None:
    """Wait for the end of the input."""
    sys.stdin.read()
    ended.set()


def _work(packer: Packer, ended: Event) -> None:
    """Make packs in this process, by a connection of its own."""
    from fundtracker.db import Database  # noqa: PLC0415 - imported already
    from fundtracker.jobs.packing import pack_due  # noqa: PLC0415 - likewise

    database = Database(packer.database_url)
    pack_due(database, packer, ended)
    database.dispose()


if __name__ == "__main__":
    sys.exit(main())
