"""What donors chose is done for many at once: all or none, each by an act of its own, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.donations.errors import ChoiceChanged, NeedsItsOwnForm, NothingChosen
from fundtracker.donations.give_back import Refund, refund
from fundtracker.donations.kinds import Leftover
from fundtracker.donations.leftover import ChooseLeftover, choose_leftover
from fundtracker.donations.models import CarryOver, Donation, LeftoverChoice
from fundtracker.donations.settle import SettleLeftovers, settle
from fundtracker.funds.errors import FundClosed
from fundtracker.funds.models import Fund
from fundtracker.funds.states import FundState
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Place, Purpose
from fundtracker.position.leftovers_page import to_settle
from tests.world import World, by, euros

ON = date(2017, 5, 2)


@dataclass
class Closing:
    """A fund that closes, another that goes on, and what donors of the first chose."""

    world: World
    fund: Fund
    other: Fund
    gifts: list[Donation]
    choices: list[LeftoverChoice]

    def request(self, *choices: LeftoverChoice) -> SettleLeftovers:
        return SettleLeftovers(
            fund_id=self.fund.id,
            choice_ids=tuple(it.id for it in choices or self.choices),
            on=ON,
            decision_id=self.world.decision(self.fund).id,
            bank_reference="SEPA-9",
        )

    def left(self) -> list[int]:
        return [self.world.at(Place.UNALLOCATED, it) for it in self.gifts]


@pytest.fixture
def closing(session: Session) -> Closing:
    world = World(session)
    other, fund = world.fund(), world.fund()
    gifts = [world.paid_gift(fund, euros(amount)) for amount in (100, 60, 40)]
    wishes = (Leftover.REFUND, Leftover.CARRY_OVER, Leftover.REFUND)
    choices = [
        _choose(session, gift, wish, other) for gift, wish in zip(gifts, wishes, strict=True)
    ]
    return Closing(world, fund, other, gifts, choices)


def _choose(session: Session, gift: Donation, wish: Leftover, other: Fund) -> LeftoverChoice:
    request = ChooseLeftover(
        donation_id=gift.id,
        choice=wish,
        dated_on=date(2017, 4, 3),
        to_fund_id=other.id if wish is Leftover.CARRY_OVER else None,
        reference="D-7",
    )
    return choose_leftover(session, request, by=by())


def _acts(session: Session, kind: ActKind) -> int:
    query = select(func.count()).select_from(Act).where(Act.kind == kind.value)
    return session.execute(query).scalar_one()


def test_each_donor_has_what_it_chose_by_an_act_of_its_own(
    session: Session, closing: Closing
) -> None:
    assert len(to_settle(session, closing.fund.id)) == 3
    done = settle(session, closing.request(), by=by())
    assert (done.count, done.amount) == (3, euros(200))
    assert closing.left() == [0, 0, 0]
    first, second, _third = closing.gifts
    assert closing.world.at(Place.RETURNED, first) == euros(100)
    assert closing.world.at(Place.CARRIED, second) == euros(60)
    assert (_acts(session, ActKind.REFUND), _acts(session, ActKind.CARRY_OVER)) == (2, 1)
    carried = session.scalars(select(CarryOver)).one()
    assert carried.consent == "D-7, 3 avril 2017"
    pieces = session.scalars(select(Entry.piece_reference).where(Entry.purpose == Purpose.REFUND))
    assert pieces.all() == ["SEPA-9", "SEPA-9"]
    assert session.get_one(Donation, carried.to_donation_id).fund_id == closing.other.id
    assert to_settle(session, closing.fund.id) == []


def test_a_second_click_settles_nothing_twice(session: Session, closing: Closing) -> None:
    signature, request = Signature(), closing.request()
    settle(session, request, by=signature)
    assert settle(session, request, by=signature).count == 0
    assert closing.world.at(Place.RETURNED, closing.gifts[0]) == euros(100)
    assert _acts(session, ActKind.REFUND) == 2


def test_only_what_was_ticked_is_settled(session: Session, closing: Closing) -> None:
    settle(session, closing.request(closing.choices[2]), by=by())
    assert closing.left() == [euros(100), euros(60), 0]


def test_a_choice_that_was_changed_meanwhile_settles_nothing(
    session: Session, closing: Closing
) -> None:
    request = closing.request()
    _choose(session, closing.gifts[2], Leftover.SAME_PROJECT, closing.other)
    with pytest.raises(ChoiceChanged), session.begin_nested():
        settle(session, request, by=by())
    assert closing.left() == [euros(100), euros(60), euros(40)]


def test_what_was_refunded_meanwhile_is_not_refunded_again(
    session: Session, closing: Closing
) -> None:
    request = closing.request()
    alone = Refund(
        donation_id=closing.gifts[0].id, amount=euros(100), on=ON, decision_id=request.decision_id
    )
    refund(session, alone, by=by())
    with pytest.raises(ChoiceChanged), session.begin_nested():
        settle(session, request, by=by())


def test_what_needs_two_people_has_its_own_form(session: Session, closing: Closing) -> None:
    closing.fund.confirm_above = euros(80)
    with pytest.raises(NeedsItsOwnForm), session.begin_nested():
        settle(session, closing.request(), by=by())
    closing.fund.confirm_above = euros(100)
    assert settle(session, closing.request(), by=by()).count == 3


def test_the_threshold_of_the_fund_that_takes_counts_too(
    session: Session, closing: Closing
) -> None:
    closing.other.confirm_above = euros(50)
    with pytest.raises(NeedsItsOwnForm), session.begin_nested():
        settle(session, closing.request(), by=by())


def test_nothing_goes_to_a_closed_fund_nor_anything_else_then(
    session: Session, closing: Closing
) -> None:
    closing.other.state = FundState.CLOSED
    with pytest.raises(FundClosed), session.begin_nested():
        settle(session, closing.request(), by=by())
    assert closing.left() == [euros(100), euros(60), euros(40)]


def test_choices_of_other_funds_or_that_need_thought_are_not_taken(
    session: Session, closing: Closing
) -> None:
    elsewhere = closing.world.paid_gift(closing.other, euros(10))
    theirs = _choose(session, elsewhere, Leftover.REFUND, closing.fund)
    thought = _choose(session, closing.gifts[0], Leftover.SAME_PROJECT, closing.other)
    with pytest.raises(NothingChosen):
        settle(session, closing.request(theirs, thought), by=by())
