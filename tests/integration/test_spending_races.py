"""Two people paying at once: neither the money nor the agreement is used twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from fundtracker.db import Database
from fundtracker.money import Cents
from fundtracker.spending.disburse import Disburse, disburse
from fundtracker.spending.errors import AgreementExceeded
from fundtracker.spending.justify import accept_expenditure
from fundtracker.spending.models import Disbursement
from fundtracker.spending.positions import agreement_position
from fundtracker.transaction import transaction
from tests.spending_world import ACCEPTED, PAID, Site, site
from tests.world import World, by, euros


def _site(database: Database) -> tuple[Disburse, int]:
    """Commit a site and ask for a payment of more than half of its agreement."""
    with database.session() as session, transaction(session):
        here: Site = site(World(session), euros(1000), agreed=euros(100))
        accept_expenditure(session, here.acceptance(euros(80), ACCEPTED), by=by())
        request = Disburse(
            agreement_id=here.agreement.id,
            project_id=here.project.id,
            amount=euros(60),
            paid_on=PAID,
        )
        return request, here.agreement.id


def test_of_two_payments_that_exceed_the_agreement_together_one_is_made(
    fresh_database: Database,
) -> None:
    request, agreement_id = _site(fresh_database)
    start = Barrier(2)

    def pay(_number: int) -> bool:
        with fresh_database.session() as session:
            start.wait()
            try:
                with transaction(session):
                    disburse(session, request, by=by())
            except AgreementExceeded:
                return False
            return True

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(pay, range(2))) == [False, True]
    with fresh_database.session() as session:
        position = agreement_position(session, agreement_id)
        assert (position.paid, position.justified) == (euros(60), euros(60))
        assert position.waiting == euros(20)


def test_a_double_click_pays_once(fresh_database: Database) -> None:
    request, agreement_id = _site(fresh_database)
    signature, start = by(), Barrier(2)

    def pay(_number: int) -> int:
        with fresh_database.session() as session:
            start.wait()
            with transaction(session):
                return disburse(session, request, by=signature).id

    with ThreadPoolExecutor(2) as people:
        first, second = people.map(pay, range(2))
    assert first == second
    with fresh_database.session() as session:
        assert session.scalar(select(func.count()).select_from(Disbursement)) == 1
        assert agreement_position(session, agreement_id).paid == Cents(60_00)
