"""Recording a donation, its steps, its money and where it goes: form by form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.models import Donation, DonationStep, Receipt
from fundtracker.ledger.models import Account, Entry
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import Collectivity, RegisterEntry
from fundtracker.projects.kinds import Theme
from fundtracker.users.models import Role
from tests.web.conftest import Reader
from tests.web.pages import building, check_cost, gift_of, text_of
from tests.world import DECIDED, World, euros

NEW = "/funds/sucre/donations/new"
RECEIVE = "/donations/SUCRE-0001/receipts/new"
STEP = "/donations/SUCRE-0001/steps/new"
ALLOCATE = "/funds/sucre/allocations/new"
PAYMENT = {"amount": "1 000", "received_on": "1/6/2016", "payer": "Trésor public"}


@pytest.fixture
def built(fresh_database: Database) -> None:
    """A fund with a fee of 8 %, a gift of Nancy without money, a project and a decision."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=800)
        gift_of(world, fund, "Nancy")
        world.project(fund)
        world.session.add(_register_entry())


def _register_entry() -> RegisterEntry:
    return RegisterEntry(
        kind=CollectivityKind.COMMUNE, code="38185", name="Grenoble", other_names="",
        sort_key="grenoble", search_key="grenoble", search_text=" grenoble 38 isere ",
        siren="213801855", department_code="38", department="Isère", region="ARA",
        population=158_000, year=2025,
    )  # fmt: skip


def _count(database: Database, model: type) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_collectivity_of_the_register_gives_and_its_first_step_is_there(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    answer = admin.send(f"{NEW}?q=38185", entry=1)
    assert answer.status_code == 303
    assert "collectivity=" in answer.location
    donation = admin.send(
        answer.location, step="voted", amount="5 k€", dated_on="3/6/2016", reference="D-12",
        budget="water", earmark="", note="",
    )  # fmt: skip
    assert donation.location == "/donations/SUCRE-0002"
    said = text_of(admin.get(donation.location))
    assert "Grenoble" in said
    assert "5 000,00 €" in said
    with fresh_database.session() as session:
        gift = session.scalar(select(Donation).where(Donation.reference == "SUCRE-0002"))
        assert gift is not None
        assert gift.budget is Theme.WATER
        step = session.scalar(select(DonationStep))
        assert step is not None
        assert (step.amount, step.dated_on) == (500_000, date(2016, 6, 3))


def test_a_donation_whose_money_came_first_needs_no_paper(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    answer = admin.send(f"{NEW}?collectivity=1", step="", amount="", dated_on="", budget="general")
    assert answer.status_code == 303
    assert _count(fresh_database, DonationStep) == 0


def test_a_first_step_without_its_amount_is_asked_for_it(built: None, admin: Reader) -> None:
    answer = admin.send(f"{NEW}?collectivity=1", step="voted", amount="", budget="general")
    assert answer.status_code == 422
    assert 'href="#amount"' in answer.get_data(as_text=True)


def test_a_collectivity_is_entered_by_hand_where_the_register_lacks_it(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    answer = admin.send(
        "/funds/sucre/donors/new", name="CCAS de Nancy", kind="ccas", siren="", country="FR"
    )
    assert answer.status_code == 303
    with fresh_database.session() as session:
        assert session.scalar(select(Collectivity).where(Collectivity.name == "CCAS de Nancy"))
    wrong = admin.send(
        "/funds/sucre/donors/new", name="CCAS", kind="ccas", siren="123456789", country="FR"
    )
    assert wrong.status_code == 422
    assert "SIREN" in wrong.get_data(as_text=True)


def test_the_fee_is_shown_before_and_taken_with_the_payment(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    shown = admin.send(RECEIVE, **PAYMENT, preview="1")
    assert shown.status_code == 200
    assert "80,00 €" in text_of(shown.get_data(as_text=True))
    assert _count(fresh_database, Entry) == 0
    assert admin.send(RECEIVE, **PAYMENT).status_code == 303
    with fresh_database.session() as session:
        accounts = session.scalars(select(Account)).all()
        balances = {it.place: it.balance for it in accounts}
    assert balances == {
        Place.DONOR: -100_000, Place.UNALLOCATED: 92_000, Place.FEES: 8_000
    }  # fmt: skip


def test_a_second_click_counts_once(built: None, admin: Reader, fresh_database: Database) -> None:
    admin.get(RECEIVE)
    page = admin.get(RECEIVE)
    data = _filled(page, PAYMENT)
    first, second = (admin.client.post(RECEIVE, data=data) for _click in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert _count(fresh_database, Receipt) == 1


def test_whoever_looks_at_no_page_between_is_told_of_the_last_ones(
    built: None, admin: Reader
) -> None:
    form = _filled(admin.get(RECEIVE), PAYMENT)
    answers = [
        admin.client.post(RECEIVE, data={**form, "key": f"key-{turn}"}) for turn in range(12)
    ]
    assert {it.status_code for it in answers} == {303}
    sizes = [len(it.headers["Set-Cookie"]) for it in answers]
    assert sizes[-1] < 1.2 * sizes[4]
    page = admin.get("/donations/SUCRE-0001")
    assert page.count('<p class="flash') == 4


def test_a_key_that_comes_back_with_other_content_is_refused_and_what_was_typed_kept(
    built: None, admin: Reader, fresh_database: Database
) -> None:
    data = _filled(admin.get(RECEIVE), PAYMENT)
    admin.client.post(RECEIVE, data=data)
    answer = admin.client.post(RECEIVE, data={**data, "amount": "2 000"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert 'value="2 000"' in page
    assert data["key"] not in page
    assert _count(fresh_database, Receipt) == 1


def _filled(page: str, values: dict[str, str]) -> dict[str, str]:
    from tests.web.conftest import hidden_fields  # noqa: PLC0415

    return {**hidden_fields(page), **values}


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "0"}, {"amount": "1.234,56"}, {"amount": "NaN"}, {"amount": "1e9"},
        {"received_on": "31/2/2016"}, {"received_on": "1/1/2199"},
        {"payer": "x" * 10_000}, {"payer": "a\u202eb"}, {"payer": "a\x00b"},
    ],
    ids=str,
)  # fmt: skip
def test_a_payment_that_cannot_be_is_refused_and_nothing_is_written(
    built: None, admin: Reader, fresh_database: Database, changes: dict[str, str]
) -> None:
    acts = _count(fresh_database, Act)
    answer = admin.send(RECEIVE, **{**PAYMENT, **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'class="summary-errors"' in page
    assert 'aria-invalid="true"' in page
    assert ("Trésor public" in page) == ("payer" not in changes)
    assert _count(fresh_database, Act) == acts


def test_markup_in_a_name_is_shown_as_it_was_typed(built: None, admin: Reader) -> None:
    admin.send(RECEIVE, **{**PAYMENT, "bank_reference": "<script>alert(1)</script>"})
    page = admin.get("/donations/SUCRE-0001")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_a_step_may_replace_an_earlier_one_and_both_stay_readable(
    built: None, admin: Reader
) -> None:
    for values in (
        {"kind": "voted", "amount": "3000", "dated_on": "1/6/2016", "reference": "D-1"},
        {"kind": "voted", "amount": "4000", "dated_on": "1/7/2016", "replaces_id": "1"},
    ):
        assert admin.send(STEP, **values).status_code == 303
    page = admin.get("/donations/SUCRE-0001")
    assert 'class="undone"' in page
    again = admin.send(STEP, kind="voted", amount="1", dated_on="1/8/2016", replaces_id="1")
    assert again.status_code == 422


@pytest.fixture
def funded(fresh_database: Database) -> None:
    """Three paid gifts, one of them of a water budget, a general project and a decision."""
    with building(fresh_database) as world:
        _fund(world)


def _fund(world: World) -> None:
    fund = world.fund(code="sucre")
    for amount in (1000, 2000):
        world.paid_gift(fund, euros(amount))
    world.paid_gift(fund, euros(500), budget=Theme.WATER)
    world.project(fund)
    world.decision(fund)


ALLOCATION = {
    "project": "1", "decision": "1", "amount": "300", "on": DECIDED.isoformat(),
    "method": "proportional", "memo": "",
}  # fmt: skip


def test_a_split_is_proposed_changed_and_recorded(
    funded: None, admin: Reader, fresh_database: Database
) -> None:
    proposed = admin.send(ALLOCATE, **ALLOCATION, propose="1")
    page = proposed.get_data(as_text=True)
    assert proposed.status_code == 200
    assert 'name="line-1" value="100,00"' in page
    assert 'name="line-2" value="200,00"' in page
    assert 'name="line-3"' not in page
    lines = {"line-1": "250", "line-2": "50,00"}
    answer = admin.client.post(ALLOCATE, data=_filled(page, {**ALLOCATION, **lines}))
    assert answer.status_code == 303
    with fresh_database.session() as session:
        held = session.execute(
            select(Account.donation_id, Account.debits_posted).where(Account.place == Place.HELD)
        )
        assert dict(held.all()) == {1: 25_000, 2: 5_000}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"line-1": "100", "line-2": "100"}, "200,00 €"),
        ({"line-1": "1 000,01", "line-2": ""}, "1 000,00 €"),
        ({"line-1": "x", "line-2": "200"}, "montant"),
        ({"line-1": "100", "line-2": "150", "line-3": "50"}, "L1115-1-1"),
        ({"line-1": "100", "line-2": "200", "on": "1/5/2016"}, "1er mai 2016"),
        ({"line-1": "100", "line-2": "200", "decision": "99"}, "liste"),
        ({"line-1": "100", "line-2": "200", "project": "99"}, "liste"),
    ],
    ids=str,
)
def test_a_split_that_cannot_be_is_refused_with_its_lines_kept(
    funded: None, admin: Reader, fresh_database: Database, changes: dict[str, str], said: str
) -> None:
    answer = admin.send(ALLOCATE, **{**ALLOCATION, **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in text_of(page)
    if changes.keys().isdisjoint({"project"}):
        assert f'value="{changes["line-1"]}"' in page
    with fresh_database.session() as session:
        assert session.scalar(select(Account).where(Account.place == Place.HELD)) is None


def test_more_than_is_free_is_refused_saying_how_much_there_is(funded: None, admin: Reader) -> None:
    answer = admin.send(ALLOCATE, **{**ALLOCATION, "amount": "3 000,01"}, propose="1")
    assert answer.status_code == 422
    assert "3 000,00 €" in text_of(answer.get_data(as_text=True))


def test_a_day_before_the_money_came_is_said_with_the_proposal(
    funded: None, admin: Reader, fresh_database: Database
) -> None:
    answer = admin.send(ALLOCATE, **{**ALLOCATION, "on": "1/5/2016"}, propose="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1er mai 2016" in text_of(page)
    assert 'name="line-1" value="100,00"' in page, "the split is there all the same"
    with fresh_database.session() as session:
        assert session.scalar(select(Account).where(Account.place == Place.HELD)) is None


def test_the_money_of_one_donation_is_allocated_alone(
    funded: None, admin: Reader, fresh_database: Database
) -> None:
    address = f"{ALLOCATE}?donation=FONDS-0002"
    address = address.replace("FONDS", "SUCRE")
    assert 'value="2\u202f000,00"' in admin.get(address)
    answer = admin.send(address, **{**ALLOCATION, "amount": "1 500"})
    assert answer.location == "/donations/SUCRE-0002"
    with fresh_database.session() as session:
        (held,) = session.scalars(select(Account).where(Account.place == Place.HELD)).all()
        assert (held.donation_id, held.balance) == (2, Cents(150_000))


def test_a_form_of_seventy_donations_keeps_to_its_statements_and_size(
    app: object, admin: Reader, fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        for _number in range(70):
            world.paid_gift(fund, euros(100))
        world.project(fund)
    page = admin.send(ALLOCATE, **{**ALLOCATION, "amount": "6 000"}, propose="1")
    assert page.status_code == 200
    assert len(page.data) < 300_000
    for address in (
        "/funds", "/funds/sucre", "/funds/sucre?as_of=30/6/2016", "/funds/sucre/donations",
        "/funds/sucre/donations?state=unallocated", "/funds/sucre/donations?state=to_receive",
        "/funds/sucre/donations?q=ville&page=2", "/donations/SUCRE-0001", "/collectivities",
        "/collectivities/1", NEW, f"{NEW}?q=ville", f"{NEW}?collectivity=1", STEP, RECEIVE,
        ALLOCATE, f"{ALLOCATE}?donation=SUCRE-0001",
    ):  # fmt: skip
        check_cost(app, admin, address)  # type: ignore[arg-type]


def test_receiving_takes_at_most_twenty_five_statements(
    app: object, built: None, signed_in: Callable[[Role], Reader]
) -> None:
    from sqlalchemy import event  # noqa: PLC0415

    reader = signed_in(Role.ACCOUNTANT)
    data = _filled(reader.get(RECEIVE), PAYMENT)
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    engine = app.extensions["database"].engine  # type: ignore[attr-defined]
    event.listen(engine, "before_cursor_execute", note)
    assert reader.client.post(RECEIVE, data=data).status_code == 303
    event.remove(engine, "before_cursor_execute", note)
    asked = [it for it in statements if not it.startswith(("BEGIN", "PRAGMA"))]
    assert len(asked) <= 25, asked
