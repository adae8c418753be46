"""What a rule asks of a donation is read under the lock, not before it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import sleep

from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.db import Database
from fundtracker.donations.edit import EditDonation, edit_donation
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import balances_of
from fundtracker.donations.receive import ReceivePayment, receive
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
