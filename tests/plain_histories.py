"""Random books posted straight to the ledger, and what their transfers plainly add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation
from fundtracker.donations.record import RecordDonation, record_donation
from fundtracker.errors import Refusal
from fundtracker.funds.models import Fund
from fundtracker.ledger import reversal
from fundtracker.ledger import service as ledger
from fundtracker.ledger.drafts import Draft, Movement
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import ROUTES, AccountKey, Place, Purpose
from fundtracker.ledger.queries import balance
from fundtracker.money import Cents
from fundtracker.projects.kinds import ActionType
from fundtracker.projects.models import Project
from tests.spending_world import sign
from tests.world import World, by, euros

FIRST = date(2016, 11, 1)
DAYS = 150


@dataclass(frozen=True)
class Happened:
    """What the acts of a history ask for: nothing in particular."""


@dataclass(frozen=True)
class Side:
    """One side of a transfer, as plain SQL finds it."""

    book_id: int
    number: int
    on: date
    place: Place
    donation_id: int
    collectivity_id: int | None
    project_id: int | None
    amount: int


@dataclass
class PlainHistory:
    """A fund with money of several kinds, and whatever a seed makes happen in it."""

    session: Session
    seed: int
    donations: list[Donation] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    so_far: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - the same history for the same seed
        self.world = World(self.session)
        self.fund: Fund = self.world.fund()
        types = (ActionType.CRISIS_RESPONSE, ActionType.RISK_REDUCTION, None)
        self.projects = [self.world.project(self.fund, action_type=it) for it in types]
        signed = sign(self.world, self.fund, *self.projects[:2], amount=euros(10**6))
        self.agreement_id = signed.id
        gifts = [self.world.gift(self.fund) for _ in range(3)]
        again = RecordDonation(fund_id=self.fund.id, collectivity_id=gifts[0].collectivity_id)
        carried = RecordDonation(
            fund_id=self.fund.id,
            kind=DonationKind.CARRIED_IN,
            collectivity_id=gifts[1].collectivity_id,
        )
        self.donations = [
            *gifts,
            record_donation(self.session, again, by=by()),
            record_donation(self.session, carried, by=by()),
            self.world.other_money(self.fund, DonationKind.INCOME),
        ]

    def happen(self, count: int) -> None:
        """Try to post ``count`` entries; what the ledger refuses does not happen."""
        for step in range(count):
            # Time goes on, but what is recorded is often dated some weeks back.
            self.so_far = 30 + (DAYS - 30) * step // count
            with suppress(Refusal), self.session.begin_nested():
                self._one()

    def day(self) -> date:
        return FIRST + timedelta(self.random.randrange(DAYS))

    def _recently(self) -> date:
        return FIRST + timedelta(self.so_far - self.random.randrange(30))

    def _one(self) -> None:
        (book,) = ledger.lock(self.session, self.fund.book_id)
        act = acts.record(self.session, ActKind.CORRECT, Happened(), by=by())
        if book.last_number and self.random.random() < 0.15:
            number = self.random.randint(1, book.last_number)
            drafts = reversal.reversals(self.session, book, [number], on=self._recently())
            reversal.post_correction(self.session, act, book, *drafts)
            return
        often = [Purpose.RECEIPT, Purpose.ALLOCATION, Purpose.DISBURSEMENT]
        purpose = self.random.choice([*Purpose, *often, *often])
        # Two movements may take the same euro: the ledger refuses that itself.
        movements = [
            it
            for _ in range(self.random.randint(1, 2))
            for it in self._movements(purpose, *self.random.sample(self.donations, 2))
        ]
        if movements:
            draft = Draft(purpose=purpose, effective_on=self._recently(), movements=movements)
            ledger.post(self.session, act, book, draft)

    def _movements(self, purpose: Purpose, donation: Donation, other: Donation) -> list[Movement]:
        project = self.random.choice(self.projects)

        def at(place: Place) -> AccountKey:
            return AccountKey(
                place,
                donation.id,
                project.id if place.has_project else None,
                self.agreement_id if place.has_agreement else None,
            )

        if purpose is Purpose.CARRY_OVER:
            ends = [at(Place.CARRIED), at(Place.UNALLOCATED)]
            self.random.shuffle(ends)
            return self._moved(*ends)
        if purpose is Purpose.SUBSTITUTION:
            place = self.random.choice([Place.HELD, Place.JUSTIFIED, Place.SPENT])
            source = self._somewhere(place)
            if source is None or source.donation_id == other.id:
                return []
            taker = source._replace(donation_id=other.id)
            theirs = AccountKey(Place.UNALLOCATED, other.id)
            mine = AccountKey(Place.UNALLOCATED, source.donation_id)
            return [
                it
                for there in self._moved(source, taker)
                for it in (there, Movement(theirs, mine, there.amount))
            ]
        start, end = ROUTES[purpose]
        if start is Place.DONOR:
            return self._moved(at(start), at(end))
        source = self._somewhere(start)
        if source is None:
            return []
        project_id = source.project_id or project.id
        target = AccountKey(
            end,
            source.donation_id,
            project_id if end.has_project else None,
            self.agreement_id if end.has_agreement else None,
        )
        return self._moved(source, target)

    def _somewhere(self, place: Place) -> AccountKey | None:
        """Find money at a place, whose it may be."""
        accounts = self.session.scalars(
            select(Account)
            .where(Account.place == place, Account.debits_posted > Account.credits_posted)
            .order_by(Account.id)
            .execution_options(populate_existing=True)
        ).all()
        return self.random.choice(accounts).key if accounts else None

    def _moved(self, credit: AccountKey, debit: AccountKey) -> list[Movement]:
        from_outside = credit.place in {Place.DONOR, Place.CARRIED}
        most = euros(10_000) if from_outside else balance(self.session, credit)
        if most <= 0:
            return []
        return [Movement(credit, debit, Cents(self.random.randint(1, (most + 1) // 2)))]


def sides(session: Session) -> list[Side]:
    """Read both sides of every transfer, with no help of what is tested."""
    rows = session.execute(
        text(
            "SELECT t.book_id, t.number, t.effective_on, a.place, a.donation_id,"
            " a.collectivity_id, a.project_id,"
            " CASE WHEN a.id = t.debit_account_id THEN t.amount ELSE -t.amount END"
            " FROM transfer t"
            " JOIN account a ON a.id IN (t.debit_account_id, t.credit_account_id)"
        )
    )
    return [
        Side(
            book_id=row[0],
            number=row[1],
            on=row[2] if isinstance(row[2], date) else date.fromisoformat(row[2]),
            place=Place(row[3]),
            donation_id=row[4],
            collectivity_id=row[5],
            project_id=row[6],
            amount=int(row[7]),
        )
        for row in rows
    ]


def added_up(
    all_sides: list[Side], mine: Callable[[Side], bool], as_of: date, up_to: int | None = None
) -> dict[Place, int]:
    """Add up, one by one, the sides that fit, by place."""
    sums: dict[Place, int] = defaultdict(int)
    for side in all_sides:
        if mine(side) and side.on <= as_of and (up_to is None or side.number <= up_to):
            sums[side.place] += side.amount
    return sums
