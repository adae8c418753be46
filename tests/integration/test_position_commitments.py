"""What gifts are promised, voted and agreed, as a position reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from fundtracker.donations.kinds import StepKind
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import steps_of
from fundtracker.donations.record import RecordDonation, RecordStep, record_donation, record_step
from fundtracker.donations.steps import commitment
from fundtracker.money import Cents
from fundtracker.position import commitments
from fundtracker.position.moments import Moment
from fundtracker.position.queries import position
from fundtracker.position.scopes import FundScope
from fundtracker.position.statement import Commitments
from tests.plain_histories import DAYS, FIRST, PlainHistory
from tests.world import RECEIVED, VOTED, World, by, euros

SEEDS = range(3)


def step(session: Session, gift: Donation, kind: StepKind, amount: Cents, on: date = VOTED) -> None:
    request = RecordStep(donation_id=gift.id, kind=kind, amount=amount, dated_on=on)
    record_step(session, request, by=by())


def test_donors_are_counted_by_stage_and_promises_are_in_no_total(session: Session) -> None:
    world = World(session)
    fund = world.fund()
    scope = FundScope(fund_id=fund.id, book_id=fund.book_id)
    first, second = world.gift(fund), world.gift(fund)
    request = RecordDonation(fund_id=fund.id, collectivity_id=first.collectivity_id)
    again = record_donation(session, request, by=by())
    step(session, first, StepKind.PROMISED, euros(5_000))
    step(session, again, StepKind.PROMISED, euros(1_000))
    step(session, first, StepKind.VOTED, euros(4_000))
    step(session, second, StepKind.AGREED, euros(3_000))
    world.receive(second, euros(3_500))
    world.receive(first, euros(1_000))

    found = position(session, scope, RECEIVED)
    assert found.commitments == Commitments(
        promised=euros(6_000),
        voted=euros(4_000),
        agreed=euros(3_000),
        firm=euros(7_000),
        # What one gave beyond its agreement does not lessen what another still owes.
        still_to_receive=euros(3_000),
        given=euros(4_500),
        n_promised=1,
        n_voted=1,
        n_agreed=1,
        n_received=2,
    )
    assert found.received == euros(4_500)
    before = position(session, scope, VOTED - timedelta(days=1))
    assert before.commitments == Commitments()


@pytest.mark.parametrize("seed", SEEDS)
def test_kept_stages_follow_the_rule_of_steps(session: Session, seed: int) -> None:
    history = PlainHistory(session, seed)
    gift = history.donations[0]
    steps: list[int] = []
    for _ in range(12):
        replaced = None
        if steps and history.random.random() < 0.3:
            replaced = steps.pop(history.random.randrange(len(steps)))
        step = record_step(
            session,
            RecordStep(
                donation_id=gift.id,
                kind=history.random.choice(list(StepKind)),
                amount=Cents(history.random.randint(1, euros(1000))),
                dated_on=history.day(),
                replaces_id=replaced,
            ),
            by=by(),
        )
        steps.append(step.id)
        as_of = history.day()
        assert _kept(session, gift, as_of) == _by_rule(session, gift, as_of)
    for number in range(0, DAYS, 7):
        as_of = FIRST + timedelta(number)
        assert _kept(session, gift, as_of) == _by_rule(session, gift, as_of)


def _kept(session: Session, gift: Donation, as_of: date) -> tuple[int, int, int, int]:
    sums = commitments.by_gift(session, Donation.id == gift.id, Moment(as_of))[gift.id]
    return sums.promised, sums.voted, sums.agreed, sums.firm


def _by_rule(session: Session, gift: Donation, as_of: date) -> tuple[int, int, int, int]:
    rule = commitment(steps_of(session, gift.id), as_of)
    return rule.promised, rule.voted, rule.agreed, rule.firm
