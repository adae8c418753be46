"""Funds from their opening to their closure: facts, fees, phases, states, documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.funds.models import Crisis, FeeRule, Fund, FundPhase
from fundtracker.funds.states import FundState
from fundtracker.users.models import Role
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, rows_of, text_of
from tests.world import euros

NEW = "/funds/new"
FACTS = "/funds/fonds-1/facts"
EDIT = "/funds/fonds-1/edit"
FEE = "/funds/fonds-1/fees/new"
PHASES = "/funds/fonds-1/phases"
STATE = "/funds/fonds-1/state"
ATTACH = "/funds/fonds-1/documents/new"
IBAN = "FR14 2004 1010 0505 0001 3M02 606"

OPENED = {
    "name": "Fonds Équateur", "code": "equateur-2016", "state": "preparing",
    "territory": "Équateur", "opened_on": "20/4/2016", "crisis_name": "Séisme",
    "crisis_on": "16042016", "requested_by": "Villes de Quito et de Sucre",
    "requested_on": "2016-04-18", "iban": IBAN, "bic": "PSSTFRPPXXX", "target": "150 k€",
    "chair": "Ville présidente", "leftover_rule": "Le comité décide.",
}  # fmt: skip


def send(reader: Reader, address: str, typed: Mapping[str, object], form: int = 0) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address), form), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


def the_fund(database: Database) -> tuple[Fund, Crisis]:
    with database.session() as session:
        found = session.execute(
            select(Fund, Crisis).join(Crisis, Crisis.id == Fund.crisis_id)
        ).one()
        session.expunge_all()
        return found[0], found[1]


def test_a_manager_opens_a_fund_by_one_act(
    fresh_database: Database, signed_in: Callable[[Role], Reader]
) -> None:
    manager = signed_in(Role.MANAGER)
    before = n_acts(fresh_database)
    answer = send(manager, NEW, OPENED)
    assert (answer.status_code, answer.location) == (303, "/funds/equateur-2016")
    assert n_acts(fresh_database) == before + 1
    fund, crisis = the_fund(fresh_database)
    assert (fund.state, fund.iban) == (FundState.PREPARING, IBAN.replace(" ", ""))
    assert (fund.target, crisis.happened_on) == (euros(150_000), date(2016, 4, 16))
    page = text_of(manager.get("/funds/equateur-2016/facts"))
    assert "FR14 2004 1010 0505 0001 3M02 606" in page
    assert "Villes de Quito et de Sucre 18 avril 2016" in page
    assert "Fonds Équateur" in text_of(manager.get("/funds"))


def test_a_second_click_opens_one_fund(fresh_database: Database, admin: Reader) -> None:
    data = {**hidden_fields(admin.get(NEW)), **OPENED}
    before = n_acts(fresh_database)
    assert [admin.client.post(NEW, data=data).status_code for _ in range(2)] == [303, 303]
    assert n_acts(fresh_database) == before + 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("code", "Équateur 2016"), ("code", "fonds-1"), ("code", "a" * 41), ("code", ""),
        ("name", ""), ("name", "x" * 10_000), ("name", "\u202eruetauqE"),
        ("iban", "FR14 2004 1010 0505 0001 3M02 607"), ("iban", "<b>"), ("bic", "PSST"),
        ("opened_on", "31/2/2016"), ("crisis_on", ""), ("crisis_on", "x"),
        ("requested_on", "99/99/9999"), ("target", "0"), ("target", "1.234,56"),
        ("target", "NaN"), ("state", "closed"), ("state", ""), ("territory", "a\x00b"),
        ("leftover_rule", "x" * 20_000), ("chair", "x\u200fy"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_opened(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    with building(fresh_database) as world:
        world.fund()
    before = n_acts(fresh_database)
    answer = send(admin, NEW, {**OPENED, field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert f'<a href="#{field}">' in page
    assert "Équateur" in page
    assert n_acts(fresh_database) == before


def test_an_edit_keeps_its_history_and_one_without_a_change_leaves_no_act(
    fresh_database: Database, admin: Reader
) -> None:
    send(admin, NEW, OPENED)
    edit = "/funds/equateur-2016/edit"
    shown = {name: text for name, text in OPENED.items() if name not in {"code", "state"}}
    before = n_acts(fresh_database)
    assert send(admin, edit, shown).status_code == 303
    assert n_acts(fresh_database) == before
    changed = {**shown, "name": "Fonds Équateur 2016", "crisis_name": "Séisme de Pedernales"}
    assert send(admin, edit, changed).status_code == 303
    fund, crisis = the_fund(fresh_database)
    assert (fund.name, crisis.name) == ("Fonds Équateur 2016", "Séisme de Pedernales")
    assert n_acts(fresh_database) == before + 1
    assert "Fonds modifié" in text_of(admin.get("/funds/equateur-2016/facts"))


def test_two_people_who_edit_one_fund_see_both_versions(
    fresh_database: Database, admin: Reader, signed_in: Callable[[Role], Reader]
) -> None:
    send(admin, NEW, OPENED)
    edit = "/funds/equateur-2016/edit"
    shown = {name: text for name, text in OPENED.items() if name not in {"code", "state"}}
    mine = {**hidden_fields(admin.get(edit)), **shown, "chair": "Ville de Nancy"}
    theirs = {**shown, "chair": "Ville de Lille"}
    assert send(signed_in(Role.MANAGER), edit, theirs).status_code == 303
    answer = admin.client.post(edit, data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Présidence du comité des donateurs Ville de Nancy Ville de Lille" in text_of(page)
    assert the_fund(fresh_database)[0].chair == "Ville de Lille"
    again = {**hidden_fields(page), **shown, "chair": "Ville de Nancy"}
    assert admin.client.post(edit, data=again).status_code == 303
    assert the_fund(fresh_database)[0].chair == "Ville de Nancy"


@pytest.mark.parametrize("version", ["", "7", "-1", "x", "9" * 5000])
def test_a_version_that_was_never_shown_is_no_way_round(
    fresh_database: Database, admin: Reader, version: str
) -> None:
    send(admin, NEW, OPENED)
    shown = {name: text for name, text in OPENED.items() if name not in {"code", "state"}}
    typed = {**shown, "chair": "Autre", "version": version}
    assert send(admin, "/funds/equateur-2016/edit", typed).status_code == 409
    assert the_fund(fresh_database)[0].chair == "Ville présidente"


def test_a_fee_begins_on_a_day_by_a_decision(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        world.decision(world.fund())
    typed = {"valid_from": "1/1/2099", "rate": "7,5 %", "cap": "1 k€", "decision": "1"}
    before = n_acts(fresh_database)
    assert send(admin, FEE, {**typed, "applies_to_carried": "y"}).status_code == 303
    assert n_acts(fresh_database) == before + 1
    with fresh_database.session() as session:
        rule = session.scalars(select(FeeRule)).one()
        assert (rule.rate_bp, rule.cap, rule.applies_to_carried) == (750, euros(1000), True)
    (row,) = rows_of(admin.get(FACTS))
    assert row == "01/01/2099 7,5 % 1 000,00 € oui D-2 01/10/2016"


def test_a_fee_of_the_past_is_recorded_once_it_was_confirmed(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.decision(world.fund())
    typed = {"valid_from": "1/1/2020", "rate": "5", "decision": "1"}
    warned = send(admin, FEE, typed)
    page = warned.get_data(as_text=True)
    assert warned.status_code == 200
    assert "commence dans le passé" in text_of(page)
    with fresh_database.session() as session:
        assert session.scalars(select(FeeRule)).all() == []
    assert admin.client.post(FEE, data={**hidden_fields(page), **typed}).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("rate", ""), ("rate", "101"), ("rate", "-1"), ("rate", "7,555"), ("rate", "NaN"),
        ("rate", "٥"), ("rate", "9" * 5000), ("cap", "0"), ("cap", "x"), ("valid_from", ""),
        ("valid_from", "31/2/2020"), ("decision", ""), ("decision", "99"), ("decision", "<b>"),
    ],
)  # fmt: skip
def test_a_wrong_fee_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    with building(fresh_database) as world:
        world.decision(world.fund())
        world.decision(world.fund())
    good = {"valid_from": "1/1/2099", "rate": "5", "decision": "1"}
    answer = send(admin, FEE, {**good, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_another_funds_decision_is_none_of_this_fund(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
        world.decision(world.fund())
    typed = {"valid_from": "1/1/2099", "rate": "5", "decision": "1"}
    assert send(admin, FEE, typed).status_code == 422


def _phase(index: int, name: str, starts_on: str, ends_on: str = "") -> dict[str, str]:
    parts = {"name": name, "starts_on": starts_on, "ends_on": ends_on, "note": ""}
    return {f"phases-{index}-{part}": text for part, text in parts.items()}


def test_phases_are_set_at_once_and_an_emptied_line_is_none(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    typed = {
        **_phase(0, "Reconstruction", "1/1/2017"),
        **_phase(1, "Urgence", "20/4/2016", "31/12/2016"),
    }
    before = n_acts(fresh_database)
    assert send(admin, PHASES, typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    page = admin.get(PHASES)
    assert page.index('value="Urgence"') < page.index('value="Reconstruction"')
    assert "20 avril 2016 – 31 décembre 2016 Urgence" in text_of(admin.get(FACTS))
    fewer = {**_phase(0, "", ""), **_phase(1, "Reconstruction", "1/1/2017")}
    assert send(admin, PHASES, fewer).status_code == 303
    with fresh_database.session() as session:
        assert [it.name for it in session.scalars(select(FundPhase))] == ["Reconstruction"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (_phase(0, "Urgence", ""), "phases-0-starts_on"),
        (_phase(0, "", "1/1/2017"), "phases-0-name"),
        (_phase(0, "Urgence", "31/2/2017"), "phases-0-starts_on"),
        (_phase(0, "Urgence", "1/1/2017", "x"), "phases-0-ends_on"),
        (_phase(0, "x" * 10_000, "1/1/2017"), "phases-0-name"),
        (_phase(0, "Urgence", "1/1/2017", "1/1/2016"), "phases"),
    ],
)
def test_a_wrong_phase_is_said_and_all_lines_stay_typed(
    fresh_database: Database, admin: Reader, line: Mapping[str, str], fault: str
) -> None:
    with building(fresh_database) as world:
        world.fund()
    answer = send(admin, PHASES, {**line, **_phase(1, "Suivi", "1/1/2018")})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'<a href="#{fault}">' in page
    assert 'value="Suivi"' in page


def test_two_people_who_set_the_phases_see_both_versions(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    mine = {**hidden_fields(admin.get(PHASES)), **_phase(0, "Suivi", "1/1/2018")}
    assert send(admin, PHASES, _phase(0, "Urgence", "20/4/2016")).status_code == 303
    answer = admin.client.post(PHASES, data=mine)
    assert answer.status_code == 409
    assert "Suivi · 1/1/2018 Urgence · 20/04/2016" in text_of(answer.get_data(as_text=True))


def test_a_fund_goes_from_state_to_state_and_says_what_each_allows(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    page = text_of(admin.get(STATE))
    assert "Actuellement : ouvert à la collecte" in page
    before = n_acts(fresh_database)
    typed = {"state": "suspended", "since": "1/6/2016", "reason": "Insécurité sur place"}
    assert send(admin, STATE, typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    facts = text_of(admin.get(FACTS))
    assert "1er juin 2016 Suspendu Insécurité sur place" in facts


def test_a_fund_with_money_is_not_closed_and_says_what_blocks(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.paid_gift(world.fund(), euros(1000))
    assert send(admin, STATE, {"state": "closing", "since": "1/6/2016"}).status_code == 303
    page = admin.get(STATE)
    assert "bloqué : il reste de l’argent" in text_of(page)
    assert 'href="/funds/fonds-1/donations?state=unallocated"' in page
    answer = send(admin, STATE, {"state": "closed", "since": "1/7/2016"})
    assert answer.status_code == 422
    assert "1 000,00 € à affecter" in text_of(answer.get_data(as_text=True))
    assert the_fund(fresh_database)[0].state is FundState.CLOSING


def test_a_closed_fund_reopens_by_decision_alone(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        world.decision(world.fund())
    for state in ("closing", "closed"):
        assert send(admin, STATE, {"state": state, "since": "1/6/2016"}).status_code == 303
    typed = {"state": "closing", "since": "1/7/2016"}
    answer = send(admin, STATE, typed)
    assert answer.status_code == 422
    assert 'id="decision-error"' in answer.get_data(as_text=True)
    assert send(admin, STATE, {**typed, "decision": "1"}).status_code == 303
    assert "1er juillet 2016 En clôture par décision D-2" in text_of(admin.get(FACTS))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("state", "preparing"), ("state", ""), ("state", "nope"), ("since", "1/1/2199"),
        ("since", "x"), ("reason", "x" * 10_000), ("decision", "99"),
    ],
)  # fmt: skip
def test_a_wrong_change_of_state_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    with building(fresh_database) as world:
        world.fund()
    answer = send(admin, STATE, {"state": "collected", "since": "1/6/2016", field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


def test_somebody_who_was_faster_leaves_a_state_that_cannot_follow(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    mine = {**hidden_fields(admin.get(STATE)), "state": "collected", "since": "1/6/2016"}
    assert send(admin, STATE, {"state": "collected", "since": "1/6/2016"}).status_code == 303
    answer = admin.client.post(STATE, data=mine)
    assert answer.status_code == 422
    assert 'id="state-error"' in answer.get_data(as_text=True)


def _upload(name: str, content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), name


def test_a_document_is_attached_shown_and_removed(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    before = n_acts(fresh_database)
    typed = {"file": _upload("../statuts.pdf", b"%PDF-1.7\n"), "label": "Statuts"}
    assert send(admin, ATTACH, typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    page = check_cost(app, admin, FACTS)
    assert "Statuts" in text_of(page)
    address = page.split('<ul class="file-list">')[1].split('href="')[1].split('"')[0]
    answer = admin.client.get(address)
    assert answer.data == b"%PDF-1.7\n"
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''statuts.pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert send(admin, "/funds/fonds-1/documents/1/remove", {"reason": ""}).status_code == 303
    assert "Aucun document" in text_of(admin.get(FACTS))
    admin.get("/funds/fonds-1/documents/1/remove", status=200)
    answer = send(admin, "/funds/fonds-1/documents/1/remove", {"reason": "encore"})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.pdf", b"", "vide"),
        ("programme.exe", b"MZ\x00\x01", "ne peut pas être conservé"),
        ("page.html", b"<html><script>1</script>", "ne peut pas être conservé"),
        ("<script>.exe", b"MZ", "ne peut pas être conservé"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, name: str, content: bytes, said: str
) -> None:
    with building(fresh_database) as world:
        world.fund()
    answer = send(admin, ATTACH, {"file": _upload(name, content), "label": "Statuts"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in text_of(page)
    assert "<script>" not in page.split("<main")[1]
    assert 'value="Statuts"' in page
    assert "Aucun document" in text_of(admin.get(FACTS))


def test_a_file_that_is_too_large_is_refused_beside_its_field(
    app: Flask, fresh_database: Database, admin: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with building(fresh_database) as world:
        world.fund()
    monkeypatch.setattr(app.extensions["files"], "largest_mb", 0)
    answer = send(admin, ATTACH, {"file": _upload("grand.pdf", b"%PDF-1.7\n")})
    assert answer.status_code == 422
    assert "trop lourd" in answer.get_data(as_text=True)


def test_a_form_without_its_file_says_so(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        world.fund()
    answer = send(admin, ATTACH, {"label": "Statuts"})
    assert answer.status_code == 422
    assert "Choisissez un fichier" in answer.get_data(as_text=True)


def test_a_file_stays_with_a_form_that_is_shown_again(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    spoilt = {"file": _upload("statuts.pdf", b"%PDF-1.7\n"), "dated_on": "31/2/2016"}
    page = send(admin, ATTACH, spoilt).get_data(as_text=True)
    assert "statuts.pdf" in text_of(page)
    kept = page.split('name="file-kept" value="')[1].split('"')[0]
    again = {**hidden_fields(page), "file-kept": kept, "dated_on": "29/2/2016"}
    assert admin.client.post(ATTACH, data=again).status_code == 303
    assert "statuts.pdf 29/02/2016" in text_of(admin.get(FACTS))


def test_the_list_of_funds_is_a_file_of_the_columns_shown(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.paid_gift(world.fund(), euros(1000))
        world.fund(code="autre")
    assert 'aria-sort="ascending"' in admin.get("/funds?sort=fund")
    address = "/funds?sort=-received&columns=received&columns=territory&columns=nope&format=csv"
    assert admin.client.get(address).data.decode("utf-8-sig").splitlines() == [
        "Fonds;Territoire;Reçu",
        "Fonds 1;Équateur;1000,00",
        "Fonds 3;Équateur;0,00",
        "Total;;1000,00",
    ]
    book = admin.client.get("/funds?format=xlsx")
    assert book.headers["Content-Disposition"].endswith('filename="fonds-de-solidarite.xlsx"')


def test_what_a_fund_says_is_only_text(fresh_database: Database, admin: Reader) -> None:
    send(admin, NEW, {**OPENED, "chair": HOSTILE, "crisis_description": HOSTILE})
    page = admin.get("/funds/equateur-2016/facts")
    assert "<script>alert" not in page
    assert text_of(page).count(HOSTILE) == 2


def test_a_fund_that_is_none_is_not_found(admin: Reader) -> None:
    for part in ("facts", "edit", "fees/new", "phases", "state", "documents/new"):
        admin.get(f"/funds/nulle-part/{part}", status=404)
