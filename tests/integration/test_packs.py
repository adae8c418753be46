"""Packs for all donors: each made once, whoever goes on after a crash; kept for a week."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine

from fundtracker import clock
from fundtracker.acts.service import Signature
from fundtracker.db import Database
from fundtracker.documents import pack_batch as batches
from fundtracker.documents.errors import NoSuchPacks, NothingToPack
from fundtracker.documents.pack_batch import (
    KEPT,
    LEASE,
    MOST_TRIES,
    CancelPacks,
    PackProgress,
    QueuePacks,
)
from fundtracker.documents.pack_shelf import PackShelf
from fundtracker.jobs import packing
from fundtracker.jobs.makers import Makers
from fundtracker.jobs.packing import Packer, pack_due
from fundtracker.outbox.models import Mail
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user
from tests.world import World, by, euros

SITE = "https://fonds.example.org"
END = date(2016, 12, 31)


@pytest.fixture
def packer(fresh_database: Database, tmp_path: Path) -> Packer:
    return Packer(
        database_url=address_of(fresh_database), files=tmp_path / "files", shelf=tmp_path / "packs"
    )


@pytest.fixture
def fund(fresh_database: Database) -> int:
    """A fund with three donors, and one that only promised."""
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        fund = world.fund()
        for amount in range(3):
            world.receive(world.gift(fund), euros(100 + amount))
        world.gift(fund)
        return fund.id


def address_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _queue(database: Database, fund_id: int, *, signature: Signature | None = None) -> int:
    with database.session() as session, transaction(session):
        wanted = QueuePacks(fund_id=fund_id, as_of=END, locale="fr")
        return batches.queue_packs(session, wanted, site=SITE, by=signature or by()).id


def _progress(database: Database, batch_id: int) -> PackProgress:
    with database.session() as session:
        return batches.progress(session, batch_id)


def test_each_donor_that_paid_gets_a_pack_and_the_fund_one(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    batch_id = _queue(fresh_database, fund)
    assert packing.is_due(fresh_database)
    assert pack_due(fresh_database, packer) == 4
    assert not packing.is_due(fresh_database)
    found = _progress(fresh_database, batch_id)
    assert (len(found.made), found.n_refused, found.is_over) == (4, 0, True)
    shelf = PackShelf(packer.shelf)
    for it in found.items:
        path = shelf.path(batch_id, it.rank)
        assert path.stat().st_size == it.size
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            assert any(name.endswith(".pdf") for name in archive.namelist())
    together = b"".join(shelf.together(batch_id, [(it.rank, found.name(it)) for it in found.made]))
    with zipfile.ZipFile(io.BytesIO(together)) as archive:
        assert archive.testzip() is None
        assert len(set(archive.namelist())) == 4
        first = found.made[0]
        assert archive.read(found.name(first)) == shelf.path(batch_id, first.rank).read_bytes()


def test_a_fund_to_which_nobody_paid_has_no_packs(fresh_database: Database) -> None:
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        fund = world.fund()
        world.gift(fund)
        fund_id = fund.id
    with pytest.raises(NothingToPack):
        _queue(fresh_database, fund_id)


def test_a_second_click_asks_for_nothing_more(fresh_database: Database, fund: int) -> None:
    signature = by()
    first = _queue(fresh_database, fund, signature=signature)
    assert _queue(fresh_database, fund, signature=signature) == first


def test_several_workers_make_each_once(
    fresh_database: Database, fund: int, packer: Packer, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id, made = _queue(fresh_database, fund), batches.make
    ranks: list[int] = []

    def noted(session: Any, store: Any, item: Any, **how: Any) -> bytes:  # noqa: ANN401
        ranks.append(item.rank)
        return made(session, store, item, **how)

    monkeypatch.setattr(batches, "make", noted)
    run = partial(pack_due, fresh_database, packer)
    with ThreadPoolExecutor(3) as pool:
        for it in [pool.submit(run) for _ in range(3)]:
            it.result()
    assert sorted(ranks) == [1, 2, 3, 4]
    assert _progress(fresh_database, batch_id).is_over


def test_processes_of_their_own_make_them_as_often_as_they_are_asked(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    fresh_database.dispose()
    with Makers() as makers:
        for _turn in range(2):
            batch_id = _queue(fresh_database, fund)
            makers.make(packer, n_makers=2)
            found = _progress(fresh_database, batch_id)
            assert (len(found.made), found.is_over) == (4, True)


def test_told_to_end_they_are_waited_for_until_the_packs_at_hand_are_made(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    fresh_database.dispose()
    until = threading.Event()
    until.set()
    with Makers() as makers:
        batch_id = _queue(fresh_database, fund)
        makers.make(packer, until, n_makers=1)
        found = _progress(fresh_database, batch_id)
        assert (len(found.made) <= 1, found.is_over) == (True, False)
        # And are there for the rest.
        makers.make(packer, n_makers=1)
    assert _progress(fresh_database, batch_id).is_over


_SERVED = """
import sys, time
from pathlib import Path
from fundtracker.jobs.makers import Makers
from fundtracker.jobs.packing import Packer

url, files, shelf = sys.argv[1:]
with Makers() as makers:
    print("ready", flush=True)
    makers.make(Packer(database_url=url, files=Path(files), shelf=Path(shelf)), n_makers=1)
"""


def test_they_end_after_the_pack_at_hand_once_nobody_is_there_to_tell_them(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    batch_id = _queue(fresh_database, fund)
    command = [
        sys.executable, "-c", _SERVED, packer.database_url, str(packer.files), str(packer.shelf),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        # The end of what it says comes when its makers are gone as well: they share it.
        assert server.stdout.read() == b""
    found = _progress(fresh_database, batch_id)
    assert (len(found.made) <= 1, found.is_over) == (True, False)


def test_where_they_are_gone_packs_are_made_all_the_same(
    fresh_database: Database, fund: int, packer: Packer, caplog: pytest.LogCaptureFixture
) -> None:
    fresh_database.dispose()
    with Makers() as makers:
        leader = makers._leader
        assert leader.pid is not None
        os.kill(leader.pid, signal.SIGKILL)
        leader.join()
        batch_id = _queue(fresh_database, fund)
        makers.make(packer)
    assert _progress(fresh_database, batch_id).is_over
    assert "are gone" in caplog.text


_KILLED = """
import sys
from pathlib import Path
from fundtracker.db import Database
from fundtracker.documents import pack_batch
from fundtracker.jobs.packing import Packer, pack_due
import time

make, count = pack_batch.make, iter(range(9))

def slow(*given, **how):
    if next(count) == 2:
        print("held", flush=True)
        time.sleep(60)
    return make(*given, **how)

pack_batch.make = slow
url, files, shelf = sys.argv[1:]
pack_due(Database(url), Packer(database_url=url, files=Path(files), shelf=Path(shelf)))
"""


def test_what_a_killed_worker_held_is_made_by_another(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    batch_id = _queue(fresh_database, fund)
    command = [
        sys.executable, "-c", _KILLED, packer.database_url, str(packer.files), str(packer.shelf),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"held\n"
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert len(_progress(fresh_database, batch_id).made) == 2
    # Held by who died, until the lease ends; the others wait for nobody.
    assert pack_due(fresh_database, packer) == 1
    assert not _progress(fresh_database, batch_id).is_over
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=True):
        assert pack_due(fresh_database, packer) == 1
    found = _progress(fresh_database, batch_id)
    assert (len(found.made), found.is_over) == (4, True)
    assert len(list((packer.shelf / str(batch_id)).iterdir())) == 4


def test_a_pack_that_ends_its_makers_is_given_up(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    batch_id = _queue(fresh_database, fund)
    for turn in range(MOST_TRIES):
        # Taken by somebody who is not heard of again.
        with (
            time_machine.travel(clock.now() + LEASE * turn * 2, tick=True),
            fresh_database.session() as session,
            transaction(session),
        ):
            item = batches.take(session)
            assert item is not None
            assert item.rank == 1
    with time_machine.travel(clock.now() + LEASE * MOST_TRIES * 2, tick=True):
        assert pack_due(fresh_database, packer) == 4
    found = _progress(fresh_database, batch_id)
    assert (len(found.made), found.n_refused, found.is_over) == (3, 1, True)
    assert "plusieurs fois" in found.items[0].refusal


def test_a_pack_that_cannot_be_made_does_not_stop_the_others(
    fresh_database: Database, fund: int, packer: Packer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = batches.make

    def broken(session: Any, store: Any, item: Any, **how: Any) -> bytes:  # noqa: ANN401
        if item.rank == 2:
            raise ZeroDivisionError
        return made(session, store, item, **how)

    monkeypatch.setattr(batches, "make", broken)
    batch_id = _queue(fresh_database, fund)
    pack_due(fresh_database, packer)
    found = _progress(fresh_database, batch_id)
    assert (len(found.made), found.n_refused, found.is_over) == (3, 1, True)


def test_cancelled_packs_go_no_further(
    fresh_database: Database, fund: int, packer: Packer, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id, made = _queue(fresh_database, fund), batches.make

    def cancelled(session: Any, store: Any, item: Any, **how: Any) -> bytes:  # noqa: ANN401
        content = made(session, store, item, **how)
        with fresh_database.session() as other, transaction(other):
            batches.cancel_packs(other, CancelPacks(batch_id=batch_id), by=by())
        return content

    monkeypatch.setattr(batches, "make", cancelled)
    pack_due(fresh_database, packer)
    found = _progress(fresh_database, batch_id)
    assert (len(found.made), found.batch.is_cancelled, found.is_over) == (1, True, True)
    with fresh_database.session() as session, transaction(session), pytest.raises(NoSuchPacks):
        batches.cancel_packs(session, CancelPacks(batch_id=99), by=by())


def test_told_to_end_a_worker_stops_after_the_pack_at_hand(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    class Ended:
        def is_set(self) -> bool:
            return True

    _queue(fresh_database, fund)
    ended: Any = Ended()
    assert pack_due(fresh_database, packer, ended) == 0


def test_packs_lie_for_seven_days(fresh_database: Database, fund: int, packer: Packer) -> None:
    batch_id = _queue(fresh_database, fund)
    pack_due(fresh_database, packer)
    folder = packer.shelf / str(batch_id)
    with time_machine.travel(clock.now() + KEPT - timedelta(minutes=1), tick=True):
        pack_due(fresh_database, packer)
        assert folder.exists()
        assert _progress(fresh_database, batch_id).is_kept
    with time_machine.travel(clock.now() + KEPT + timedelta(minutes=1), tick=True):
        assert packing.is_due(fresh_database)
        pack_due(fresh_database, packer)
        assert not folder.exists()
        assert not packing.is_due(fresh_database)
        assert not _progress(fresh_database, batch_id).is_kept


def test_whoever_asked_gets_the_link_by_mail(
    fresh_database: Database, fund: int, packer: Packer
) -> None:
    with fresh_database.session() as session, transaction(session):
        user = create_user(
            session,
            AddUser(email="zoe@example.org", name="Zoé", role=Role.ADMIN),
            password="un mot de passe assez long",
            by=by(),
        )
        signature = Signature(actor_id=user.id)
    batch_id = _queue(fresh_database, fund, signature=signature)
    telling = Packer(
        database_url=packer.database_url, files=packer.files, shelf=packer.shelf, has_mail=True
    )
    started = time.monotonic()
    pack_due(fresh_database, telling)
    assert time.monotonic() - started < LEASE.total_seconds()
    with fresh_database.session() as session:
        (mail,) = session.query(Mail).all()
    assert mail.recipient == "zoe@example.org"
    assert f"{SITE}/packs/{batch_id}" in mail.text
    assert "4 dossiers" in mail.text
