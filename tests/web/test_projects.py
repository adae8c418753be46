"""The projects of a fund, and the page of each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from fundtracker.db import Database
from fundtracker.donations.kinds import DonationKind
from fundtracker.funds.states import Origin
from fundtracker.projects.kinds import ActionType, CofundingStage, ProjectStatus
from fundtracker.projects.service import (
    AddProject,
    ChangeProjectStatus,
    RecordCofunding,
    add_project,
    change_project_status,
    record_cofunding,
)
from fundtracker.spending.agreements import PlannedInstalment
from fundtracker.users.models import Role
from tests.spending_world import sign, site
from tests.web.conftest import Reader
from tests.web.pages import HOSTILE, building, check_cost, gift_of, rows_of, text_of
from tests.world import OPENED, World, by, euros

PROJECTS = "/funds/fonds-1/projects"


def two_projects(world: World) -> None:
    """A project with 300 € of two gifts, 200 € paid and 100 € justified; another with nothing."""
    found = site(world, euros(200), euros(100))
    found.disburse(euros(200))
    found.accept(euros(100))
    world.project(found.fund, action_type=ActionType.RISK_REDUCTION)


def test_the_list_adds_up_the_money_of_all_projects(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        two_projects(world)
    page = check_cost(app, admin, PROJECTS)
    whole = text_of(page)
    assert "2 projets · affecté 300,00 € · justifié 100,00 €" in whole
    assert "Total 300,00 € 200,00 € 100,00 €" in whole
    assert f'href="{PROJECTS}/1"' in page


def test_the_list_is_narrowed_to_a_type_of_action(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        two_projects(world)
    page = admin.get(f"{PROJECTS}?type=risk_reduction")
    assert len(rows_of(page)) == 1
    assert "1 projet · affecté 0,00 €" in text_of(page)
    assert "Retirez un filtre" in admin.get(f"{PROJECTS}?type=capacity_building")
    assert len(rows_of(admin.get(f"{PROJECTS}?type=unknown"))) == 2


def test_a_position_is_of_the_day_that_is_asked_for(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        two_projects(world)
    before = "?as_of=15/11/2016"
    assert "Total 300,00 € 200,00 € 0,00 €" in text_of(admin.get(PROJECTS + before))
    page = text_of(admin.get(f"{PROJECTS}/1{before}"))
    assert "2 donateurs 300,00 € 200,00 € 0,00 €" in page
    assert "Aucune dépense n’avait été acceptée à cette date" in page
    for address in (PROJECTS, f"{PROJECTS}/1"):
        assert "31/02/2016" in admin.get(f"{address}?as_of=31/02/2016", status=422)


def test_the_donors_of_a_project_add_up_to_it(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        two_projects(world)
    page = check_cost(app, admin, f"{PROJECTS}/1")
    assert "2 donateurs 300,00 € 200,00 € 100,00 €" in text_of(page)
    assert "200,00 € 133,33 € 66,67 € 66,7 %" in text_of(page)
    check_cost(app, admin, f"{PROJECTS}/1?as_of=15/11/2016")


def test_an_expense_leads_to_the_entry_that_traces_it(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        two_projects(world)
    page = admin.get(f"{PROJECTS}/1")
    assert "Ferretería" in page
    # Two receipts, the allocation, the payment, then the expense.
    assert 'href="/funds/fonds-1/entries/4"' in page
    assert 'href="/funds/fonds-1/entries/5"' in page


def test_what_was_accepted_above_what_was_paid_waits(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        found = site(world, euros(300))
        found.disburse(euros(200))
        found.accept(euros(250))
    assert "accepté, à payer : 50,00 €" in text_of(admin.get(f"{PROJECTS}/1"))


def test_instalments_say_what_was_paid_of_each(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        found = site(world, euros(300))
        parts = (
            PlannedInstalment(amount=euros(100), condition="À la signature"),
            PlannedInstalment(amount=euros(150), condition="Sur justification"),
        )
        sign(
            world, found.fund, found.project,
            amount=euros(300), reference="CP-2", instalments=parts,
        )  # fmt: skip
    whole = text_of(admin.get(f"{PROJECTS}/1"))
    assert "1 À la signature – 100,00 € 0,00 € 2 Sur justification" in whole
    assert "Total 250,00 € 0,00 €" in whole


def test_cofunding_from_outside_stays_apart(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        two_projects(world)
        request = RecordCofunding(
            project_id=1, cofunder="AFD", amount=euros(700_000), stage=CofundingStage.AGREED,
            dated_on=date(2018, 2, 22), origin=Origin.PUBLISHED, source="https://example.org/afd",
        )  # fmt: skip
        record_cofunding(world.session, request, by=by())
    page = admin.get(f"{PROJECTS}/1")
    assert "AFD 22/02/2018 conventionné 700 000,00 € publié" in text_of(page)
    assert 'href="https://example.org/afd" rel="noopener noreferrer"' in page
    assert "700 300,00" not in text_of(page)


def test_a_status_says_its_reason_and_its_history(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        two_projects(world)
        request = ChangeProjectStatus(
            project_id=1, status=ProjectStatus.SUSPENDED, since=date(2020, 4, 1), reason="Covid-19"
        )
        change_project_status(world.session, request, by=by())
    assert "Covid-19" in text_of(admin.get(PROJECTS))
    whole = text_of(admin.get(f"{PROJECTS}/1/facts"))
    assert "1er avril 2020" in whole
    assert whole.count("Covid-19") == 3


def test_money_that_nobody_gave_is_shown_without_a_donor(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        interest = world.other_money(fund, DonationKind.INCOME)
        world.receive(interest, euros(10))
        world.allocate(world.project(fund), (interest, euros(10)))
    whole = text_of(admin.get(f"{PROJECTS}/1"))
    assert "Autres ressources 10,00 €" in whole
    assert "0 donateur 10,00 €" in whole


def test_many_donors_are_paged_and_still_add_up(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        gifts = [world.paid_gift(fund, euros(10)) for _ in range(103)]
        world.allocate(world.project(fund), *((gift, euros(5)) for gift in gifts))
    page = check_cost(app, admin, f"{PROJECTS}/1")
    assert "103 donateurs 515,00 €" in text_of(page)
    assert f'href="{PROJECTS}/1?donors=2#donors"' in page
    assert "103 donateurs 515,00 €" in text_of(admin.get(f"{PROJECTS}/1?donors=2"))


def test_a_fund_without_projects_says_what_comes_first(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        world.fund()
    assert "enregistrez d’abord sa décision" in text_of(admin.get(PROJECTS))


def test_a_project_without_money_says_what_to_do(
    fresh_database: Database, signed_in: Callable[[Role], Reader]
) -> None:
    with building(fresh_database) as world:
        world.project(world.fund())
    assert "Affectez en vertu d’une décision" in text_of(
        signed_in(Role.MANAGER).get(f"{PROJECTS}/1")
    )
    # Who only reads is shown no button that would be refused.
    assert "/allocate" not in signed_in(Role.READER).get(f"{PROJECTS}/1")


@pytest.mark.parametrize(
    "address", ["/funds/autre/projects/1", f"{PROJECTS}/9", f"{PROJECTS}/{9**40}"]
)
def test_a_project_of_another_fund_or_of_none_is_not_found(
    fresh_database: Database, admin: Reader, address: str
) -> None:
    with building(fresh_database) as world:
        world.project(world.fund())
        world.fund(code="autre")
    admin.get(address, status=404)


def test_hostile_text_is_only_text(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        request = AddProject(
            fund_id=fund.id, title=HOSTILE, country="Équateur", place=HOSTILE,
            action_type=ActionType.CRISIS_RESPONSE, since=OPENED, description=HOSTILE,
            results=HOSTILE, source=f"javascript:alert(1) {HOSTILE}", status_reason=HOSTILE,
        )  # fmt: skip
        project = add_project(world.session, request, by=by())
        gift = gift_of(world, fund, HOSTILE)
        world.receive(gift, euros(10))
        world.allocate(project, (gift, euros(10)))
    for address in (PROJECTS, f"{PROJECTS}/1"):
        page = admin.get(address)
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert HOSTILE in text_of(page)


def test_the_list_is_sorted_and_taken_away_as_a_file(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        two_projects(world)
    # The one with money first, then the other way round.
    first, second = rows_of(admin.get(f"{PROJECTS}?sort=-allocated"))
    assert "300,00 €" in first
    assert rows_of(admin.get(f"{PROJECTS}?sort=allocated")) == [second, first]
    file = admin.client.get(f"{PROJECTS}?sort=-allocated&format=csv").get_data(as_text=True)
    lines = file.lstrip("\ufeff").splitlines()
    assert lines[0] == (
        "Projet;Type d’action;Lieu;Pays;État;Motif;Prochain jalon;Échéance;Prévu;Affecté;Versé"
        ";Justifié"
    )
    assert lines[1].endswith(";300,00;200,00;100,00")
    assert lines[3] == "Total;;;;;;;;;300,00;200,00;100,00"
