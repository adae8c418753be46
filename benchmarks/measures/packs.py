"""Packs of all donors: against the same work one by one, and what pages feel of it meanwhile."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from sqlalchemy import select

from benchmarks.clients import url_of
from benchmarks.data.spec import LAST_DAY
from benchmarks.figures import Figure
from benchmarks.measures.crowd import LiveClient, live, sign_in_to_ours
from fundtracker.acts.service import Signature
from fundtracker.documents import pack_batch
from fundtracker.documents.models import PackBatchItem
from fundtracker.documents.pack_batch import QueuePacks, queue_packs
from fundtracker.files.store import FileStore
from fundtracker.funds.queries import get_fund
from fundtracker.jobs.makers import Makers
from fundtracker.jobs.packing import Packer
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from benchmarks.figures import Table
    from fundtracker.db import Database

_WHOLE_RUN = 20
_DONORS = 72
_PAGE = "/funds/fonds-01/donations"
_ASKED = 100
# Somebody who clicks now and then: the page is felt, not the server filled.
_PAUSE = 0.1


def measure(table: Table, kind: str, database: Database, rounds: int) -> None:
    """Make packs in the background, ask for a list page meanwhile, then make the same alone."""
    number = _DONORS if rounds >= _WHOLE_RUN else 6
    # They stand ready in a program that serves, begun before it has connections.
    database.dispose()
    with (
        Makers() as makers,
        TemporaryDirectory() as name,
        live("ours", url_of(database)) as port,
    ):
        folder = Path(name)
        packer = Packer(
            database_url=url_of(database), files=folder / "files", shelf=folder / "packs"
        )
        client = LiveClient(port)
        sign_in_to_ours(client)
        _ask(client, 20)
        idle = _ask(client, _ASKED if number == _DONORS else 20)
        ranks = _queue(database, number)
        begun, seconds = perf_counter(), 0.0

        def work() -> None:
            nonlocal seconds
            makers.make(packer)
            seconds = perf_counter() - begun

        worker = threading.Thread(target=work)
        worker.start()
        busy: list[float] = []
        while worker.is_alive():
            busy += _ask(client, 5)
        worker.join()
        _check_made(database, ranks)
        alone = _alone(database, packer, ranks)
    cores = len(os.sched_getaffinity(0))
    table.add(
        Figure(
            name=f"Packs of {number} donors in the background ÷ one by one over {cores} cores",
            database=kind,
            value=seconds / (alone / cores),
            bound=1.3,
            behind=f"{seconds:.1f} s / {alone / cores:.1f} s",
        )
    )
    slow, quick = _p95(busy), _p95(idle)
    table.add(
        Figure(
            name="List page meanwhile ÷ alone, 95th of a hundred",
            database=kind,
            value=slow / quick,
            bound=2,
            behind=f"{slow * 1000:.1f} ms / {quick * 1000:.1f} ms",
        )
    )


def _queue(database: Database, number: int) -> list[int]:
    """Ask for the packs of so many donors; the fund’s own is another matter."""
    with database.session() as session, transaction(session):
        fund = get_fund(session, "fonds-01")
        wanted = QueuePacks(fund_id=fund.id, as_of=LAST_DAY, locale="fr")
        batch = queue_packs(session, wanted, site="http://localhost", by=Signature())
        items = _items(session, batch.id)
        for it in (items[0], *items[number + 1 :]):
            session.delete(it)
        session.flush()
        return [it.rank for it in _items(session, batch.id)]


def _check_made(database: Database, ranks: list[int]) -> None:
    with database.session() as session:
        made = session.scalars(select(PackBatchItem).where(PackBatchItem.size.is_not(None))).all()
    assert {it.rank for it in made} == set(ranks), "packs are missing"


def _items(session: Session, batch_id: int) -> list[PackBatchItem]:
    query = select(PackBatchItem).where(PackBatchItem.batch_id == batch_id)
    return list(session.scalars(query.order_by(PackBatchItem.rank)))


def _alone(database: Database, packer: Packer, ranks: list[int]) -> float:
    """Return how long the same packs take one by one, in a process that does nothing else.

    Each in a session of its own, as whoever asks for a single one gets it.
    """
    store = FileStore(packer.files)
    with database.session() as session:
        batch_id = max(it.batch_id for it in session.scalars(select(PackBatchItem)))
    # The first draws the fonts in.
    _make(database, store, batch_id, ranks[0])
    begun = perf_counter()
    for rank in ranks:
        _make(database, store, batch_id, rank)
    return perf_counter() - begun


def _make(database: Database, store: FileStore, batch_id: int, rank: int) -> None:
    with database.session() as session:
        item = session.get_one(PackBatchItem, (batch_id, rank))
        assert pack_batch.make(session, store, item, is_demonstration=False)


def _ask(client: LiveClient, times: int) -> list[float]:
    found = []
    for _ in range(times):
        begun = perf_counter()
        status, _page = client.ask("GET", _PAGE)
        found.append(perf_counter() - begun)
        assert status == 200, status  # noqa: PLR2004 - HTTP's
        sleep(_PAUSE)
    return found


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1]
