"""Positions over random histories: what they say is what the transfers add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from itertools import product

import pytest

from fundtracker.db import Database
from fundtracker.ledger.models import Book
from fundtracker.ledger.places import Place
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.collectivity_page import collectivity_page
from fundtracker.position.donors import donors
from fundtracker.position.fund_page import FundPage, fund_page
from fundtracker.position.queries import position
from fundtracker.position.scopes import (
    ActionTypeScope,
    CollectivityInFundScope,
    CollectivityScope,
    DonationScope,
    FundScope,
    ProjectScope,
    Scope,
)
from fundtracker.position.traces import trace_of_donation
from fundtracker.projects.kinds import ActionType
from tests.plain_histories import DAYS, FIRST, PlainHistory, Side, added_up, sides
from tests.sessions import isolated_session

SEEDS = range(3)
LAST = FIRST + timedelta(DAYS)
# The middle of a month, an end, a first day, before anything, after everything.
SOME_DAYS = (
    date(2016, 12, 14),
    date(2016, 12, 31),
    date(2017, 2, 1),
    date(2016, 10, 5),
    date(2099, 1, 1),
)


@pytest.fixture(scope="module", params=SEEDS)
def history(database: Database, request: pytest.FixtureRequest) -> Iterator[PlainHistory]:
    """One history for all of these tests: they only read."""
    for session in isolated_session(database):
        history = PlainHistory(session, request.param)
        history.happen(90)
        session.expire_all()
        yield history


def scopes(history: PlainHistory) -> list[tuple[Scope, Callable[[Side], bool]]]:
    """Every kind of scope, and which sides of transfers are its own."""
    fund, gift = history.fund, history.donations[0]
    book, donor, project = fund.book_id, gift.collectivity_id, history.projects[0]
    assert donor is not None
    of_type = {it.id for it in history.projects if it.action_type is ActionType.RISK_REDUCTION}
    return [
        (FundScope(fund_id=fund.id, book_id=book), lambda it: it.book_id == book),
        (
            ActionTypeScope(fund_id=fund.id, book_id=book, action_type=ActionType.RISK_REDUCTION),
            lambda it: it.project_id in of_type,
        ),
        (
            ProjectScope(book_id=book, project_id=project.id),
            lambda it: it.project_id == project.id,
        ),
        (
            DonationScope(book_id=book, donation_id=gift.id),
            lambda it: it.donation_id == gift.id,
        ),
        (
            CollectivityInFundScope(fund_id=fund.id, book_id=book, collectivity_id=donor),
            lambda it: it.collectivity_id == donor and it.book_id == book,
        ),
        (
            CollectivityScope(collectivity_id=donor),
            lambda it: it.collectivity_id == donor,
        ),
    ]


def assert_same(found: Amounts, expected: Amounts, what: object) -> None:
    for it in fields(Amounts):
        assert getattr(found, it.name) == getattr(expected, it.name), (it.name, what)


def test_every_scope_says_what_its_transfers_add_up_to(history: PlainHistory) -> None:
    plain = sides(history.session)
    assert {it.place for it in plain} >= {Place.HELD, Place.ADVANCED, Place.JUSTIFIED}
    for as_of, (scope, mine) in product(SOME_DAYS, scopes(history)):
        found = position(history.session, scope, as_of)
        assert_same(found, Amounts.of(added_up(plain, mine, as_of)), (scope, as_of))


def test_a_position_at_an_entry_is_what_was_known_then(history: PlainHistory) -> None:
    plain = sides(history.session)
    last = history.session.get_one(Book, history.fund.book_id).last_number
    for _ in range(8):
        number = history.random.randint(1, last)
        as_of = history.random.choice([*SOME_DAYS, history.day()])
        for scope, mine in scopes(history)[:-1]:
            found = position(history.session, scope, as_of, up_to_entry=number)
            expected = Amounts.of(added_up(plain, mine, as_of, number))
            assert_same(found, expected, (scope, as_of, number))
            assert found.seal is not None
            assert found.seal.entry_number == number


def test_donors_and_projects_add_up_to_the_fund(history: PlainHistory) -> None:
    for as_of in SOME_DAYS:
        page = fund_page(history.session, history.fund, as_of)
        rows = donors(history.session, history.fund, as_of).rows
        whole = total([*(row.amounts for row in rows), page.other_money])
        assert_same(page.position, whole, as_of)
        projects = total(row.amounts for row in page.projects)
        assert projects.allocated == page.position.allocated
        assert projects.paid_out == page.position.paid_out
        types = [page.of_type(it) for it in (*ActionType, None)]
        assert sum(it.allocated for it in types) == page.position.allocated


def test_the_flow_leads_to_the_figures_of_the_position(history: PlainHistory) -> None:
    for as_of in SOME_DAYS:
        page = fund_page(history.session, history.fund, as_of)
        flowing = {row.project_id: 0 for row in page.projects}
        for line in page.flow.lines:
            if line.project_id is not None:
                flowing[line.project_id] += line.amount
        assert flowing == {row.project_id: row.amounts.allocated for row in page.projects}
        assert _flowing(page, "fees") == page.position.fees
        assert _flowing(page, "unallocated") == page.position.unallocated
        assert _flowing(page, "returned") == page.position.returned


def _flowing(page: FundPage, use: str) -> int:
    return sum(line.amount for line in page.flow.lines if line.use == use)


def test_a_trace_ends_where_the_position_stands(history: PlainHistory) -> None:
    for donation in history.donations:
        for as_of in SOME_DAYS:
            scope = DonationScope(book_id=history.fund.book_id, donation_id=donation.id)
            trace = trace_of_donation(history.session, donation.id, as_of)
            now = position(history.session, scope, as_of)
            assert_same(now, trace.amounts, (donation.id, as_of))
            if trace.lines:
                assert trace.lines[-1].after == trace.amounts
            allocated = sum(it.amounts.allocated for it in trace.projects)
            assert allocated == now.allocated


def test_a_collectivity_page_adds_up_its_funds(history: PlainHistory) -> None:
    donor = history.donations[1].collectivity_id
    assert donor is not None
    for as_of in SOME_DAYS:
        page = collectivity_page(history.session, donor, as_of)
        whole = position(history.session, CollectivityScope(collectivity_id=donor), as_of)
        assert_same(page.position, whole, as_of)
        assert page.position.commitments == whole.commitments
