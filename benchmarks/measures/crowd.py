"""Eight clients posting at once to a live server, of ours and of the reference."""

from __future__ import annotations

import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sqlalchemy import func, select, text

from benchmarks.clients import SEE_OTHER, receipt_form, token_in, url_of
from benchmarks.data.generate import EMAIL, PASSWORD
from benchmarks.data.world import ACTOR_ID
from benchmarks.figures import Figure
from fundtracker import clock
from fundtracker.donations.models import Donation
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figures import Table
    from fundtracker.db import Database

N_CLIENTS = 8
CENTS = 100_00
_ROUNDS = 3
_SIGNED_IN = {200, 302, SEE_OTHER}


class LiveClient:
    """Somebody with a browser: one kept connection, one cookie."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookie = ""

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        headers = {"Cookie": self._cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, urlencode(form or {}), headers)
        answer = self._connection.getresponse()
        content = answer.read().decode()
        cookie = answer.getheader("Set-Cookie")
        if cookie is not None:
            self._cookie = cookie.split(";")[0]
        return answer.status, content


class Crowd:
    """Eight clients of one server, their forms open; ``post`` sends one each, again and again."""

    def __init__(self, port: int, *, is_ours: bool) -> None:
        self._is_ours = is_ours
        self._clients = [LiveClient(port) for _ in range(N_CLIENTS)]
        self._forms: list[tuple[str, dict[str, str]]] = []
        self.sent = 0
        for number, client in enumerate(self._clients, start=1):
            sign_in = sign_in_to_ours if is_ours else _sign_in_to_reference
            sign_in(client)
            address = "/posts"
            if is_ours:
                address = f"/donations/FONDS-01-{number:04}/receipts/new"
            _status, page = client.ask("GET", address)
            self._forms.append((address, _filled(page, number, is_ours=is_ours)))

    def post(self, each: int) -> float:
        """Let every client post ``each`` times; return the posts in a second."""
        with ThreadPoolExecutor(N_CLIENTS) as pool:
            started = perf_counter()
            list(pool.map(lambda number: self._send(number, each), range(N_CLIENTS)))
            seconds = perf_counter() - started
        self.sent += N_CLIENTS * each
        return N_CLIENTS * each / seconds

    def _send(self, number: int, times: int) -> None:
        address, form = self._forms[number]
        for _ in range(times):
            if self._is_ours:
                form["key"] = uuid.uuid4().hex
            status, content = self._clients[number].ask("POST", address, form)
            assert status == SEE_OTHER, f"{status}: {content[:500]}"


def measure(table: Table, kind: str, database: Database, each: int) -> None:
    """Post to both in turns; nothing may fail, and every cent must be where it belongs."""
    before = _received(database), _counted(database)
    url = url_of(database)
    with live("ours", url) as our_port, live("reference", url) as reference_port:
        ours = Crowd(our_port, is_ours=True)
        reference = Crowd(reference_port, is_ours=False)
        rates: list[tuple[float, float]] = []
        for turn in range(_ROUNDS + 1):
            both = ours.post(each), reference.post(each)
            # The first turn warms up.
            if turn:
                rates.append(both)
    our_rate = median(rate for rate, _ in rates)
    reference_rate = median(rate for _, rate in rates)
    assert _received(database) - before[0] == ours.sent * CENTS, "receipts lost or doubled"
    assert _counted(database) - before[1] == 2 * reference.sent * CENTS, "posts lost or doubled"
    table.add(
        Figure(
            name=f"Eight clients posting at once, {ours.sent} receipts, balances exact",
            database=kind,
            value=our_rate / reference_rate,
            bound=0.3,
            at_least=True,
            behind=f"{our_rate:.0f}/s / {reference_rate:.0f}/s",
        )
    )


def _filled(page: str, number: int, *, is_ours: bool) -> dict[str, str]:
    if is_ours:
        return receipt_form(page, CENTS, clock.today().isoformat())
    return {"csrf_token": token_in(page), "counter": str(number + 1), "amount": str(CENTS)}


def sign_in_to_ours(client: LiveClient) -> None:
    """Sign in to FundTracker."""
    _status, page = client.ask("GET", "/sign-in")
    form = {"email": EMAIL, "password": PASSWORD, "csrf_token": token_in(page)}
    assert client.ask("POST", "/sign-in", form)[0] in _SIGNED_IN


def _sign_in_to_reference(client: LiveClient) -> None:
    assert client.ask("GET", f"/sign-in/{ACTOR_ID}")[0] in _SIGNED_IN


@contextmanager
def live(which: str, url: str) -> Iterator[int]:
    """Serve one of the two applications; give its port."""
    command = [sys.executable, "-m", "benchmarks.live", which, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def _received(database: Database) -> int:
    with database.session() as session:
        query = (
            select(func.sum(Account.credits_posted - Account.debits_posted))
            .join(Donation, Donation.id == Account.donation_id)
            .where(Donation.fund_id == 1, Account.place == Place.DONOR)
        )
        return int(session.execute(query).scalar_one())


def _counted(database: Database) -> int:
    with database.session() as session:
        return int(session.execute(text("SELECT sum(total) FROM bench_counter")).scalar_one())
