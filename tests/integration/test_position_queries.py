"""The queries of pages: how many statements, by which way, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker.db import dialect_of
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation
from fundtracker.donations.record import RecordDonation, record_donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.errors import NoSuchEntry
from fundtracker.ledger.models import Book, Transfer
from fundtracker.position import leftovers_page
from fundtracker.position.collectivity_page import collectivity_page
from fundtracker.position.donors import donors
from fundtracker.position.fund_page import fund_page
from fundtracker.position.leftovers_page import leftover_list
from fundtracker.position.queries import position
from fundtracker.position.scopes import (
    CollectivityScope,
    DonationScope,
    FundScope,
    ProjectScope,
)
from fundtracker.position.traces import trace_of_donation
from tests.spending_world import Site, site
from tests.statements import Statements, watched
from tests.world import RECEIVED, World, by, euros

NOW = date(2099, 1, 1)
MONTH_END = date(2016, 11, 30)
MID_MONTH = date(2016, 11, 17)


def built(session: Session, gifts: int = 3) -> Site:
    found = site(World(session), *[euros(1_000)] * gifts)
    found.disburse(euros(500 * gifts))
    found.accept(euros(200 * gifts))
    session.expire_all()
    session.refresh(found.fund)
    return found


GROWING = ("transfer", "entry", "account", "account_month", "act")


def read_whole(session: Session, statements: Statements) -> set[str]:
    """Return the tables that grow with the books and that SQLite would read whole."""
    if dialect_of(session) != "sqlite":
        return set()
    scanned = [it.split()[1] for it in statements.plans(session) if it.startswith("SCAN ")]
    return {it.rstrip("_0123456789") for it in scanned} & set(GROWING)


def test_a_table_read_whole_is_noticed(session: Session) -> None:
    with watched(session) as statements:
        session.execute(select(Transfer.amount).where(Transfer.amount > 1))
    assert read_whole(session, statements) <= {"transfer"}
    assert read_whole(session, statements) or dialect_of(session) != "sqlite"


@pytest.mark.parametrize(("as_of", "most"), [(NOW, 8), (MONTH_END, 8), (MID_MONTH, 9)])
@pytest.mark.parametrize("gifts", [1, 12])
def test_a_fund_page_takes_few_statements_whatever_it_shows(
    session: Session, as_of: date, most: int, gifts: int
) -> None:
    fund = built(session, gifts).fund
    with watched(session) as statements:
        page = fund_page(session, fund, as_of)
    assert page.donors.n_all == gifts
    assert len(statements) == most
    assert not read_whole(session, statements)


@pytest.mark.parametrize(("as_of", "more"), [(NOW, 0), (MONTH_END, 0), (MID_MONTH, 1)])
def test_other_reads_take_few_statements_and_read_no_table_whole(
    session: Session, as_of: date, more: int
) -> None:
    found = built(session)
    fund, gift, donor = found.fund, found.gifts[0].id, found.gifts[0].collectivity_id
    assert donor is not None
    donation = DonationScope(book_id=fund.book_id, donation_id=gift)
    project = ProjectScope(book_id=fund.book_id, project_id=found.project.id)
    reads: list[tuple[int, Callable[[], object]]] = [
        (3, lambda: donors(session, fund, as_of)),
        (3, lambda: collectivity_page(session, donor, as_of)),
        (3, lambda: position(session, donation, as_of)),
        (2 + more, lambda: position(session, project, as_of)),
        (4, lambda: trace_of_donation(session, gift, as_of)),
    ]
    for number, read in reads:
        with watched(session) as statements:
            read()
        assert len(statements) == number
        assert not read_whole(session, statements)


def test_donors_come_by_name_page_by_page(session: Session) -> None:
    world = World(session)
    fund = world.fund()
    for name in ("Évreux", "Abbeville", "Échirolles", "Zuydcoote"):
        _gift_of(world, fund, name)
    first = donors(session, fund, NOW, limit=3)
    second = donors(session, fund, NOW, limit=3, offset=3)
    names = [row.name for row in (*first.rows, *second.rows)]
    assert names == ["Abbeville", "Échirolles", "Évreux", "Zuydcoote"]
    assert (first.n_all, second.n_all) == (4, 4)
    assert donors(session, fund, NOW, limit=3, offset=9).n_all == 4


def test_a_past_day_does_not_show_who_came_later(session: Session) -> None:
    world = World(session)
    fund = world.fund()
    early, late = _gift_of(world, fund, "Abbeville"), _gift_of(world, fund, "Bergues")
    world.receive(early, euros(10), date(2016, 5, 10))
    world.receive(late, euros(10), date(2016, 5, 20))
    for as_of, names in (
        (date(2016, 5, 9), []),
        (date(2016, 5, 10), ["Abbeville"]),
        (date(2016, 5, 20), ["Abbeville", "Bergues"]),
        (date(2016, 6, 2), ["Abbeville", "Bergues"]),
    ):
        assert [row.name for row in donors(session, fund, as_of).rows] == names


def test_money_of_nobody_stands_beside_the_donors(session: Session) -> None:
    world = World(session)
    fund = world.fund()
    world.receive(world.other_money(fund, DonationKind.INCOME), euros(7))
    world.paid_gift(fund, euros(10))
    page = fund_page(session, fund, RECEIVED)
    assert page.other_money.received == euros(7)
    assert page.position.received == euros(17)
    assert page.position.commitments is not None
    assert page.position.commitments.given == euros(10)
    assert page.position.commitments.n_received == 1


def test_the_largest_donors_are_named_in_the_flow_and_the_others_counted(
    session: Session,
) -> None:
    world = World(session)
    fund = world.fund()
    for number in range(9):
        world.paid_gift(fund, euros(100 + number))
    flow = fund_page(session, fund, NOW).flow
    assert [line.amount for line in flow.lines] == [
        *(euros(100 + number) for number in range(8, 1, -1)),
        euros(201),
    ]
    assert flow.lines[-1].source.collectivity_id is None
    assert flow.n_others == 2


def test_a_statement_bears_the_last_entry_or_the_one_asked_for(session: Session) -> None:
    found = built(session)
    scope = FundScope(fund_id=found.fund.id, book_id=found.fund.book_id)
    book = session.get_one(Book, found.fund.book_id)
    now = position(session, scope, NOW)
    assert now.seal is not None
    assert (now.seal.entry_number, now.seal.entry_hash) == (book.last_number, book.last_hash)
    assert book.last_hash.startswith(now.seal.short_hash)
    assert position(session, scope, NOW, up_to_entry=book.last_number) == now
    first = position(session, scope, NOW, up_to_entry=1)
    assert first.received == euros(1_000)
    assert first.seal is not None
    assert first.seal.entry_number == 1
    with pytest.raises(NoSuchEntry):
        position(session, scope, NOW, up_to_entry=book.last_number + 1)


def test_an_entry_number_means_nothing_over_several_books(session: Session) -> None:
    with pytest.raises(ValueError, match="several books"):
        position(session, CollectivityScope(collectivity_id=1), NOW, up_to_entry=1)


def _gift_of(world: World, fund: Fund, name: str) -> Donation:
    donor = world.collectivity(name)
    request = RecordDonation(fund_id=fund.id, collectivity_id=donor.id)
    return record_donation(world.session, request, by=by())


def test_leftovers_come_page_by_page_with_the_sums_of_all(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(session)
    fund = world.fund()
    for number, name in enumerate(("Évreux", "Abbeville", "Zuydcoote"), start=1):
        world.receive(_gift_of(world, fund, name), euros(10 * number))
    monkeypatch.setattr(leftovers_page, "PAGE", 2)
    with watched(session) as statements:
        first = leftover_list(session, fund.id)
    assert [it.donor for it in first.rows] == ["Abbeville", "Évreux"]
    assert (first.n_all, first.totals["unallocated"]) == (3, euros(60))
    assert len(statements) == 2
    assert not read_whole(session, statements)
    # Past the last page, it is the last.
    assert [it.donor for it in leftover_list(session, fund.id, page=9).rows] == ["Zuydcoote"]
    largest = leftover_list(session, fund.id, order="unallocated", is_descending=True)
    assert [it.donor for it in largest.rows] == ["Zuydcoote", "Abbeville"]
    assert leftover_list(session, world.fund().id).n_all == 0
