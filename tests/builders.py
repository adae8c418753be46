"""Posting straight to the ledger, past the services of the nouns: for the tests of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.drafts import Draft, Movement, Posted
from fundtracker.ledger.models import Book, Entry
from fundtracker.ledger.places import AccountKey, Place, Purpose
from fundtracker.ledger.queries import balance
from fundtracker.ledger.reversal import post_correction, reversals
from fundtracker.ledger.service import lock, post
from fundtracker.money import Cents
from fundtracker.projects.models import Project
from migrations import triggers
from tests.world import World

FIRST = date(2016, 6, 1)
SECOND = date(2016, 6, 2)
THIRD = date(2016, 6, 3)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that stands for any other."""

    what: str = "anything"


@dataclass
class Ledger:
    """One fund with one gift and one project, and entries posted to its book at will."""

    world: World

    @classmethod
    def of(cls, session: Session) -> Ledger:
        """Begin a world with this fund in it."""
        return cls(World(session))

    def beside(self) -> Ledger:
        """Return another fund of the same world."""
        return Ledger(self.world)

    @property
    def session(self) -> Session:
        return self.world.session

    @cached_property
    def fund(self) -> Fund:
        return self.world.fund()

    @cached_property
    def gift(self) -> Donation:
        return self.world.gift(self.fund)

    @cached_property
    def project(self) -> Project:
        return self.world.project(self.fund)

    @property
    def book(self) -> Book:
        return self.session.get_one(Book, self.fund.book_id)

    def act(self, kind: ActKind = ActKind.RECEIVE) -> Act:
        return acts.record(self.session, kind, Asked(), by=Signature())

    def post(self, *drafts: Draft) -> list[Entry]:
        (book,) = lock(self.session, self.fund.book_id)
        return self._stored(post(self.session, self.act(), book, *drafts))

    def reverse(self, *numbers: int, on: date) -> list[Entry]:
        (book,) = lock(self.session, self.fund.book_id)
        drafts = reversals(self.session, book, numbers, on=on)
        return self._stored(post_correction(self.session, self.act(ActKind.REVERSE), book, *drafts))

    def _stored(self, posted: list[Posted]) -> list[Entry]:
        key = self.fund.book_id
        return [self.session.get_one(Entry, (key, it.number)) for it in posted]

    def receipt(self, cents: int, on: date = FIRST, memo: str = "") -> Draft:
        return self.draft(Purpose.RECEIPT, Place.DONOR, Place.UNALLOCATED, cents, on, memo)

    def fee(self, cents: int, on: date = FIRST) -> Draft:
        return self.draft(Purpose.MANAGEMENT_FEE, Place.UNALLOCATED, Place.FEES, cents, on)

    def allocation(self, cents: int, on: date = FIRST) -> Draft:
        return self.draft(Purpose.ALLOCATION, Place.UNALLOCATED, Place.HELD, cents, on)

    def draft(
        self, purpose: Purpose, credit: Place, debit: Place, cents: int, on: date, memo: str = ""
    ) -> Draft:
        movement = Movement(credit=self.key(credit), debit=self.key(debit), amount=Cents(cents))
        return Draft(purpose=purpose, effective_on=on, movements=[movement], memo=memo)

    def key(self, place: Place) -> AccountKey:
        return AccountKey(place, self.gift.id, self.project.id if place.has_project else None)

    def at(self, place: Place) -> int:
        return balance(self.session, self.key(place))


def unguarded(session: Session, *statements: str) -> None:
    """Run statements past the triggers and the foreign keys, as somebody with the file could."""
    connection = session.connection()
    session.flush()
    is_postgresql = connection.dialect.name == "postgresql"
    if is_postgresql:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
    else:
        triggers.drop(connection)
        # Inside a transaction foreign keys stay on, but wait for a commit that never comes.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    for statement in statements:
        connection.exec_driver_sql(statement)
    if is_postgresql:
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
    else:
        triggers.recreate(connection)
    session.expire_all()
