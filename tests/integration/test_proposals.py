"""Two pairs of eyes: above a fund's threshold nobody acts alone, whatever program asks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, allocate
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.db import Database
from fundtracker.donations.give_back import CarryOverTo, Refund, carry_over, refund
from fundtracker.funds.edit import EditFund, edit_fund
from fundtracker.funds.errors import NeedsConfirmation
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Place
from fundtracker.proposals.errors import DecidedAlready, NoSuchProposal, OwnProposal
from fundtracker.proposals.models import Proposal
from fundtracker.proposals.service import Decide, decide, propose
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user
from tests.spending_world import PAID, site
from tests.world import OPENED, World, euros

PASSWORD = "quatre mots bien longs"


def _user(session: Session, name: str) -> int:
    request = AddUser(email=f"{name}@example.org", name=name, role=Role.ADMIN)
    return create_user(session, request, password=PASSWORD, by=Signature()).id


class Two:
    """A fund with a threshold of 100 euros, money in it, and two people."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.world = World(session)
        here = site(self.world, euros(700), euros(300))
        self.site = here
        self.fund = here.fund
        self.gift = self.world.paid_gift(here.fund, euros(500))
        self.project = self.world.project(here.fund)
        self.decision = self.world.decision(here.fund)
        self.fund.confirm_above = euros(100)
        session.flush()
        self.one, self.other = _user(session, "one"), _user(session, "other")

    def allocation(self, amount: int) -> Allocate:
        line = Line(donation_id=self.gift.id, amount=euros(amount))
        return Allocate(
            project_id=self.project.id,
            decision_id=self.decision.id,
            on=clock.today(),
            lines=(line,),
        )

    def proposed(self, do: Callable[[Signature], object]) -> Proposal:
        by = Signature(actor_id=self.one)
        with pytest.raises(NeedsConfirmation) as wanted:
            do(by)
        return propose(self.session, wanted.value, by=by)

    def confirm(self, proposal: Proposal, by: int | None = None) -> Proposal:
        request = Decide(proposal_id=proposal.id, is_confirmed=True)
        return decide(self.session, request, by=Signature(actor_id=by or self.other))


@pytest.fixture
def two(session: Session) -> Two:
    return Two(session)


def test_one_alone_acts_up_to_the_threshold(two: Two) -> None:
    allocate(two.session, two.allocation(100), by=Signature(actor_id=two.one))
    assert two.world.at(Place.HELD, two.gift, two.project) == euros(100)


def test_above_it_somebody_else_confirms_and_the_act_names_both(two: Two) -> None:
    proposal = two.proposed(lambda by: allocate(two.session, two.allocation(101), by=by))
    assert two.world.at(Place.HELD, two.gift, two.project) == 0
    assert proposal.amount == euros(101)
    two.confirm(proposal)
    assert two.world.at(Place.HELD, two.gift, two.project) == euros(101)
    act = two.session.scalars(select(Act).where(Act.key == proposal.key)).one()
    assert (act.actor_id, act.confirmed_by_id) == (two.one, two.other)


def test_whoever_proposed_does_not_confirm_but_may_take_it_back(two: Two) -> None:
    proposal = two.proposed(lambda by: allocate(two.session, two.allocation(200), by=by))
    with pytest.raises(OwnProposal):
        two.confirm(proposal, by=two.one)
    request = Decide(proposal_id=proposal.id, is_confirmed=False, reason="Erreur")
    decide(two.session, request, by=Signature(actor_id=two.one))
    assert (proposal.is_confirmed, proposal.reason) == (False, "Erreur")
    with pytest.raises(DecidedAlready):
        two.confirm(proposal)
    assert two.world.at(Place.HELD, two.gift, two.project) == 0


def test_a_second_click_proposes_and_confirms_once(two: Two) -> None:
    by = Signature(actor_id=two.one)
    found = []
    for _ in range(2):
        with pytest.raises(NeedsConfirmation) as wanted:
            allocate(two.session, two.allocation(200), by=by)
        found.append(propose(two.session, wanted.value, by=by).id)
    assert found[0] == found[1]
    proposal = two.session.get_one(Proposal, found[0])
    two.confirm(proposal)
    two.confirm(proposal)
    assert two.world.at(Place.HELD, two.gift, two.project) == euros(200)
    with pytest.raises(NoSuchProposal):
        decide(
            two.session,
            Decide(proposal_id=999, is_confirmed=True),
            by=Signature(actor_id=two.other),
        )


def test_rules_are_asked_again_when_it_is_confirmed(two: Two) -> None:
    proposal = two.proposed(lambda by: allocate(two.session, two.allocation(450), by=by))
    allocate(two.session, two.allocation(100), by=Signature(actor_id=two.one))
    with pytest.raises(Exception, match=r"left|reste"), two.session.begin_nested():
        two.confirm(proposal)
    two.session.refresh(proposal)
    assert proposal.is_confirmed is None


def test_every_verb_that_moves_money_out_asks_for_two(two: Two) -> None:
    session, today = two.session, clock.today()
    other_fund = two.world.fund()
    pay = Disburse(
        agreement_id=two.site.agreement.id,
        project_id=two.site.project.id,
        amount=euros(150),
        paid_on=PAID,
    )
    back = Refund(donation_id=two.gift.id, amount=euros(150), on=today, decision_id=two.decision.id)
    over = CarryOverTo(
        donation_id=two.gift.id, to_fund_id=other_fund.id, amount=euros(150), on=today,
        decision_id=two.decision.id, consent="Courrier",
    )  # fmt: skip
    for do in (
        lambda by: disburse(session, pay, by=by),
        lambda by: refund(session, back, by=by),
        lambda by: carry_over(session, over, by=by),
    ):
        two.confirm(two.proposed(do))
    assert two.world.at(Place.RETURNED, two.gift) == euros(150)
    assert two.world.at(Place.CARRIED, two.gift) == euros(150)


def test_a_carry_over_asks_for_two_where_either_fund_does(two: Two) -> None:
    free = two.world.fund()
    gift = two.world.paid_gift(free, euros(400))
    over = CarryOverTo(
        donation_id=gift.id, to_fund_id=two.fund.id, amount=euros(150), on=clock.today(),
        decision_id=two.world.decision(free).id, consent="Courrier",
    )  # fmt: skip
    two.confirm(two.proposed(lambda by: carry_over(two.session, over, by=by)))


def test_a_reversal_of_more_than_the_threshold_asks_for_two(two: Two) -> None:
    two.confirm(two.proposed(lambda by: allocate(two.session, two.allocation(300), by=by)))
    last = two.session.scalars(
        select(Entry.number).where(Entry.book_id == two.fund.book_id).order_by(Entry.number.desc())
    ).first()
    assert last is not None
    request = Reverse(fund_id=two.fund.id, numbers=(last,), on=clock.today(), reason="Erreur")
    two.confirm(two.proposed(lambda by: reverse(two.session, request, by=by)))
    assert two.world.at(Place.HELD, two.gift, two.project) == 0


def _edit(fund: Fund, **changes: object) -> EditFund:
    values: dict[str, object] = {
        "fund_id": fund.id, "version": 0, "name": fund.name, "territory": fund.territory,
        "crisis_name": "Séisme", "crisis_on": OPENED.replace(day=16), "opened_on": OPENED,
        "confirm_above": fund.confirm_above, **changes,
    }  # fmt: skip
    return EditFund(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"iban": "FR1420041010050500013M02606"}, {"confirm_above": None},
                {"confirm_above": euros(1_000_000)}],
)  # fmt: skip
def test_bank_details_and_the_threshold_itself_are_changed_by_two(
    two: Two, changes: dict[str, object]
) -> None:
    request = _edit(two.fund, **changes)
    two.confirm(two.proposed(lambda by: edit_fund(two.session, request, by=by)))
    two.session.refresh(two.fund)
    (name, value) = next(iter(changes.items()))
    assert getattr(two.fund, name) == value


def test_a_name_is_changed_by_one(two: Two) -> None:
    edit_fund(two.session, _edit(two.fund, name="Fonds"), by=Signature(actor_id=two.one))
    assert two.fund.name == "Fonds"


def test_the_database_itself_refuses_one_alone(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fundtracker.allocations.service.check_second_pair", lambda *_a, **_k: None)
    with pytest.raises(IntegrityError, match="two people act"), two.session.begin_nested():
        allocate(two.session, two.allocation(101), by=Signature(actor_id=two.one))
    allocate(two.session, two.allocation(100), by=Signature(actor_id=two.one))
    allocate(
        two.session,
        two.allocation(101),
        by=Signature(actor_id=two.one, confirmed_by_id=two.other),
    )


def test_of_two_who_decide_at_once_one_does(fresh_database: Database) -> None:
    with fresh_database.session() as reading, transaction(reading) as session:
        two = Two(session)
        proposal_id = two.proposed(lambda by: allocate(session, two.allocation(200), by=by)).id
        people = [_user(session, f"p{it}") for it in range(4)]

    def once(person: int) -> bool:
        request = Decide(proposal_id=proposal_id, is_confirmed=True)
        try:
            with fresh_database.session() as reading, transaction(reading) as session:
                decide(session, request, by=Signature(actor_id=person))
        except DecidedAlready:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(once, people)) == [False, False, False, True]
    with fresh_database.session() as session:
        assert len(session.scalars(select(Act).where(Act.confirmed_by_id.is_not(None))).all()) == 1
