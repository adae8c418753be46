"""Donations beyond their payments: what binds them, what is awaited, what is left of them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.kinds import DonationKind, Expected
from fundtracker.donations.models import Donation, DonationExpectation, LeftoverChoice
from fundtracker.funds.models import Fund
from fundtracker.funds.states import FundState
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify import verify
from fundtracker.web.staff import donation_rows
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import building, check_cost, gift_of, rows_of, text_of
from tests.world import World, euros

DONATION = "/donations/SUCRE-0001"
STEP = f"{DONATION}/steps/new"
EDIT = f"{DONATION}/edit"
FREEZE = f"{DONATION}/freeze"
EXPECT = f"{DONATION}/expect"
CHOICE = f"{DONATION}/leftover"
REFUND = f"{DONATION}/refund"
CARRY = f"{DONATION}/carry-over"
OTHER = "/funds/sucre/other-money/new"
NEW = "/funds/sucre/donations/new?collectivity=1"

VOTED: dict[str, object] = {
    "kind": "voted", "amount": "5000", "dated_on": "1/6/2016", "reference": "D-12",
}  # fmt: skip
GOOD: dict[str, Mapping[str, object]] = {
    STEP: {**VOTED, "expected": "agreement", "expected_on": "1/9/2016"},
    EDIT: {"budget": "general", "earmark": "", "earmark_project": "", "fee_rate": "3", "note": "x"},
    FREEZE: {"dated_on": "1/6/2016", "reason": "Crise politique", "lift": "0"},
    EXPECT: {"expected": "vote", "due_on": "1/9/2016", "note": "Conseil de septembre"},
    CHOICE: {"choice": "refund", "to_fund": "", "dated_on": "1/6/2016", "reference": "L-1"},
    REFUND: {"amount": "100", "on": "1/12/2016", "decision": "1", "bank_reference": "VIR"},
    CARRY: {
        "to_fund": "2", "amount": "100", "on": "1/12/2016", "decision": "1", "consent": "L-2",
    },
    OTHER: {"kind": "income", "note": "Intérêts 2016"},
}  # fmt: skip


def send(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


def sound(database: Database) -> None:
    with database.session() as session:
        for code in ("sucre", "autre"):
            assert verify(session, code).findings == []


@pytest.fixture
def here(fresh_database: Database) -> None:
    """A paid gift of 1,000 €, a decision, a project with 400 € of it, and another fund."""
    with building(fresh_database) as world:
        _build(world)


def _build(world: World) -> None:
    fund = world.fund(code="sucre")
    given = gift_of(world, fund, "Nancy")
    world.receive(given, euros(1000))
    world.decision(fund)
    world.allocate(world.project(fund), (given, euros(400)))
    world.fund(code="autre")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("address", GOOD)
def test_each_form_counts_once_and_leaves_one_act(
    fresh_database: Database, admin: Reader, address: str
) -> None:
    before = n_acts(fresh_database)
    data = {**hidden_fields(admin.get(address)), **GOOD[address]}
    statuses = [admin.client.post(address, data=data).status_code for _ in range(2)]
    assert statuses[0] == 303
    assert statuses[1] in {303, 409}
    assert n_acts(fresh_database) == before + 1
    sound(fresh_database)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("address", "field", "typed", "fault"),
    [
        (STEP, "expected_on", "", "expected_on"), (STEP, "expected", "nope", "expected"),
        (STEP, "expected_on", "31/2/2017", "expected_on"),
        (EDIT, "budget", "nope", "budget"), (EDIT, "fee_rate", "101", "fee_rate"),
        (EDIT, "fee_cap", "x", "fee_cap"), (EDIT, "earmark_project", "99", "earmark_project"),
        (EDIT, "note", "a\u202eb", "note"),
        (FREEZE, "reason", "", "reason"), (FREEZE, "dated_on", "x", "dated_on"),
        (EXPECT, "due_on", "", "due_on"), (EXPECT, "expected", "nope", "expected"),
        (EXPECT, "note", "x" * 10_000, "note"),
        (CHOICE, "choice", "", "choice"), (CHOICE, "dated_on", "1/1/2199", "dated_on"),
        (CHOICE, "choice", "carry_over", "to_fund"), (CHOICE, "to_fund", "2", "to_fund"),
        (CHOICE, "to_fund", "1", "to_fund"),
        (REFUND, "amount", "600,01", "amount"), (REFUND, "amount", "0", "amount"),
        (REFUND, "decision", "", "decision"), (REFUND, "on", "1/1/2199", "on"),
        (REFUND, "on", "1/1/2016", "on"), (REFUND, "bank_reference", "a\x00b", "bank_reference"),
        (CARRY, "amount", "600,01", "amount"), (CARRY, "to_fund", "1", "to_fund"),
        (CARRY, "consent", "", "consent"), (CARRY, "on", "x", "on"),
        (OTHER, "kind", "gift", "kind"), (OTHER, "kind", "carried_in", "kind"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_recorded(
    fresh_database: Database, admin: Reader, address: str, field: str, typed: str, fault: str
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, address, {**GOOD[address], field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422, text_of(page)
    assert f'<a href="#{fault}">' in page, text_of(page)
    assert n_acts(fresh_database) == before


@pytest.mark.usefixtures("here")
def test_a_donation_with_its_first_step_and_paper_is_one_act(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    typed = {
        "step": "voted", "amount": "5000", "dated_on": "1/6/2016", "reference": "D-9",
        "budget": "general", "file": (BytesIO(b"%PDF-1.7\n"), "deliberation.pdf"),
    }  # fmt: skip
    assert send(admin, NEW, typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    page = check_cost(app, admin, "/donations/SUCRE-0002")
    assert "la pièce" in text_of(page)
    assert "La convention de subvention signée" in text_of(page)


@pytest.mark.usefixtures("here")
def test_what_is_expected_is_overdue_and_dropped_once_it_has_come(
    fresh_database: Database, admin: Reader
) -> None:
    assert send(admin, EXPECT, GOOD[EXPECT]).status_code == 303
    text = text_of(admin.get(DONATION))
    assert "en retard La délibération, avant le 1er septembre 2016 · Conseil de septembre" in text
    assert send(admin, STEP, VOTED).status_code == 303
    with fresh_database.session() as session:
        assert session.get(DonationExpectation, 1) is None
    send(admin, EXPECT, {**GOOD[EXPECT], "expected": "payment"})
    paid = {"amount": "10", "received_on": "1/7/2016"}
    assert send(admin, f"{DONATION}/receipts/new", paid).status_code == 303
    with fresh_database.session() as session:
        assert session.get(DonationExpectation, 1) is None


@pytest.mark.usefixtures("here")
def test_a_step_says_what_comes_next_in_the_same_act(
    fresh_database: Database, admin: Reader
) -> None:
    assert send(admin, STEP, GOOD[STEP]).status_code == 303
    with fresh_database.session() as session:
        found = session.get_one(DonationExpectation, 1)
        assert found.kind is Expected.AGREEMENT


@pytest.mark.usefixtures("here")
def test_odd_steps_are_warned_of_and_recorded_all_the_same(
    fresh_database: Database, admin: Reader
) -> None:
    assert send(admin, STEP, VOTED).status_code == 303
    again = {**VOTED, "amount": "50000", "dated_on": "5/6/2016", "reference": "D-12"}
    warned = send(admin, STEP, again)
    page = warned.get_data(as_text=True)
    assert warned.status_code == 200
    text = text_of(page)
    assert "« D-12 »" in text
    assert "dix fois" in text
    assert "23 000,00 €" in text
    assert admin.client.post(STEP, data={**hidden_fields(page), **again}).status_code == 303
    same = send(admin, STEP, {**VOTED, "dated_on": "2/6/2016", "reference": "D-13"})
    assert "à moins de 15 jours" in text_of(same.get_data(as_text=True))
    less = send(admin, STEP, {**VOTED, "kind": "agreed", "amount": "4000", "reference": "C-1"})
    assert "indiquait davantage" in text_of(less.get_data(as_text=True))


@pytest.mark.usefixtures("here")
def test_a_restriction_that_its_money_breaks_already_is_refused(
    fresh_database: Database, admin: Reader
) -> None:
    assert send(admin, EDIT, {**GOOD[EDIT], "budget": "general"}).status_code == 303
    answer = send(admin, EDIT, {**GOOD[EDIT], "budget": "general", "earmark": "risk_reduction"})
    assert answer.status_code == 422
    assert 'id="earmark-error"' in answer.get_data(as_text=True)
    with fresh_database.session() as session:
        found = session.get_one(Donation, 1)
        assert (found.fee_rate_bp, found.earmark_action_type) == (300, None)


@pytest.mark.usefixtures("here")
def test_two_people_who_edit_one_donation_see_both_versions(admin: Reader) -> None:
    typed = {**GOOD[EDIT], "budget": "general"}
    mine = {**hidden_fields(admin.get(EDIT)), **typed, "note": "A"}
    assert send(admin, EDIT, {**typed, "note": "B"}).status_code == 303
    answer = admin.client.post(EDIT, data=mine)
    assert answer.status_code == 409
    assert "Note A B" in text_of(answer.get_data(as_text=True))


@pytest.mark.usefixtures("here")
def test_a_freeze_is_set_and_lifted_with_reasons(admin: Reader) -> None:
    assert send(admin, FREEZE, GOOD[FREEZE]).status_code == 303
    page = admin.get(DONATION)
    assert "Crise politique" in text_of(page)
    assert "Lever le gel" in page
    lifted = send(admin, FREEZE, {**GOOD[FREEZE], "lift": "1", "reason": "Élections tenues"})
    assert lifted.status_code == 303
    again = send(admin, FREEZE, {**GOOD[FREEZE], "lift": "1", "reason": "Encore"})
    assert again.status_code == 422


@pytest.mark.usefixtures("here")
def test_leftovers_show_choices_and_what_became_of_them(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    letter = {"file": (BytesIO(b"%PDF-1.7\n"), "courrier.pdf")}
    assert send(admin, CHOICE, {**GOOD[CHOICE], **letter}).status_code == 303
    carried = {**GOOD[CHOICE], "choice": "carry_over", "to_fund": "2"}
    assert send(admin, CHOICE, carried).status_code == 303
    with fresh_database.session() as session:
        choices = session.execute(select(func.count()).select_from(LeftoverChoice)).scalar_one()
        assert choices == 2
    assert send(admin, REFUND, GOOD[REFUND]).status_code == 303
    assert send(admin, CARRY, GOOD[CARRY]).status_code == 303
    page = check_cost(app, admin, "/funds/sucre/leftovers")
    (row,) = rows_of(page)
    assert "Nancy SUCRE-0001 400,00 € 400,00 € 0,00 € un autre fonds" in row
    assert row.endswith("100,00 € 100,00 €")
    lines = admin.client.get("/funds/sucre/leftovers?format=csv").data.decode("utf-8-sig")
    assert "Nancy;400,00;400,00;0,00;un autre fonds;100,00;100,00" in lines
    with building(fresh_database) as world:
        other = world.session.scalars(select(Donation).order_by(Donation.id.desc())).first()
        assert other is not None
        assert other.kind is DonationKind.CARRIED_IN
        assert world.at(Place.UNALLOCATED, other) == euros(100)
    sound(fresh_database)


@pytest.mark.usefixtures("here")
def test_nothing_is_carried_to_a_closed_fund(fresh_database: Database, admin: Reader) -> None:
    data = {**hidden_fields(admin.get(CARRY)), **GOOD[CARRY]}
    with building(fresh_database) as world:
        world.session.get_one(Fund, 2).state = FundState.CLOSED
    answer = admin.client.post(CARRY, data=data)
    assert answer.status_code == 422
    assert 'id="to_fund-error"' in answer.get_data(as_text=True)


@pytest.mark.usefixtures("here")
def test_interest_goes_on_to_its_payment_and_makes_no_donor(
    fresh_database: Database, admin: Reader
) -> None:
    answer = send(admin, OTHER, GOOD[OTHER])
    assert answer.location == "/donations/SUCRE-0002/receipts/new"
    paid = {"amount": "12,34", "received_on": "1/7/2016"}
    assert send(admin, str(answer.location), paid).status_code == 303
    assert "intérêts ou gain de change" in text_of(admin.get("/donations/SUCRE-0002"))
    admin.get("/donations/SUCRE-0002/leftover")
    with building(fresh_database) as world:
        world._numbers = count(50)
        assert world.session.get_one(Donation, 2).collectivity_id is None


def test_many_donations_cost_what_one_costs(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        _build(world)
        fund = world.session.get_one(Fund, 1)
        for number in range(60):
            world.receive(gift_of(world, fund, f"Commune {number}"), euros(10))
    check_cost(app, admin, "/funds/sucre/leftovers")
    check_cost(app, admin, DONATION)


@pytest.mark.usefixtures("here")
def test_the_list_is_taken_away_as_a_file_of_what_it_shows_with_its_totals(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.session.get_one(Fund, 1)
        world.receive(gift_of(world, fund, "=Metz"), euros(50))
    page = check_cost(app, admin, "/funds/sucre/donations")
    assert len(rows_of(page)) == 2
    foot = text_of(f"<main>{page[page.index('<tfoot>') : page.index('</tfoot>')]}</main>")
    assert foot == "Total 1 050,00 € 650,00 € 400,00 € 0,00 €"
    answer = admin.client.get(
        "/funds/sucre/donations?columns=reference&columns=received&columns=held&format=csv"
    )
    lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0].startswith("Don;Référence;Reçu;")
    assert lines[1:] == [
        "'=Metz;SUCRE-0002;50,00;0,00", "Nancy;SUCRE-0001;1000,00;400,00", "Total;;1050,00;400,00",
    ]  # fmt: skip
    # A filter narrows the rows, the sums and the file alike.
    narrowed = admin.get("/funds/sucre/donations?q=nancy")
    assert "Total 1 000,00 € 600,00 € 400,00 € 0,00 €" in text_of(narrowed)
    file = admin.client.get("/funds/sucre/donations?q=nancy&format=csv").get_data(as_text=True)
    assert [it.split(";")[0] for it in file.splitlines()[1:]] == ["Nancy", "Total"]


def test_a_list_is_sorted_by_any_column_while_it_is_short_enough(
    app: Flask, fresh_database: Database, admin: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        for name, amount in (("Bordeaux", 20), ("Albi", 300), ("Colmar", 100)):
            world.receive(gift_of(world, fund, name), euros(amount))
    address = "/funds/sucre/donations"

    def names(query: str) -> list[str]:
        rows = rows_of(check_cost(app, admin, f"{address}{query}"))
        return [row.split()[0] for row in rows if "SUCRE-" in row]

    assert names("") == ["Colmar", "Albi", "Bordeaux"]
    assert names("?sort=donor") == ["Albi", "Bordeaux", "Colmar"]
    assert names("?sort=-received") == ["Albi", "Colmar", "Bordeaux"]
    assert "sort=-received" in admin.get(address)
    file = admin.client.get(f"{address}?sort=received&format=csv").get_data(as_text=True)
    assert [it.split(";")[0] for it in file.splitlines()[1:4]] == ["Bordeaux", "Colmar", "Albi"]
    monkeypatch.setattr(donation_rows, "SORTED_AT_MOST", 2)
    assert names("?sort=donor") == ["Colmar", "Albi", "Bordeaux"]
    page = admin.get(address)
    assert "sort=" not in page
    assert "2 dons ou moins" in text_of(page)
    assert names("?q=albi&sort=donor") == ["Albi"]
