"""Points over time are the positions of their days."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from fundtracker.position.over_time import of_fund, over_time
from fundtracker.position.queries import position
from fundtracker.position.scopes import FundScope, ProjectScope
from tests.spending_world import PAID, site
from tests.world import World, euros

DAYS = (date(2016, 11, 15), date(2016, 12, 31), date(2017, 4, 2))


def test_each_point_says_what_the_position_of_its_day_says(session: Session) -> None:
    here = site(World(session), euros(700), euros(300))
    here.disburse(euros(400), on=PAID)
    here.accept(euros(250))
    here.spend(euros(10), on=date(2017, 3, 1))
    fund = here.fund
    scope = FundScope(fund_id=fund.id, book_id=fund.book_id)
    for day in DAYS:
        points = of_fund(session, fund.book_id, day)
        assert points[-1].on == day
        assert [it.on for it in points] == sorted({it.on for it in points})
        for it in points:
            found = position(session, scope, it.on)
            assert (it.received, it.allocated, it.paid, it.justified) == (
                found.net_received, found.allocated, found.paid_out, found.justified_in_all,
            )  # fmt: skip


def test_of_a_project_it_says_its_own_money(session: Session) -> None:
    here = site(World(session), euros(700), euros(300))
    here.disburse(euros(400), on=PAID)
    scope = ProjectScope(book_id=here.fund.book_id, project_id=here.project.id)
    now = position(session, scope, DAYS[1])
    points = over_time(session, here.fund.book_id, DAYS[1], now, project_id=here.project.id)
    for it in points:
        found = position(session, scope, it.on)
        assert (it.received, it.paid) == (found.allocated, found.paid_out)


def test_before_the_first_money_there_is_no_point(session: Session) -> None:
    fund = World(session).fund()
    assert of_fund(session, fund.book_id, DAYS[0]) == ()
