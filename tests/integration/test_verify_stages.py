"""What is kept of the steps of donations, compared with what they come to."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from fundtracker.donations.kinds import StepKind
from fundtracker.donations.record import RecordStep, record_step
from fundtracker.donations.verify import differing_stages, verify
from tests.builders import unguarded
from tests.spending_world import Site, site
from tests.world import DECIDED, RECEIVED, World, by, euros


@pytest.fixture
def here(session: Session) -> Site:
    found = site(World(session), euros(100), euros(50))
    for gift, amount in zip(found.gifts, (100, 50), strict=True):
        for kind, on in ((StepKind.PROMISED, RECEIVED), (StepKind.VOTED, DECIDED)):
            step = RecordStep(donation_id=gift.id, kind=kind, amount=euros(amount), dated_on=on)
            record_step(session, step, by=by())
    return found


def test_what_nobody_touched_is_as_it_was_written(session: Session, here: Site) -> None:
    here.world.gift(here.fund)  # without a step
    assert verify(session).is_sound


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE donation_stage SET voted = voted + 1 WHERE donation_id = {gift}",
        "UPDATE donation_stage SET until = '2029-01-01' WHERE donation_id = {gift}",
        "DELETE FROM donation_stage WHERE donation_id = {gift}",
        "UPDATE donation_step SET amount = amount - 1 WHERE donation_id = {gift}",
    ],
)
def test_a_donation_whose_stages_are_not_its_steps_is_named(
    session: Session, here: Site, tampering: str
) -> None:
    gift = here.gifts[0]
    unguarded(session, tampering.format(gift=gift.id))
    session.expire_all()
    (found,) = differing_stages(session)
    assert gift.reference in found.message()
    assert [it.message() for it in verify(session).findings] == [found.message()]
