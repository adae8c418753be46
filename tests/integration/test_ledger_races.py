"""Writers at once, with real threads: nothing overdrawn, no number missing, no act twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from time import sleep

import pytest
from sqlalchemy import func, select

from fundtracker.acts.errors import KeyReused
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, allocate
from fundtracker.db import Database
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.errors import Refusal
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import AccountKey, Place
from fundtracker.ledger.queries import balance
from fundtracker.ledger.verify import verify
from fundtracker.money import Cents
from fundtracker.transaction import transaction
from tests.world import DECIDED, RECEIVED, World, by, euros

_CLIENTS = 8
_TURNS = 6


@dataclass(frozen=True)
class Given:
    donation_id: int
    project_id: int
    decision_id: int

    def allocation(self, amount: Cents) -> Allocate:
        return Allocate(
            project_id=self.project_id,
            decision_id=self.decision_id,
            on=DECIDED,
            lines=(Line(donation_id=self.donation_id, amount=amount),),
        )


def _given(database: Database) -> Given:
    with database.session() as session, transaction(session):
        world = World(session)
        fund = world.fund()
        gift = world.paid_gift(fund, euros(100))
        return Given(gift.id, world.project(fund).id, world.decision(fund).id)


def test_eight_people_allocating_from_one_donation_never_overdraw_it(
    fresh_database: Database,
) -> None:
    given = _given(fresh_database)
    start = Barrier(_CLIENTS)

    def client(_number: int) -> Counter[str]:
        seen: Counter[str] = Counter()
        with fresh_database.session() as session:
            start.wait()
            for _ in range(_TURNS):
                # What a page would have read before.
                balance(session, AccountKey(Place.UNALLOCATED, given.donation_id))
                try:
                    with transaction(session):
                        allocate(session, given.allocation(euros(3)), by=by())
                    seen["done"] += 1
                except Refusal:
                    seen["refused"] += 1
        return seen

    with ThreadPoolExecutor(_CLIENTS) as people:
        seen = sum(people.map(client, range(_CLIENTS)), Counter[str]())
    assert seen == {"done": 33, "refused": _CLIENTS * _TURNS - 33}
    with fresh_database.session() as session:
        assert balance(session, AccountKey(Place.UNALLOCATED, given.donation_id)) == euros(1)
        numbers = session.scalars(select(Entry.number).order_by(Entry.number)).all()
        assert numbers == list(range(1, 35))
        assert not verify(session).findings


def test_one_key_sent_by_many_at_once_is_one_act(fresh_database: Database) -> None:
    given = _given(fresh_database)
    start = Barrier(_CLIENTS)
    request = ReceivePayment(donation_id=given.donation_id, amount=euros(5), received_on=RECEIVED)

    def client(_number: int) -> int:
        with fresh_database.session() as session:
            start.wait()
            with transaction(session):
                return receive(session, request, by=Signature(key="the same")).id

    with ThreadPoolExecutor(_CLIENTS) as people:
        receipts = set(people.map(client, range(_CLIENTS)))
    assert len(receipts) == 1
    with fresh_database.session() as session:
        query = select(func.count()).where(Act.key == "the same")
        assert session.scalars(query).one() == 1
        assert balance(session, AccountKey(Place.UNALLOCATED, given.donation_id)) == euros(105)


def test_one_key_sent_at_once_for_two_books_is_one_act(fresh_database: Database) -> None:
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        donations = [world.paid_gift(world.fund(), euros(100)).id for _book in range(2)]
    start = Barrier(len(donations))

    def client(donation_id: int) -> bool:
        request = ReceivePayment(donation_id=donation_id, amount=euros(5), received_on=RECEIVED)
        with fresh_database.session() as session:
            start.wait()
            try:
                with transaction(session):
                    receive(session, request, by=Signature(key="the same"))
                    # Long enough for the other to come to the key, where it waits for this to end.
                    sleep(0.2)
            except KeyReused:
                return False
            return True

    with ThreadPoolExecutor(len(donations)) as people:
        assert Counter(people.map(client, donations)) == {True: 1, False: 1}
    with fresh_database.session() as session:
        unallocated = [AccountKey(Place.UNALLOCATED, it) for it in donations]
        assert sum(balance(session, it) for it in unallocated) == euros(205)


def test_one_transaction_inside_another_is_a_bug(fresh_database: Database) -> None:
    with fresh_database.session() as session:
        with (
            pytest.raises(AssertionError, match="inside another"),
            transaction(session),
            transaction(session),
        ):
            raise NotImplementedError
        # And the session can be used again.
        with transaction(session):
            World(session).fund()
