"""Agreements, payments, expenditures: recorded by their pages, each by one act."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.ledger.verify import verify
from fundtracker.spending.models import Disbursement, Expenditure, Instalment, PartnerAgreement
from tests.spending_world import Site, site
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, rows_of, text_of
from tests.world import World, euros

FUND = "/funds/fonds-1"
AGREEMENTS = f"{FUND}/agreements"
NEW = f"{AGREEMENTS}/new"
AGREEMENT = f"{AGREEMENTS}/1"
EDIT = f"{AGREEMENT}/edit"
PAY = f"{AGREEMENT}/pay"
JUSTIFY = f"{AGREEMENT}/expenditures/new"
REFUND = f"{AGREEMENT}/refund"
GIVE_UP = f"{AGREEMENT}/write-off"
SPEND = f"{FUND}/spend"
FEES = f"{FUND}/fees/withdraw"

SIGNED: dict[str, object] = {
    "partner": "1", "projects": "1", "reference": "CP-2", "amount": "900",
    "signed_on": "10/10/2016",
    "instalments-0-amount": "600", "instalments-0-due_on": "1/11/2016",
    "instalments-0-condition": "Permis de construire", "instalments-1-amount": "300",
}  # fmt: skip
PAID: dict[str, object] = {
    "project": "1", "amount": "60", "paid_on": "1/11/2016", "bank_reference": "VIR 7",
}  # fmt: skip
SPENT: dict[str, object] = {
    "project": "1", "supplier": "Ferretería", "heading": "Matériaux", "piece_reference": "F-12",
    "incurred_on": "15/11/2016", "accepted_on": "1/12/2016", "document_total": "50", "amount": "40",
}  # fmt: skip
RETURNED: dict[str, object] = {"project": "1", "amount": "10", "on": "1/2/2017"}
GOOD: dict[str, dict[str, object]] = {
    NEW: SIGNED, PAY: PAID, JUSTIFY: SPENT, SPEND: SPENT, REFUND: RETURNED,
    GIVE_UP: {**RETURNED, "decision": "1"}, FEES: {"amount": "5", "on": "1/2/2017"},
}  # fmt: skip


def built(world: World) -> Site:
    """A project with 100 € of one gift and 50 € of another, an agreement, and fees kept."""
    here = site(world, euros(100), euros(50))
    world.decision(here.fund)
    return here


def send(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


def sound(database: Database) -> None:
    with database.session() as session:
        assert verify(session, "fonds-1").findings == []


@pytest.fixture
def here(fresh_database: Database) -> None:
    with building(fresh_database) as world:
        built(world)


@pytest.mark.usefixtures("here")
def test_an_agreement_is_recorded_with_its_instalments_by_one_act(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, NEW, {**SIGNED, "file": (BytesIO(b"%PDF-1.7\n"), "convention.pdf")})
    assert (answer.status_code, answer.location) == (303, f"{AGREEMENTS}/2")
    assert n_acts(fresh_database) == before + 1
    page = check_cost(app, admin, f"{AGREEMENTS}/2")
    first, second = rows_of(page)
    assert first.startswith("n° 1 01/11/2016 Permis de construire 600,00 € 0,00 € en retard")
    assert second.startswith("n° 2 n. c. – 300,00 €")
    assert "La convention signée convention.pdf" in text_of(page)
    rows = rows_of(check_cost(app, admin, AGREEMENTS))
    assert any("CP-2" in row and "600,00 € 01/11/2016" in row for row in rows)


@pytest.mark.usefixtures("here")
def test_instalments_above_their_agreement_are_refused(admin: Reader) -> None:
    answer = send(admin, NEW, {**SIGNED, "amount": "800"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "900,00 €" in text_of(page)
    assert 'id="amount-error"' in page
    assert 'value="Permis de construire"' in page


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("projects", "", "projects"),
        ("projects", "99", "projects"),
        ("partner", "", "partner"),
        ("partner", "99", "partner"),
        ("reference", "", "reference"),
        ("reference", "a\u202eb", "reference"),
        ("amount", "0", "amount"),
        ("amount", "1.234,56", "amount"),
        ("signed_on", "1/1/2199", "signed_on"),
        ("signed_on", "x", "signed_on"),
        ("instalments-0-amount", "", "instalments-0-amount"),
        ("instalments-0-amount", "NaN", "instalments-0-amount"),
        ("instalments-0-due_on", "31/2/2017", "instalments-0-due_on"),
        ("instalments-0-condition", "x" * 10_000, "instalments-0-condition"),
    ],
)
def test_a_wrong_agreement_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, field: str, typed: str, fault: str
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, NEW, {**SIGNED, field: typed})
    assert answer.status_code == 422
    assert f'<a href="#{fault}">' in answer.get_data(as_text=True)
    assert n_acts(fresh_database) == before


@pytest.mark.usefixtures("here")
def test_an_agreement_is_edited_but_never_below_what_was_paid(
    fresh_database: Database, admin: Reader
) -> None:
    send(admin, NEW, SIGNED)
    edit = f"{AGREEMENTS}/2/edit"
    pay = {**PAID, "amount": "60", "instalment": "1", "is_due": "y"}
    warned = send(admin, f"{AGREEMENTS}/2/pay", pay)
    assert warned.status_code == 200
    heeded = {**hidden_fields(warned.get_data(as_text=True)), **pay}
    assert admin.client.post(f"{AGREEMENTS}/2/pay", data=heeded).status_code == 303
    shown = {name: text for name, text in SIGNED.items() if "-" in name}
    facts = {**shown, "reference": "CP-2 bis", "amount": "900"}
    assert send(admin, edit, {**facts, "instalments-0-amount": "50"}).status_code == 422
    assert send(admin, edit, {**facts, "amount": "30", **_no_lines(2)}).status_code == 422
    taken = {**facts, **_no_lines(2)}
    answer = send(admin, edit, taken)
    assert answer.status_code == 422
    assert "tranche 1" in text_of(answer.get_data(as_text=True))
    before = n_acts(fresh_database)
    assert send(admin, edit, {**facts, "instalments-1-amount": "250"}).status_code == 303
    assert n_acts(fresh_database) == before + 1
    with fresh_database.session() as session:
        assert session.get_one(PartnerAgreement, 2).reference == "CP-2 bis"
        amounts = session.scalars(select(Instalment.amount).order_by(Instalment.rank)).all()
        assert amounts == [euros(600), euros(250)]


def _no_lines(n_lines: int) -> dict[str, object]:
    parts = ("amount", "due_on", "condition")
    return {f"instalments-{line}-{part}": "" for line in range(n_lines) for part in parts}


@pytest.mark.usefixtures("here")
def test_two_people_who_edit_one_agreement_see_both_versions(admin: Reader) -> None:
    mine = {**hidden_fields(admin.get(EDIT)), "reference": "A", "amount": "1000"}
    assert send(admin, EDIT, {"reference": "B", "amount": "1000"}).status_code == 303
    answer = admin.client.post(EDIT, data=mine)
    assert answer.status_code == 409
    assert "Référence A B" in text_of(answer.get_data(as_text=True))


@pytest.mark.usefixtures("here")
def test_a_payment_is_split_as_usual_by_one_act_and_a_second_click_pays_nothing(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    data = {**hidden_fields(admin.get(PAY)), **PAID, "bank_fee": "3"}
    for _click in range(2):
        answer = admin.client.post(PAY, data=data)
        assert (answer.status_code, answer.location) == (303, AGREEMENT)
    assert n_acts(fresh_database) == before + 1
    with fresh_database.session() as session:
        paid = session.scalars(select(Disbursement)).one()
        fee = session.scalars(select(Expenditure)).one()
        assert (fee.amount, fee.heading, fee.agreement_id) == (euros(3), "bank_charges", None)
    entry = text_of(admin.get(f"{FUND}/entries/{paid.number}"))
    assert "40,00 €" in entry
    assert "20,00 €" in entry
    sound(fresh_database)
    page = check_cost(app, admin, f"{FUND}/payments")
    assert rows_of(page) == ["01/11/2016 Ville de Sucre Projet 2 60,00 € n. c. VIR 7"]
    assert (
        admin.client.get(f"{FUND}/payments?format=csv").data.decode("utf-8-sig").count("\r\n") == 3
    )
    for key in ("date", "partner", "project", "agreement", "instalment", "amount", "donations"):
        for sort in (key, f"-{key}"):
            assert rows_of(check_cost(app, admin, f"{FUND}/payments?sort={sort}&page=7"))


@pytest.mark.usefixtures("here")
def test_whose_money_pays_is_shown_changed_and_kept(
    fresh_database: Database, admin: Reader
) -> None:
    shown = send(admin, PAY, {**PAID, "propose": "1"})
    page = shown.get_data(as_text=True)
    assert 'id="line-1" name="line-1" value="40,00"' in page
    assert 'id="line-2" name="line-2" value="20,00"' in page
    typed = {**hidden_fields(page), **PAID, "line-1": "10", "line-2": "49"}
    refused = admin.client.post(PAY, data=typed)
    assert refused.status_code == 422
    assert "59,00 €" in text_of(refused.get_data(as_text=True))
    assert 'value="49"' in refused.get_data(as_text=True)
    unreadable = admin.client.post(PAY, data={**typed, "line-1": "x", "line-2": "50"})
    assert unreadable.status_code == 422
    assert 'id="line-1-error"' in unreadable.get_data(as_text=True)
    right = {**typed, "line-1": "10", "line-2": "50"}
    for _click in range(2):
        assert admin.client.post(PAY, data=right).status_code == 303
    with fresh_database.session() as session:
        assert session.execute(select(func.count()).select_from(Disbursement)).scalar_one() == 1
    sound(fresh_database)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("address", "field", "typed", "fault"),
    [
        (PAY, "amount", "150,01", "amount"), (PAY, "amount", "", "amount"),
        (PAY, "amount", "-5", "amount"), (PAY, "project", "99", "project"),
        (PAY, "paid_on", "1/1/2199", "paid_on"), (PAY, "paid_on", "1/1/2016", "amount"),
        (PAY, "currency", "ZZZ", "local_amount"), (PAY, "local_amount", "5", "local_amount"),
        (PAY, "bank_fee", "0", "bank_fee"), (PAY, "bank_reference", "a\x00b", "bank_reference"),
        (JUSTIFY, "amount", "50,01", "document_total"), (JUSTIFY, "amount", "", "amount"),
        (JUSTIFY, "supplier", "", "supplier"), (JUSTIFY, "supplier", "x" * 10_000, "supplier"),
        (JUSTIFY, "heading", "", "heading"), (JUSTIFY, "piece_reference", "", "piece_reference"),
        (JUSTIFY, "accepted_on", "1/11/2016", "accepted_on"),
        (JUSTIFY, "accepted_on", "1/1/2199", "accepted_on"),
        (JUSTIFY, "incurred_on", "x", "incurred_on"),
        (JUSTIFY, "document_total", "0", "document_total"),
        (JUSTIFY, "project", "", "project"),
        (SPEND, "amount", "150,01", "document_total"), (SPEND, "amount", "NaN", "amount"),
        (SPEND, "accepted_on", "1/11/2016", "accepted_on"), (SPEND, "project", "nope", "project"),
        (REFUND, "amount", "60,01", "amount"), (REFUND, "amount", "1e9", "amount"),
        (REFUND, "on", "x", "on"), (REFUND, "bank_reference", "\u200fx", "bank_reference"),
        (GIVE_UP, "amount", "60,01", "amount"), (GIVE_UP, "decision", "", "decision"),
        (GIVE_UP, "decision", "99", "decision"), (GIVE_UP, "on", "1/1/2199", "on"),
        (FEES, "amount", "1000000", "amount"), (FEES, "amount", "0", "amount"),
        (FEES, "on", "", "on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_moves(
    fresh_database: Database, admin: Reader, address: str, field: str, typed: str, fault: str
) -> None:
    if address in {REFUND, GIVE_UP}:
        assert send(admin, PAY, PAID).status_code == 303
    before = n_acts(fresh_database)
    answer = send(admin, address, {**GOOD[address], field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422, text_of(page)
    assert f'<a href="#{fault}">' in page, text_of(page)
    assert n_acts(fresh_database) == before


@pytest.mark.usefixtures("here")
def test_an_expenditure_is_accepted_with_its_files_and_what_exceeds_the_advance_waits(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    send(admin, PAY, {**PAID, "amount": "30"})
    before = n_acts(fresh_database)
    files = [(BytesIO(b"%PDF-1.7\n"), "facture.pdf"), (BytesIO(b"%PDF-1.4\n"), "bordereau.pdf")]
    answer = send(admin, JUSTIFY, {**SPENT, "files": files})
    assert (answer.status_code, answer.location) == (303, f"{FUND}/expenditures/1")
    assert n_acts(fresh_database) == before + 1
    page = check_cost(app, admin, f"{FUND}/expenditures/1")
    text = text_of(page)
    assert "accepté, à payer : 10,00 €" in text
    assert "facture.pdf" in text
    assert "20,00 €" in text
    send(admin, PAY, {**PAID, "amount": "25"})
    assert "justifié" in text_of(admin.get(f"{FUND}/expenditures/1"))
    sound(fresh_database)
    page = check_cost(app, admin, f"{FUND}/expenditures")
    assert "1 dépense · imputé, hors dépenses retirées : 40,00 €" in text_of(page)


@pytest.mark.usefixtures("here")
def test_one_like_it_is_warned_of_and_recorded_all_the_same(
    fresh_database: Database, admin: Reader
) -> None:
    send(admin, PAY, PAID)
    assert send(admin, JUSTIFY, SPENT).status_code == 303
    again = {**SPENT, "amount": "5", "another": "1"}
    warned = send(admin, JUSTIFY, again)
    page = warned.get_data(as_text=True)
    assert warned.status_code == 200
    assert "Ferretería, F-12, 15/11/2016, 50,00 €" in text_of(page)
    answer = admin.client.post(JUSTIFY, data={**hidden_fields(page), **again})
    assert (answer.status_code, answer.location) == (303, JUSTIFY)


@pytest.mark.usefixtures("here")
def test_local_currency_comes_at_the_mean_rate_of_what_was_changed(
    fresh_database: Database, admin: Reader
) -> None:
    spent = {
        **SPENT,
        "amount": "",
        "local_amount": "65 000",
        "document_total": "70000",
        "currency": "xof",
    }
    send(admin, PAY, PAID)
    answer = send(admin, JUSTIFY, spent)
    assert answer.status_code == 422
    assert 'id="currency-error"' in answer.get_data(as_text=True)
    changed = {**PAID, "amount": "50", "local_amount": "32797,85", "currency": "XOF"}
    assert send(admin, PAY, changed).status_code == 303
    assert send(admin, JUSTIFY, spent).status_code == 303
    with fresh_database.session() as session:
        found = session.scalars(select(Expenditure)).one()
        assert (found.amount, found.currency) == (9909, "XOF")
    assert "65 000,00 XOF" in text_of(admin.get(f"{FUND}/expenditures/1"))


@pytest.mark.usefixtures("here")
def test_what_cuf_spends_and_takes_what_a_partner_gives_back_and_what_is_lost(
    fresh_database: Database, admin: Reader
) -> None:
    send(admin, PAY, PAID)
    for address in (SPEND, REFUND, GIVE_UP):
        before = n_acts(fresh_database)
        data = {**hidden_fields(admin.get(address)), **GOOD[address]}
        assert [admin.client.post(address, data=data).status_code for _ in range(2)] == [303, 303]
        assert n_acts(fresh_database) == before + 1
    text = text_of(admin.get(AGREEMENT))
    assert "Remboursé par le partenaire 10,00 €" in text
    assert "Non recouvré 10,00 €" in text
    sound(fresh_database)
    with fresh_database.session() as session:
        own = session.scalars(select(Expenditure)).one()
        assert (own.agreement_id, own.accepted_on) == (None, date(2016, 12, 1))


def test_cuf_takes_its_fee_once(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        world.paid_gift(world.fund(rate_bp=500), euros(1000))
    before = n_acts(fresh_database)
    assert "50,00 €" in text_of(admin.get(FEES))
    data = {**hidden_fields(admin.get(FEES)), "amount": "50", "on": "1/2/2017"}
    assert [admin.client.post(FEES, data=data).status_code for _ in range(2)] == [303, 303]
    assert n_acts(fresh_database) == before + 1
    assert send(admin, FEES, {"amount": "0,01", "on": "1/2/2017"}).status_code == 422
    sound(fresh_database)


@pytest.mark.usefixtures("here")
def test_an_acceptance_is_withdrawn_and_a_payment_taken_back_with_their_reasons(
    fresh_database: Database, admin: Reader
) -> None:
    send(admin, PAY, {**PAID, "bank_fee": "2"})
    send(admin, JUSTIFY, SPENT)
    withdraw = f"{FUND}/expenditures/2/withdraw"
    assert send(admin, withdraw, {"on": "1/12/2016", "reason": ""}).status_code == 422
    assert send(admin, withdraw, {"on": "1/1/2016", "reason": "Doublon"}).status_code == 422
    assert send(admin, withdraw, {"on": "1/12/2016", "reason": "Doublon"}).status_code == 303
    assert "retirée" in text_of(admin.get(f"{FUND}/expenditures/2"))
    again = send(admin, withdraw, {"on": "1/12/2016", "reason": "Doublon"})
    assert again.status_code == 409
    reject = f"{FUND}/payments/1/reject"
    assert send(admin, reject, {"on": "1/12/2016", "reason": "Rejeté"}).status_code == 303
    assert "0,00 €" in text_of(admin.get(AGREEMENT))
    # The bank keeps what it took for a transfer that failed.
    assert "justifié" in text_of(admin.get(f"{FUND}/expenditures/1"))
    sound(fresh_database)


@pytest.mark.usefixtures("here")
def test_an_expenditure_is_corrected_after_a_look_at_what_that_does(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    send(admin, PAY, {**PAID, "bank_fee": "2"})
    papers = {**hidden_fields(admin.get(JUSTIFY)), **SPENT}
    papers |= {"files": (BytesIO(b"%PDF-1.7\n"), "facture.pdf")}
    assert admin.client.post(JUSTIFY, data=papers).status_code == 303
    address = f"{FUND}/expenditures/2/correct"
    form = check_cost(app, admin, address)
    assert "Ferretería" in form
    assert "facture.pdf" in form
    kept = re.findall(r'name="files-kept" value="(\w+)"', form)
    right = {**SPENT, "amount": "30", "reason": "", "files-kept": kept}
    refused = send(admin, address, right)
    assert refused.status_code == 422
    before = n_acts(fresh_database)
    data = {**hidden_fields(form), **right, "reason": "Faute de frappe"}
    looked = admin.client.post(address, data=data)
    assert looked.status_code == 200
    assert "Justifié" in text_of(looked.get_data(as_text=True))
    assert n_acts(fresh_database) == before
    agreed = {**data, **hidden_fields(looked.get_data(as_text=True)), "confirm": "1"}
    done = [admin.client.post(address, data=agreed) for _ in range(2)]
    first, second = (str(it.location) for it in done)
    assert first == second
    assert n_acts(fresh_database) == before + 1
    old, new = admin.get(f"{FUND}/expenditures/2"), admin.get(first)
    assert f'href="{first}"' in old
    assert "facture.pdf" in new
    assert "30,00 €" in text_of(new)
    assert send(admin, address, {**right, "reason": "Encore"}).status_code == 409
    # What CUF paid itself has a form of its own.
    own = f"{FUND}/expenditures/1/correct"
    data = {**hidden_fields(admin.get(own)), **GOOD[SPEND], "amount": "3", "reason": "Relevé"}
    looked = admin.client.post(own, data=data)
    assert looked.status_code == 200
    agreed = {**data, **hidden_fields(looked.get_data(as_text=True)), "confirm": "1"}
    assert admin.client.post(own, data=agreed).status_code == 303
    sound(fresh_database)


@pytest.mark.usefixtures("here")
def test_lists_are_found_sorted_and_taken_away_as_files(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    send(admin, PAY, PAID)
    send(admin, JUSTIFY, SPENT)
    send(
        admin,
        JUSTIFY,
        {
            **SPENT,
            "supplier": "=Cmd",
            "piece_reference": "F-13",
            "amount": "7",
            "document_total": "7",
        },
    )
    send(
        admin,
        SPEND,
        {
            **SPENT,
            "supplier": "Banque",
            "heading": "frais bancaires",
            "amount": "1",
            "document_total": "1",
        },
    )
    address = f"{FUND}/expenditures"
    assert rows_of(check_cost(app, admin, f"{address}?sort=amount"))[0].startswith("Banque")
    assert [row.split()[0] for row in rows_of(admin.get(f"{address}?q=f-13"))] == ["=Cmd"]
    assert len(rows_of(admin.get(f"{address}?amount=50,00"))) == 1
    assert len(rows_of(admin.get(f"{address}?own=1"))) == 1
    assert "Aucune dépense ne correspond" in admin.get(f"{address}?until=1/1/2016")
    page = admin.get(f"{address}?since=x&amount=y")
    assert page.count('class="error"') == 2
    lines = admin.client.get(f"{address}?sort=supplier&columns=amount&format=csv").data
    assert lines.decode("utf-8-sig").splitlines() == [
        "Fournisseur;Imputé ici", "'=Cmd;7,00", "Banque;1,00", "Ferretería;40,00", "Total;48,00",
    ]  # fmt: skip


def test_what_suppliers_and_partners_are_called_is_only_text(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        built(world)
    send(admin, PAY, PAID)
    send(admin, JUSTIFY, {**SPENT, "supplier": HOSTILE})
    for address in (AGREEMENT, f"{FUND}/expenditures", f"{FUND}/expenditures/1"):
        page = admin.get(address)
        assert "<script>alert" not in page
        assert HOSTILE in text_of(page)


@pytest.mark.usefixtures("here")
def test_another_funds_agreement_and_expenditure_are_not_found(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund(code="autre")
    send(admin, PAY, PAID)
    send(admin, JUSTIFY, SPENT)
    for part in (
        "agreements/1", "agreements/1/pay", "agreements/1/edit", "agreements/1/refund",
        "expenditures/1", "expenditures/1/withdraw", "payments/1/reject", "agreements/99",
    ):  # fmt: skip
        admin.get(f"/funds/autre/{part}", status=404)


@pytest.mark.usefixtures("here")
def test_many_rows_cost_what_one_costs(app: Flask, fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        # Beside the fund that the fixture made.
        world._numbers = count(100)
        here = site(world, euros(10_000))
        code = here.fund.code
        for _ in range(30):
            here.disburse(euros(10))
            here.accept(euros(8))
    address = f"/funds/{code}"
    for part in ("agreements", "agreements/2", "payments", "expenditures", "expenditures/5"):
        check_cost(app, admin, f"{address}/{part}")
