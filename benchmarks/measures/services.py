"""Services alone: a receipt against the bare commit, a long entry and its reversal."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from sqlalchemy import select

from benchmarks.measures.bare import bare_commit
from benchmarks.timing import in_turns
from fundtracker import clock
from fundtracker.acts.service import Signature
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, allocate
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.models import Donation
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.money import Cents
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.figures import Table
    from fundtracker.db import Database

BOUND = {"sqlite": 20, "postgresql": 15}
N_LINES = 72
FUND_ID, PROJECT_ID, DECISION_ID = 1, 1, 1


def measure(table: Table, kind: str, small: Database, large: Database, rounds: int) -> None:
    """Measure on the small and on the large ledger, in turns."""
    entries = LongEntries(large)
    medians = in_turns(
        {
            "bare": bare_commit(large),
            "receipt": receipts(large),
            "receipt, small": receipts(small),
            "entry": entries.allocate,
            "reversal": entries.reverse,
        },
        rounds,
    )
    receipt = medians["receipt"]
    table.ratio("Receipt by the service ÷ bare commit", kind, receipt, medians["bare"], BOUND[kind])
    table.ratio(
        "Receipt by the service, large ÷ small ledger",
        kind,
        receipt,
        medians["receipt, small"],
        1.3,
    )
    table.ratio(f"Entry of {N_LINES} transfers ÷ receipt", kind, medians["entry"], receipt, 4)
    table.ratio("Its reversal ÷ receipt", kind, medians["reversal"], receipt, 5)


def receipts(database: Database) -> Callable[[], object]:
    """Return what receives a payment for the next donation, in a transaction of its own."""
    donations = some_donations(database, 100)
    turns = count()

    def once() -> None:
        donation_id = donations[next(turns) % len(donations)]
        request = ReceivePayment(
            donation_id=donation_id,
            amount=Cents(1_000_00),
            received_on=clock.today(),
            bank_reference="VIR",
        )
        with database.session() as reading, transaction(reading) as session:
            receive(session, request, by=Signature(actor_id=1))

    return once


def some_donations(database: Database, number: int) -> list[int]:
    """Return the first donations of the measured fund."""
    with database.session() as session:
        query = select(Donation.id).where(Donation.fund_id == FUND_ID).order_by(Donation.id)
        return list(session.scalars(query.limit(number)))


class LongEntries:
    """Allocates from many donations at once, and reverses that."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._donations = some_donations(database, N_LINES)
        self._number = 0

    def allocate(self) -> None:
        """Post an entry of one transfer for each donation."""
        request = Allocate(
            project_id=PROJECT_ID,
            decision_id=DECISION_ID,
            on=clock.today(),
            lines=tuple(Line(donation_id=it, amount=Cents(1_00)) for it in self._donations),
        )
        with self._database.session() as reading, transaction(reading) as session:
            self._number = allocate(session, request, by=Signature(actor_id=1))

    def reverse(self) -> None:
        """Reverse the entry posted last."""
        request = Reverse(
            fund_id=FUND_ID, numbers=(self._number,), on=clock.today(), reason="Essai"
        )
        with self._database.session() as reading, transaction(reading) as session:
            reverse(session, request, by=Signature(actor_id=1))
