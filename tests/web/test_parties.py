"""Collectivities, partners and the people to write to: added, edited and erased by one act each."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act, Revision
from fundtracker.db import Database
from fundtracker.outbox import service as outbox
from fundtracker.outbox.service import Letter
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import (
    Alias,
    Collectivity,
    Contact,
    Partner,
    PartnerKind,
    RegisterEntry,
    Succession,
)
from fundtracker.parties.service import AddPartner, ChooseCollectivity, add_partner
from fundtracker.parties.service import choose_collectivity as choose
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, gift_of, rows_of, text_of
from tests.world import by, euros

NANCY = "/collectivities/1"
EDIT = f"{NANCY}/edit"
EDITED: dict[str, object] = {
    "name": "Ville de Nancy", "kind": "commune", "siren": "215403957",
    "siret": "215 403 957 00016", "department": "54", "country": "fr", "is_adherent": "y",
    "publishes": "no", "aliases": "Nanzig\nNanzeg\n\n",
}  # fmt: skip
BY_HAND: dict[str, object] = {
    "name": "CCAS de Nancy", "kind": "ccas", "siren": "", "siret": "", "department": "54",
    "country": "FR",
}  # fmt: skip
MERGED = {
    "kind": "merger", "successor": "Metz", "effective_on": "1/1/2019", "reference": "Arrêté",
}  # fmt: skip
SOMEBODY = {
    "name": "Camille Exemple", "function": "Finances", "email": "Camille@demo.example",
    "phone": "03 00 00 00 00",
}  # fmt: skip
PARTNER = "/partners/1"


def send(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


@pytest.fixture
def here(fresh_database: Database) -> None:
    """Two collectivities that give to a fund, and a partner."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        for name in ("Nancy", "Metz"):
            world.receive(gift_of(world, fund, name), euros(100))
        kind = PartnerKind.BENEFICIARY_AUTHORITY
        add_partner(world.session, AddPartner(kind=kind, name="Ville de Sucre"), by=by())


@pytest.mark.usefixtures("here")
def test_a_collectivity_says_what_is_known_of_it_after_one_act(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, EDIT, EDITED)
    assert answer.status_code == 303
    assert n_acts(fresh_database) == before + 1
    text = text_of(check_cost(app, admin, NANCY))
    assert "SIREN 215403957" in text
    assert "SIRET 21540395700016 Adhérente de CUF oui Ses montants peuvent être publiés non" in text
    assert "Autres noms Nanzeg, Nanzig" in text
    assert "Collectivité modifiée" in text
    assert rows_of(admin.get("/collectivities?q=nanzig"))[0].startswith("Ville de Nancy")
    # The same sent over what is shown changes nothing, and is no act.
    assert send(admin, EDIT, EDITED).status_code == 303
    assert n_acts(fresh_database) == before + 1


@pytest.mark.usefixtures("here")
def test_a_siret_alone_says_the_siren(fresh_database: Database, admin: Reader) -> None:
    assert send(admin, EDIT, {**EDITED, "siren": ""}).status_code == 303
    with fresh_database.session() as session:
        assert session.get_one(Collectivity, 1).siren == "215403957"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("kind", "planet"),
        ("siren", "215403958"),
        ("siren", "12"),
        ("siret", "21540395700017"),
        ("siret", "73282932000074"),
        ("department", "99"),
        ("department", "x"),
        ("country", "ZZ"),
        ("country", ""),
        ("publishes", "perhaps"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, EDIT, {**EDITED, field: typed})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert "Nanzig" in page
    assert n_acts(fresh_database) == before


@pytest.mark.usefixtures("here")
def test_a_siren_that_another_bears_is_refused(admin: Reader) -> None:
    assert send(admin, EDIT, EDITED).status_code == 303
    typed = {**EDITED, "name": "Metz", "siret": "", "aliases": ""}
    answer = send(admin, "/collectivities/2/edit", typed)
    assert answer.status_code == 422
    assert "« Ville de Nancy » porte" in text_of(answer.get_data(as_text=True))


@pytest.mark.usefixtures("here")
def test_two_people_who_edit_one_collectivity_see_both_versions(
    fresh_database: Database, admin: Reader
) -> None:
    shown = hidden_fields(admin.get(EDIT))
    assert send(admin, EDIT, EDITED).status_code == 303
    typed = {**EDITED, "name": "Nancy-Ville", "aliases": ""}
    answer = admin.client.post(EDIT, data={**shown, **typed})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Nom Nancy-Ville Ville de Nancy" in text_of(page)
    again = admin.client.post(EDIT, data={**hidden_fields(page), **typed})
    assert again.status_code == 303
    with fresh_database.session() as session:
        assert session.get_one(Collectivity, 1).name == "Nancy-Ville"
        assert session.scalar(select(func.count()).select_from(Alias)) == 0


def test_what_the_register_says_is_not_edited_here(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        entry = RegisterEntry(
            kind=CollectivityKind.COMMUNE, code="54395", name="Nancy", other_names="",
            sort_key="nancy", search_key="nancy", search_text=" nancy 54 ", siren="215403957",
            department_code="54", department="Meurthe-et-Moselle", region="GES",
            population=104_000, year=2025,
        )  # fmt: skip
        world.session.add(entry)
        world.session.flush()
        choose(world.session, ChooseCollectivity(register_entry_id=entry.id), by=by())
    page = admin.get(EDIT)
    assert 'id="siret"' in page
    assert 'id="name"' not in page
    typed = {"siren": "215403957", "siret": "", "publishes": "yes", "name": "Pirate"}
    assert send(admin, EDIT, typed).status_code == 303
    with fresh_database.session() as session:
        found = session.get_one(Collectivity, 1)
        assert (found.name, found.publishes_amounts) == ("Nancy", True)
    answer = send(admin, EDIT, {**typed, "siren": ""})
    assert answer.status_code == 422
    assert 'id="siren-error"' in answer.get_data(as_text=True)


def test_a_collectivity_is_added_by_hand_before_it_gives(
    fresh_database: Database, admin: Reader
) -> None:
    assert "Ajouter une collectivité" in admin.get("/collectivities/new?q=nulle+part")
    shown = hidden_fields(admin.get("/collectivities/by-hand"))
    answers = [
        admin.client.post("/collectivities/by-hand", data={**shown, **BY_HAND}) for _ in range(2)
    ]
    assert [it.location for it in answers] == [NANCY, NANCY]
    with fresh_database.session() as session:
        assert session.scalars(select(Collectivity.name)).all() == ["CCAS de Nancy"]
    answer = send(admin, "/collectivities/by-hand", {**BY_HAND, "department": "00"})
    assert 'id="department-error"' in answer.get_data(as_text=True)


@pytest.mark.usefixtures("here")
def test_after_a_merger_each_says_who_followed_and_donations_stay(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    assert send(admin, f"{NANCY}/successions/new", MERGED).status_code == 303
    assert n_acts(fresh_database) == before + 1
    page = check_cost(app, admin, NANCY)
    assert "Fusion · 1er janvier 2019 · désormais Metz" in text_of(page)
    assert "100,00 €" in text_of(page)
    assert "Succède à Nancy Fusion" in text_of(check_cost(app, admin, "/collectivities/2"))
    # The other way round it would be a circle.
    back = send(admin, "/collectivities/2/successions/new", {**MERGED, "successor": "nancy"})
    assert back.status_code == 422
    assert 'id="successor-error"' in back.get_data(as_text=True)
    with fresh_database.session() as session:
        assert session.scalar(select(func.count()).select_from(Succession)) == 1


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", ""),
        ("successor", ""),
        ("successor", "Nulle Part"),
        ("successor", "Nancy"),
        ("effective_on", "31/02/2019"),
        ("reference", ""),
    ],
)
def test_a_wrong_succession_is_refused_beside_its_field(
    admin: Reader, field: str, typed: str
) -> None:
    answer = send(admin, f"{NANCY}/successions/new", {**MERGED, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("party", [NANCY, PARTNER])
def test_a_contact_is_added_edited_and_erased_and_history_keeps_nobody(
    app: Flask, fresh_database: Database, admin: Reader, party: str
) -> None:
    before = n_acts(fresh_database)
    assert send(admin, f"{party}/contacts/new", SOMEBODY).status_code == 303
    page = check_cost(app, admin, party)
    assert "Camille Exemple Finances Camille@demo.example 03 00 00 00 00" in text_of(page)
    assert "dernier courriel refusé" not in text_of(page)
    with fresh_database.session() as reading, transaction(reading) as session:
        letter = Letter(recipient="camille@demo.example", subject="S", text="T", html="<p>T</p>")
        outbox.queue(session, letter)
        assert outbox.came_back(session, "camille@demo.example", "5.1.1")
    assert "dernier courriel refusé" in text_of(check_cost(app, admin, party))
    edit = f"{party}/contacts/1/edit"
    shown = hidden_fields(admin.get(edit))
    assert send(admin, edit, {**SOMEBODY, "name": "Dominique Exemple"}).status_code == 303
    late = admin.client.post(edit, data={**shown, **SOMEBODY})
    assert late.status_code == 409
    assert "Nom Camille Exemple Dominique Exemple" in text_of(late.get_data(as_text=True))
    assert send(admin, f"{party}/contacts/1/remove", {}).status_code == 303
    assert n_acts(fresh_database) == before + 3
    assert "Exemple" not in text_of(admin.get(party))
    with fresh_database.session() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
        kept = session.scalars(select(Revision).where(Revision.kind == "contact")).all()
        assert [(it.before, it.after) for it in kept] == [('{"name":null}', '{"name":null}')]
    admin.get(edit, status=404)
    admin.get(f"{party}/contacts/1/remove", status=404)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("email", "nobody"), ("phone", "0" * 40), ("function", "x" * 500)],
)
def test_a_wrong_contact_is_refused_beside_its_field(admin: Reader, field: str, typed: str) -> None:
    answer = send(admin, f"{NANCY}/contacts/new", {**SOMEBODY, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)


@pytest.mark.usefixtures("here")
def test_a_contact_of_another_party_is_none_of_this_one(admin: Reader) -> None:
    assert send(admin, f"{NANCY}/contacts/new", SOMEBODY).status_code == 303
    for party in ("/collectivities/2", PARTNER):
        admin.get(f"{party}/contacts/1/edit", status=404)
        admin.get(f"{party}/contacts/1/remove", status=404)


@pytest.mark.usefixtures("here")
def test_a_partner_is_added_listed_and_edited_with_its_history(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    typed = {"name": "Partenaire Exemple", "kind": "implementing_partner", "country": "ec"}
    answer = send(admin, "/partners/new", typed)
    assert answer.status_code == 303
    page = check_cost(app, admin, str(answer.location))
    assert "Partenaire qui met en œuvre des projets · EC" in text_of(page)
    rows = rows_of(check_cost(app, admin, "/partners"))
    assert [it.split(" ")[0] for it in rows] == ["Partenaire", "Ville"]
    assert len(rows_of(admin.get("/partners?q=exemple"))) == 1
    edit = f"{answer.location}/edit"
    shown = hidden_fields(admin.get(edit))
    assert send(admin, edit, {**typed, "country": ""}).status_code == 303
    late = admin.client.post(edit, data={**shown, **typed, "name": "Autre"})
    assert late.status_code == 409
    assert "Nom Autre Partenaire Exemple" in text_of(late.get_data(as_text=True))
    assert n_acts(fresh_database) == before + 2
    with fresh_database.session() as session:
        assert session.get_one(Partner, 2).country is None


@pytest.mark.parametrize(
    ("field", "typed"), [("name", ""), ("kind", ""), ("kind", "king"), ("country", "Q1")]
)
def test_a_wrong_partner_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    before = n_acts(fresh_database)
    good = {"name": "Partenaire", "kind": "cofunder", "country": "FR"}
    answer = send(admin, "/partners/new", {**good, field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert n_acts(fresh_database) == before


@pytest.mark.usefixtures("here")
def test_the_list_of_collectivities_is_a_file_of_the_columns_shown(
    app: Flask, admin: Reader
) -> None:
    page = check_cost(app, admin, "/collectivities?sort=-name")
    assert [it.split(" ")[0] for it in rows_of(page)] == ["Nancy", "Metz"]
    answer = admin.client.get("/collectivities?q=metz&columns=donations&format=csv")
    lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines == ["Nom;Dons", "Metz;1"]


@pytest.mark.usefixtures("here")
def test_what_parties_are_called_is_only_text(admin: Reader) -> None:
    assert send(admin, EDIT, {**EDITED, "name": HOSTILE, "aliases": HOSTILE}).status_code == 303
    typed = {"name": HOSTILE, "kind": "cofunder", "country": ""}
    assert send(admin, "/partners/new", typed).status_code == 303
    assert send(admin, f"{NANCY}/contacts/new", {**SOMEBODY, "name": HOSTILE}).status_code == 303
    for address in (NANCY, "/collectivities", "/partners", "/partners/2", EDIT):
        page = admin.get(address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.usefixtures("here")
def test_a_reader_sees_parties_but_changes_none(signed_in: object) -> None:
    reader = signed_in(Role.READER)  # type: ignore[operator] # the fixture's own type
    assert "Modifier" not in text_of(reader.get(NANCY))
    assert "Ajouter" not in text_of(reader.get(PARTNER))
    for address in (EDIT, f"{NANCY}/contacts/new", "/partners/new", f"{PARTNER}/edit"):
        reader.get(address, status=403)


def test_a_party_that_is_none_is_not_found(admin: Reader) -> None:
    for address in ("/collectivities/7", "/partners/7", f"/partners/{'9' * 30}", EDIT):
        admin.get(address, status=404)
