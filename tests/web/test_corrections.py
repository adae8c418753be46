"""Corrections without fear: previewed, in one act, with a reason; refused ones say what first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import count

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, Receipt
from fundtracker.ledger.models import Entry
from fundtracker.ledger.periods import LockPeriod, lock_period
from fundtracker.ledger.places import Place, Purpose
from fundtracker.ledger.verify import verify
from fundtracker.projects.models import Project
from fundtracker.users.models import Role
from fundtracker.web.access import CORRECTING
from tests.spending_world import site
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import building, gift_of, text_of
from tests.world import DECIDED, RECEIVED, World, by, euros

FUND = "/funds/sucre"
FIX = f"{FUND}/receipts/1/correct"
ASSIGN = f"{FUND}/receipts/1/assign"


def send(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def confirm(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Look at the preview, then confirm it."""
    seen = send(reader, address, typed)
    assert seen.status_code == 200, text_of(seen.get_data(as_text=True))
    page = seen.get_data(as_text=True)
    return reader.client.post(address, data={**hidden_fields(page), **typed, "confirm": "1"})


def counts(database: Database) -> tuple[int, int]:
    with database.session() as session:
        acts = session.execute(select(func.count()).select_from(Act)).scalar_one()
        entries = session.execute(select(func.count()).select_from(Entry)).scalar_one()
        return acts, entries


def sound(database: Database) -> None:
    with database.session() as session:
        assert verify(session, "sucre").findings == []


def _built(world: World) -> None:
    """Nancy gave 1,000 € (fee 5 %), of which 500 € are allocated; Metz gave 300 €."""
    fund = world.fund(code="sucre", rate_bp=500)
    nancy, metz = gift_of(world, fund, "Nancy"), gift_of(world, fund, "Metz")
    world.receive(nancy, euros(1000))
    world.receive(metz, euros(300))
    project = world.project(fund)
    world.allocate(project, (nancy, euros(500)), (metz, euros(100)), on=DECIDED)


@pytest.fixture
def built(fresh_database: Database) -> None:
    with building(fresh_database) as world:
        _built(world)


@pytest.mark.usefixtures("built")
def test_a_wrong_amount_is_corrected_after_allocation_without_touching_others(
    fresh_database: Database, admin: Reader
) -> None:
    before = counts(fresh_database)
    typed = {"amount": "900", "on": "2/6/2016", "reason": "Erreur de saisie"}
    seen = send(admin, FIX, typed)
    text = text_of(seen.get_data(as_text=True))
    assert "1 don concerné" in text
    assert "355,00 € avant : 450,00 €" in text
    assert "Metz" not in text
    assert counts(fresh_database) == before
    assert confirm(admin, FIX, typed).status_code == 303
    acts, entries = counts(fresh_database)
    assert (acts, entries) == (before[0] + 1, before[1] + 4)
    with building(fresh_database) as world:
        nancy = world.session.get_one(Donation, 1)
        project = world.session.get_one(Project, 1)
        assert world.at(Place.UNALLOCATED, nancy) == euros(355)
        assert world.at(Place.HELD, nancy, project) == euros(500)
    sound(fresh_database)


@pytest.mark.usefixtures("built")
def test_an_amount_that_no_longer_covers_what_was_allocated_names_what_to_reverse(
    fresh_database: Database, admin: Reader
) -> None:
    before = counts(fresh_database)
    answer = send(admin, FIX, {"amount": "400", "on": "1/6/2016", "reason": "Erreur"})
    assert answer.status_code == 422
    assert "5" in text_of(answer.get_data(as_text=True))
    assert counts(fresh_database) == before


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("amount", "0", "amount"), ("amount", "", "amount"), ("amount", "NaN", "amount"),
        ("on", "1/1/2199", "on"), ("on", "31/2/2016", "on"), ("reason", "", "reason"),
        ("reason", "x" * 10_000, "reason"), ("reason", "a\x00b", "reason"),
    ],
)  # fmt: skip
def test_a_wrong_correction_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, field: str, typed: str, fault: str
) -> None:
    before = counts(fresh_database)
    good = {"amount": "900", "on": "1/6/2016", "reason": "Erreur"}
    answer = send(admin, FIX, {**good, field: typed})
    assert answer.status_code == 422
    assert f'<a href="#{fault}">' in answer.get_data(as_text=True)
    assert counts(fresh_database) == before


@pytest.mark.usefixtures("built")
def test_nothing_is_confirmed_that_was_not_shown(fresh_database: Database, admin: Reader) -> None:
    before = counts(fresh_database)
    typed = {"amount": "900", "on": "1/6/2016", "reason": "Erreur"}
    blind = send(admin, FIX, {**typed, "confirm": "1"})
    assert blind.status_code == 200
    page = blind.get_data(as_text=True)
    other = {**hidden_fields(page), **typed, "amount": "800", "confirm": "1"}
    changed = admin.client.post(FIX, data=other)
    assert changed.status_code == 409
    assert "changé entre-temps" in text_of(changed.get_data(as_text=True))
    assert counts(fresh_database) == before


@pytest.mark.usefixtures("built")
def test_a_second_click_corrects_nothing_more_and_a_second_correction_is_refused(
    fresh_database: Database, admin: Reader
) -> None:
    typed = {"amount": "900", "on": "1/6/2016", "reason": "Erreur"}
    page = send(admin, FIX, typed).get_data(as_text=True)
    data = {**hidden_fields(page), **typed, "confirm": "1"}
    assert [admin.client.post(FIX, data=data).status_code for _ in range(2)] == [303, 303]
    after = counts(fresh_database)
    again = send(admin, FIX, {**typed, "amount": "950"})
    assert again.status_code == 422
    assert "déjà" in text_of(again.get_data(as_text=True))
    assert counts(fresh_database) == after


@pytest.mark.usefixtures("built")
def test_an_allocation_is_taken_back_at_its_own_date_with_its_reason(
    fresh_database: Database, admin: Reader
) -> None:
    address = f"{FUND}/entries/5/reverse"
    assert admin.client.get(f"{FUND}/entries/5/correct").location == address
    before = counts(fresh_database)
    assert send(admin, address, {"on": "1/10/2016", "reason": ""}).status_code == 422
    answer = confirm(admin, address, {"on": "1/10/2016", "reason": "Doublon"})
    assert (answer.status_code, answer.location) == (303, f"{FUND}/entries/6")
    assert counts(fresh_database) == (before[0] + 1, before[1] + 1)
    with fresh_database.session() as session:
        assert session.get_one(Entry, (1, 6)).effective_on == DECIDED
    assert "contre-passée par le n° 6" in text_of(admin.get(f"{FUND}/journal"))
    again = send(admin, address, {"on": "1/10/2016", "reason": "Doublon"})
    assert again.status_code == 409
    sound(fresh_database)


@pytest.mark.usefixtures("built")
def test_a_payment_that_never_came_goes_back_with_its_fee_and_what_used_it(
    fresh_database: Database, admin: Reader
) -> None:
    address = f"{FUND}/entries/1/reverse"
    typed = {"on": "1/6/2016", "reason": "Rejeté par la banque"}
    refused = send(admin, address, typed)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'href="/funds/sucre/entries/5"' in page
    hidden = hidden_fields(page, form=1)
    assert hidden["reason"] == "Rejeté par la banque"
    both = admin.client.post(address, data={**hidden, "also": "5", "on": "1/10/2016"})
    page = both.get_data(as_text=True)
    assert both.status_code == 200, text_of(page)
    assert "2 dons concernés" in text_of(page)
    data = {**hidden_fields(page), **typed, "on": "1/10/2016", "also": "5", "confirm": "1"}
    assert admin.client.post(address, data=data).status_code == 303
    sound(fresh_database)
    with building(fresh_database) as world:
        assert world.everywhere(world.session.get_one(Donation, 1)) == {}


@pytest.mark.usefixtures("built")
def test_a_payment_just_recorded_is_undone_from_the_message(
    fresh_database: Database, admin: Reader
) -> None:
    receive = "/donations/SUCRE-0002/receipts/new"
    sent = send(admin, receive, {"amount": "50", "received_on": "1/7/2016"})
    page = admin.get(str(sent.location))
    assert 'href="/funds/sucre/entries/6/reverse?undo=1"' in page
    address = f"{FUND}/entries/6/reverse?undo=1"
    assert 'value="Annulation immédiate"' in admin.get(address)
    typed = {"on": "1/7/2016", "reason": "Annulation immédiate"}
    assert confirm(admin, address, typed).status_code == 303
    with building(fresh_database) as world:
        assert world.at(Place.UNALLOCATED, world.session.get_one(Donation, 2)) == euros(185)


def test_an_unknown_payment_is_assigned_in_parts_at_the_date_of_the_bank(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        unknown = world.other_money(fund, DonationKind.TO_IDENTIFY)
        world.receive(unknown, euros(1000))
        gift_of(world, fund, "Nancy")
        gift_of(world, fund, "Metz")
    before = counts(fresh_database)
    typed = {"donation": "sucre-0002", "amount": "600", "reason": "Avis de virement"}
    assert confirm(admin, ASSIGN, typed).status_code == 303
    assert counts(fresh_database)[0] == before[0] + 1
    rest = {"donation": "SUCRE-0003", "amount": "400", "reason": "Avis de virement"}
    with fresh_database.session() as session:
        # A rehearsal takes ids that nothing bears.
        last = select(func.max(Receipt.id)).where(Receipt.donation_id == 1)
        left = session.execute(last).scalar_one()
    assert confirm(admin, f"{FUND}/receipts/{left}/assign", rest).status_code == 303
    with building(fresh_database) as world:
        nancy, metz = (world.session.get_one(Donation, it) for it in (2, 3))
        assert world.at(Place.UNALLOCATED, nancy) == euros(570)
        assert world.at(Place.UNALLOCATED, metz) == euros(380)
        assert world.everywhere(world.session.get_one(Donation, 1)) == {}
        dates = {it.effective_on for it in world.session.scalars(select(Entry))}
        assert dates == {RECEIVED}
    sound(fresh_database)


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("donation", "SUCRE-0001", "donation"), ("donation", "NULLE-0001", "donation"),
        ("donation", "", "donation"), ("donation", "AUTRE-0001", "donation"),
        ("amount", "1000,01", "amount"), ("amount", "0", "amount"), ("reason", "", "reason"),
    ],
)  # fmt: skip
def test_a_wrong_assignment_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, field: str, typed: str, fault: str
) -> None:
    with building(fresh_database) as world:
        world._numbers = count(50)  # beside what the fixture made
        gift_of(world, world.fund(code="autre"), "Lille")
    good = {"donation": "SUCRE-0002", "amount": "100", "reason": "Erreur"}
    answer = send(admin, ASSIGN, {**good, field: typed})
    assert answer.status_code == 422
    assert f'<a href="#{fault}">' in answer.get_data(as_text=True)


def test_payments_to_partners_and_expenditures_are_led_to_their_own_pages(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        here = site(world, euros(100))
        here.disburse(euros(60))
        here.accept(euros(40))
        code = here.fund.code
    fund = f"/funds/{code}"
    assert admin.client.get(f"{fund}/entries/3/correct").location == f"{fund}/payments/1/reject"
    spent = admin.client.get(f"{fund}/entries/4/correct").location
    assert spent == f"{fund}/expenditures/1/correct"
    assert "Corriger" in admin.get(f"{fund}/entries/4")


@pytest.mark.usefixtures("built")
def test_whoever_corrects_must_have_the_right_of_what_is_corrected(
    signed_in: Callable[[Role], Reader],
) -> None:
    manager, accountant, reader = (
        signed_in(it) for it in (Role.MANAGER, Role.ACCOUNTANT, Role.READER)
    )
    manager.get(FIX, status=403)
    accountant.get(FIX)
    accountant.get(f"{FUND}/entries/5/reverse", status=403)
    manager.get(f"{FUND}/entries/5/reverse")
    reader.get(f"{FUND}/entries/5/correct", status=403)
    assert "Corriger" not in reader.get(f"{FUND}/entries/5")
    address = f"{FUND}/entries/5/reverse"
    data = {**hidden_fields(manager.get(address)), "on": "1/10/2016", "reason": "x", "also": "1"}
    assert manager.client.post(address, data=data).status_code == 403


def test_every_purpose_says_who_may_correct_it() -> None:
    assert set(CORRECTING) == set(Purpose)


@pytest.mark.usefixtures("built")
def test_what_is_none_or_another_funds_is_not_found(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world._numbers = count(50)  # beside what the fixture made
        world.fund(code="autre")
    for part in ("entries/99/reverse", "entries/99/correct", "receipts/99/correct"):
        admin.get(f"{FUND}/{part}", status=404)
    admin.get("/funds/autre/receipts/1/correct", status=404)
    admin.get("/funds/autre/receipts/1/assign", status=404)


@pytest.mark.usefixtures("built")
def test_a_correction_in_a_closed_period_stands_on_the_first_open_day(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        until = date(2016, 12, 31)
        lock_period(world.session, LockPeriod(book_code="sucre", until=until), by=by())
    typed = {"donation": "SUCRE-0002", "amount": "400", "reason": "Erreur"}
    assert confirm(admin, ASSIGN, typed).status_code == 303
    with fresh_database.session() as session:
        days = session.scalars(select(Entry.effective_on).where(Entry.number > 5)).all()
        assert set(days) == {date(2017, 1, 1)}
        receipts = session.scalars(select(Receipt.donation_id).order_by(Receipt.id)).all()
        assert receipts == [1, 2, 2, 1]
    sound(fresh_database)
