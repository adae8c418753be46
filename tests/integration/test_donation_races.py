"""What a rule asks of a donation is read under the lock, not before it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.db import Database
from fundtracker.donations.edit import EditDonation, edit_donation
from fundtracker.donations.errors import ChoiceChanged
from fundtracker.donations.kinds import Leftover
from fundtracker.donations.leftover import ChooseLeftover, choose_leftover
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import balances_of
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.donations.settle import SettleLeftovers, settle
from fundtracker.funds.models import Fund
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.projects.kinds import Theme
from fundtracker.transaction import transaction
from tests.world import RECEIVED, World, by, euros


def test_a_payment_that_waited_for_an_edit_of_its_donation_bears_the_new_fee(
    fresh_database: Database,
) -> None:
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        gift_id = world.gift(world.fund(rate_bp=500)).id

    def pay() -> None:
        with fresh_database.session() as session, transaction(session):
            wanted = ReceivePayment(donation_id=gift_id, amount=euros(100), received_on=RECEIVED)
            receive(session, wanted, by=by())

    with ThreadPoolExecutor(1) as other, fresh_database.session() as session:
        with transaction(session):
            subject = Subject(kind="donation", record_id=gift_id)
            version = revisions.version_of(session, subject)
            wanted = EditDonation(
                donation_id=gift_id, version=version, budget=Theme.GENERAL, fee_rate_bp=100
            )
            edit_donation(session, wanted, by=by())
            paying = other.submit(pay)
            # Long enough for the other to come to the lock, where it waits for this to end.
            sleep(0.5)
            assert not paying.done()
        paying.result()
    with fresh_database.session() as session:
        assert session.get_one(Donation, gift_id).fee_rate_bp == 100
        assert balances_of(session, gift_id)[Place.FEES] == Cents(1_00)


def test_of_two_who_settle_the_same_leftovers_at_once_one_does(fresh_database: Database) -> None:
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        funds = world.fund(), world.fund()
        gifts = [world.paid_gift(funds[0], euros(60)), world.paid_gift(funds[1], euros(50))]
        wanted = [
            _carried_to(world, gift, other) for gift, other in zip(gifts, funds[::-1], strict=True)
        ]
        ids = [gift.id for gift in gifts]
    # Either fund's leftovers go to the other: each asks for the books that the other holds.
    both = wanted * 3

    def ask(request: SettleLeftovers) -> int:
        with fresh_database.session() as session:
            try:
                with transaction(session):
                    return settle(session, request, by=by()).count
            except ChoiceChanged:
                return 0

    with ThreadPoolExecutor(len(both)) as pool:
        assert sum(pool.map(ask, both)) == 2
    with fresh_database.session() as session:
        assert [balances_of(session, it)[Place.CARRIED] for it in ids] == [euros(60), euros(50)]


def _carried_to(world: World, gift: Donation, other: Fund) -> SettleLeftovers:
    request = ChooseLeftover(
        donation_id=gift.id, choice=Leftover.CARRY_OVER, dated_on=RECEIVED, to_fund_id=other.id
    )
    choice = choose_leftover(world.session, request, by=by())
    fund = world.session.get_one(Fund, gift.fund_id)
    return SettleLeftovers(
        fund_id=gift.fund_id,
        choice_ids=(choice.id,),
        on=RECEIVED,
        decision_id=world.decision(fund).id,
    )
