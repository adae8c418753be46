"""Projects added, edited and followed; money taken back and exchanged: each by one act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.models import Donation
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify import verify
from fundtracker.money import Cents
from fundtracker.parties.models import PartnerKind
from fundtracker.parties.service import AddPartner, add_partner
from fundtracker.projects.kinds import ActionType, ProjectKind, ProjectStatus
from fundtracker.projects.models import Project
from fundtracker.spending.direct import SpendDirectly, spend_directly
from tests.spending_world import site
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, rows_of, text_of
from tests.world import World, by, euros

FUND = "/funds/fonds-1"
NEW = f"{FUND}/projects/new"
PROJECT = f"{FUND}/projects/1"
EDIT = f"{PROJECT}/edit"
STATUS = f"{PROJECT}/status"
BUDGET = f"{PROJECT}/budget"
COFUNDING = f"{PROJECT}/cofunding/new"
PUBLISHED = f"{PROJECT}/published/new"
RELEASE = f"{PROJECT}/release"
SUBSTITUTE = f"{PROJECT}/substitute"

ADDED: dict[str, object] = {
    "title": "Eau potable", "action_type": "crisis_response", "country": "Équateur",
    "place": "Sucre", "latitude": "0°57'13\"S", "longitude": "-80,4529", "theme": "water",
    "purpose_code": "14030", "planned": "120 k€", "partner": "", "beneficiary": "1",
    "first_status": "approved", "since": "1/10/2016", "description": "Réseau", "source": "",
}  # fmt: skip
EDITED = {
    name: text
    for name, text in ADDED.items()
    if name not in {"first_status", "since", "beneficiary"}
}
TAKEN = {"amount": "30", "on": "1/12/2016", "decision": "1", "reason": "Programme revu"}
GOOD: dict[str, Mapping[str, object]] = {
    NEW: ADDED,
    STATUS: {"project_status": "slowed", "since": "1/12/2016", "reason": "Pluies"},
    COFUNDING: {"cofunder": "AFD", "amount": "700 k€", "stage": "agreed", "dated_on": "1/3/2017"},
    PUBLISHED: {"amount": "730 k€", "dated_on": "22/2/2018", "source": "Site de CUF"},
    RELEASE: TAKEN,
    SUBSTITUTE: {
        "replaced": "held-1-", "by_donation": "3", "amount": "20", "on": "1/12/2016",
        "decision": "1", "reason": "Erreur",
    },
}  # fmt: skip


def send(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


@pytest.fixture
def here(fresh_database: Database) -> None:
    """A project that two gifts feed, a decision, a partner, and a third gift left unallocated."""
    with building(fresh_database) as world:
        _build(world)


def _build(world: World) -> None:
    here = site(world, euros(100), euros(50))
    world.decision(here.fund)
    world.paid_gift(here.fund, euros(80))
    kind = PartnerKind.BENEFICIARY_AUTHORITY
    add_partner(world.session, AddPartner(kind=kind, name="Ville de Sucre"), by=by())


@pytest.mark.usefixtures("here")
def test_a_project_is_added_by_one_act_with_all_it_says(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, NEW, {**ADDED, "others": "2"})
    assert answer.status_code == 303
    assert n_acts(fresh_database) == before + 1
    check_cost(app, admin, str(answer.location))
    page = check_cost(app, admin, f"{answer.location}/facts")
    text = text_of(page)
    assert "14030 Approvisionnement en eau potable et assainissement" in text
    assert "-0.953611, -80.4529" in text
    assert "Autre partenaire Ville de Sucre" in text
    with fresh_database.session() as session:
        found = session.scalars(select(Project).order_by(Project.id.desc())).first()
        assert found is not None
        assert (found.status, found.planned) == (ProjectStatus.APPROVED, euros(120_000))


@pytest.mark.usefixtures("here")
def test_a_project_without_a_type_bears_the_funds_costs_once(
    fresh_database: Database, admin: Reader
) -> None:
    costs = {**ADDED, "action_type": "", "title": "Frais du fonds"}
    assert send(admin, NEW, costs).status_code == 303
    with fresh_database.session() as session:
        found = session.scalars(select(Project).order_by(Project.id.desc())).first()
        assert found is not None
        assert found.kind is ProjectKind.FUND_COSTS
    again = send(admin, NEW, costs)
    assert again.status_code == 422
    assert 'id="action_type-error"' in again.get_data(as_text=True)


@pytest.mark.usefixtures("here")
def test_a_project_is_edited_with_its_history_but_its_type_is_fixed_by_money(
    fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    assert send(admin, EDIT, EDITED).status_code == 303
    assert n_acts(fresh_database) == before + 1
    assert "Projet modifié" in text_of(admin.get(f"{PROJECT}/facts"))
    answer = send(admin, EDIT, {**EDITED, "action_type": "risk_reduction"})
    assert answer.status_code == 422
    assert 'id="action_type-error"' in answer.get_data(as_text=True)
    with fresh_database.session() as session:
        assert session.get_one(Project, 1).action_type is ActionType.CRISIS_RESPONSE


@pytest.mark.usefixtures("here")
def test_two_people_who_edit_one_project_see_both_versions(admin: Reader) -> None:
    mine = {**hidden_fields(admin.get(EDIT)), **EDITED, "place": "Bahía"}
    assert send(admin, EDIT, {**EDITED, "place": "Manta"}).status_code == 303
    answer = admin.client.post(EDIT, data=mine)
    assert answer.status_code == 409
    assert "Lieu Bahía Manta" in text_of(answer.get_data(as_text=True))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("address", "field", "typed", "fault"),
    [
        (NEW, "title", "", "title"), (NEW, "title", "x" * 10_000, "title"),
        (NEW, "country", "", "country"), (NEW, "latitude", "91", "latitude"),
        (NEW, "longitude", "x", "longitude"), (NEW, "planned", "0", "planned"),
        (NEW, "purpose_code", "00000", "purpose_code"), (NEW, "partner", "99", "partner"),
        (NEW, "first_status", "", "first_status"), (NEW, "since", "x", "since"),
        (NEW, "first_status", "suspended", "status_reason"), (NEW, "others", "99", "others"),
        (NEW, "description", "a\u202eb", "description"),
        (STATUS, "project_status", "", "project_status"), (STATUS, "reason", " ", "reason"),
        (STATUS, "since", "1/1/2199", "since"),
        (COFUNDING, "amount", "0", "amount"), (COFUNDING, "amount", "NaN", "amount"),
        (COFUNDING, "cofunder", "", "cofunder"), (COFUNDING, "stage", "nope", "stage"),
        (COFUNDING, "dated_on", "31/2/2017", "dated_on"),
        (PUBLISHED, "source", "", "source"), (PUBLISHED, "dated_on", "1/1/2199", "dated_on"),
        (PUBLISHED, "amount", "1.234,56", "amount"),
        (RELEASE, "amount", "150,01", "amount"), (RELEASE, "amount", "0", "amount"),
        (RELEASE, "decision", "", "decision"), (RELEASE, "on", "1/1/2199", "on"),
        (RELEASE, "on", "1/1/2016", "on"), (RELEASE, "reason", "x" * 10_000, "reason"),
        (SUBSTITUTE, "amount", "80,01", "by_donation"), (SUBSTITUTE, "amount", "x", "amount"),
        (SUBSTITUTE, "replaced", "held-9-", "replaced"), (SUBSTITUTE, "reason", "", "reason"),
        (SUBSTITUTE, "by_donation", "1", "by_donation"), (SUBSTITUTE, "decision", "9", "decision"),
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
@pytest.mark.parametrize("address", [it for it in GOOD if it not in {NEW, STATUS}])
def test_each_form_counts_once_and_leaves_one_act(
    fresh_database: Database, admin: Reader, address: str
) -> None:
    before = n_acts(fresh_database)
    data = {**hidden_fields(admin.get(address)), **GOOD[address]}
    assert [admin.client.post(address, data=data).status_code for _ in range(2)] == [303, 303]
    assert n_acts(fresh_database) == before + 1
    with fresh_database.session() as session:
        assert verify(session, "fonds-1").findings == []


@pytest.mark.usefixtures("here")
def test_a_status_is_followed_with_the_reason_that_donors_read(admin: Reader) -> None:
    assert send(admin, STATUS, GOOD[STATUS]).status_code == 303
    text = text_of(admin.get(f"{PROJECT}/facts"))
    assert "1er décembre 2016 Ralenti Pluies" in text


def _budget(*lines: tuple[str, str]) -> dict[str, object]:
    return {
        f"lines-{index}-{part}": text
        for index, line in enumerate(lines)
        for part, text in zip(("heading", "planned"), line, strict=True)
    }


@pytest.mark.usefixtures("here")
def test_a_budget_stands_against_what_was_spent(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    typed = _budget(("Matériaux", "20"), ("Main d’œuvre", "40"), ("", ""))
    before = n_acts(fresh_database)
    assert send(admin, BUDGET, typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    with building(fresh_database) as world:
        _spend(world, euros(25))
    page = check_cost(app, admin, PROJECT)
    assert "Matériaux 20,00 € 25,00 € -5,00 € au-delà du prévu" in text_of(page).replace("−", "-")
    assert send(admin, BUDGET, _budget(("A", "1"), ("A", "2"))).status_code == 422
    assert send(admin, BUDGET, _budget(("A", ""))).status_code == 422
    assert send(admin, BUDGET, _budget(("", "5"))).status_code == 422


def _spend(world: World, amount: Cents) -> None:
    """Spend some of the first project by CUF itself."""
    day = date(2016, 12, 1)
    spent = SpendDirectly(
        project_id=1, supplier="Scierie", heading="Matériaux", piece_reference="F-1",
        incurred_on=day, paid_on=day, amount=amount, document_total=amount,
    )  # fmt: skip
    spend_directly(world.session, spent, by=by())


@pytest.mark.usefixtures("here")
def test_a_cofunding_is_edited_by_its_page(fresh_database: Database, admin: Reader) -> None:
    send(admin, COFUNDING, GOOD[COFUNDING])
    edit = f"{PROJECT}/cofunding/1"
    before = n_acts(fresh_database)
    assert send(admin, edit, {**GOOD[COFUNDING], "stage": "paid"}).status_code == 303
    assert n_acts(fresh_database) == before + 1
    send(admin, PUBLISHED, GOOD[PUBLISHED])
    text = text_of(admin.get(PROJECT))
    assert "AFD 01/03/2017 versé 700 000,00 €" in text
    facts = text_of(admin.get(f"{PROJECT}/facts"))
    assert "Coût total tel que publié 730 000,00 € 22 février 2018 · Site de CUF" in facts
    admin.get(f"{FUND}/projects/1/cofunding/9", status=404)


@pytest.mark.usefixtures("here")
def test_money_goes_back_as_usual_or_line_by_line(admin: Reader) -> None:
    shown = send(admin, RELEASE, {**TAKEN, "propose": "1"})
    page = shown.get_data(as_text=True)
    assert 'name="line-1" value="20,00"' in page
    typed = {**hidden_fields(page), **TAKEN, "line-1": "0", "line-2": "29"}
    assert admin.client.post(RELEASE, data=typed).status_code == 422
    assert admin.client.post(RELEASE, data={**typed, "line-2": "30"}).status_code == 303
    donations = rows_of(admin.get(f"{FUND}/donations"))
    assert sum("30,00 €" in row for row in donations) == 1


@pytest.mark.usefixtures("here")
def test_a_substitution_gives_the_replaced_donor_its_money_back(
    fresh_database: Database, admin: Reader
) -> None:
    answer = send(admin, SUBSTITUTE, GOOD[SUBSTITUTE])
    assert answer.status_code == 303
    with building(fresh_database) as world:
        project = world.session.get_one(Project, 1)
        first, third = (world.session.get_one(Donation, it) for it in (1, 3))
        assert world.at(Place.UNALLOCATED, first) == euros(20)
        assert world.at(Place.HELD, third, project) == euros(20)


@pytest.mark.usefixtures("here")
def test_documents_of_a_project_are_attached_and_removed(admin: Reader) -> None:
    typed = {"file": (BytesIO(b"%PDF-1.7\n"), "plan.pdf"), "label": "Plan"}
    assert send(admin, f"{PROJECT}/documents/new", typed).status_code == 303
    assert "Plan" in text_of(admin.get(f"{PROJECT}/facts"))
    assert send(admin, f"{PROJECT}/documents/1/remove", {}).status_code == 303
    admin.get(f"{FUND}/projects/2/documents/1/remove", status=404)


@pytest.mark.usefixtures("here")
def test_what_a_project_says_is_only_text(admin: Reader) -> None:
    assert send(admin, EDIT, {**EDITED, "description": HOSTILE}).status_code == 303
    page = admin.get(PROJECT)
    assert "<script>alert" not in page
    assert HOSTILE in text_of(page)
