"""The decisions of a fund: the list, and recording one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.allocations.rules import Line
from fundtracker.allocations.service import Allocate, Release, allocate, release
from fundtracker.db import Database
from fundtracker.funds.models import Decision
from fundtracker.funds.service import RecordDecision, record_decision
from fundtracker.funds.states import DecisionBody
from fundtracker.users.models import Role
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, rows_of, text_of
from tests.world import DECIDED, World, by, euros

DECISIONS = "/funds/fonds-1/decisions"
NEW = f"{DECISIONS}/new"
TYPED = {
    "body": "committee",
    "decided_on": "1/10/2016",
    "reference": "CD 2016-01",
    "subject": "Plan de travail",
    "approved": "100 k€",
}


def decided(world: World, subject: str = "Plan de travail") -> None:
    """Two allocations and a return under one decision that approved 500 €; then one unused."""
    fund = world.fund()
    gift = world.paid_gift(fund, euros(1000))
    project = world.project(fund)
    request = RecordDecision(
        fund_id=fund.id, body=DecisionBody.COMMITTEE, decided_on=DECIDED, reference="CD-1",
        subject=subject, approved=euros(500),
    )  # fmt: skip
    decision = record_decision(world.session, request, by=by())
    for amount in (400, 200):
        line = Line(donation_id=gift.id, amount=euros(amount))
        asked = Allocate(project_id=project.id, decision_id=decision.id, on=DECIDED, lines=(line,))
        allocate(world.session, asked, by=by())
    back = Line(donation_id=gift.id, amount=euros(50))
    returned = Release(
        project_id=project.id, decision_id=decision.id, on=date(2016, 12, 1), lines=(back,)
    )
    release(world.session, returned, by=by())
    world.decision(fund)


def send(reader: Reader, address: str, typed: Mapping[str, str]) -> TestResponse:
    """Open the form, fill it in and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def kept(database: Database) -> list[Decision]:
    with database.session() as session:
        return list(session.scalars(select(Decision)))


def test_what_was_approved_stays_apart_from_what_was_allocated(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        decided(world)
    page = check_cost(app, admin, DECISIONS)
    unused, used = rows_of(page)
    assert "sans montant 0,00 €" in unused
    assert "rien encore" in unused
    assert "500,00 € 600,00 € " in used
    assert 'class="sub negative"' in page
    assert "× 2 · 600,00 €" in used
    assert "· 50,00 €" in used
    assert "Total 500,00 € 600,00 €" in text_of(page)
    assert 'href="/funds/fonds-1/journal?decision=1&amp;purpose=allocation"' in page


def test_many_decisions_cost_what_one_costs(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        decided(world)
        fund = world.fund(code="autre")
        for _ in range(103):
            world.decision(fund)
    page = check_cost(app, admin, "/funds/autre/decisions")
    assert "103 décisions" in text_of(page)
    assert len(rows_of(page)) == 100
    assert len(rows_of(admin.get("/funds/autre/decisions?page=2"))) == 3
    assert len(rows_of(admin.get("/funds/autre/decisions?page=9"))) == 3


def test_a_fund_without_decisions_says_what_to_do(
    fresh_database: Database, signed_in: Callable[[Role], Reader]
) -> None:
    with building(fresh_database) as world:
        world.fund()
    assert f'href="{NEW}"' in signed_in(Role.MANAGER).get(DECISIONS)
    assert f'href="{NEW}"' not in signed_in(Role.READER).get(DECISIONS)


def test_a_manager_records_a_decision_by_one_act(
    fresh_database: Database, signed_in: Callable[[Role], Reader]
) -> None:
    with building(fresh_database) as world:
        world.fund()
    manager = signed_in(Role.MANAGER)
    answer = send(manager, NEW, TYPED)
    assert (answer.status_code, answer.location) == (303, DECISIONS)
    (decision,) = kept(fresh_database)
    assert decision.body is DecisionBody.COMMITTEE
    assert decision.decided_on == date(2016, 10, 1)
    assert decision.approved == euros(100_000)
    with fresh_database.session() as session:
        kinds = list(session.scalars(select(Act.kind)))
    assert kinds.count("record_decision") == 1
    assert "CD 2016-01" in text_of(manager.get(DECISIONS))


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.READER])
def test_only_managers_record_decisions(
    fresh_database: Database, signed_in: Callable[[Role], Reader], role: Role
) -> None:
    with building(fresh_database) as world:
        world.fund()
    reader = signed_in(role)
    reader.get(NEW, status=403)
    answer = reader.client.post(NEW, data={**TYPED, "csrf_token": reader.token()})
    assert answer.status_code == 403
    assert kept(fresh_database) == []


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/funds/fonds-1/allocate?project=1", "/funds/fonds-1/allocate?project=1"),
        ("//evil.example", DECISIONS),
        ("https://evil.example/", DECISIONS),
        ("/\\evil.example", DECISIONS),
        ("javascript:alert(1)", DECISIONS),
    ],
)
def test_one_goes_back_where_one_came_from_and_to_no_other_site(
    fresh_database: Database, admin: Reader, wanted: str, reached: str
) -> None:
    with building(fresh_database) as world:
        world.fund()
    address = f"{NEW}?next={wanted}".replace("?project", "%3Fproject")
    assert send(admin, address, TYPED).location == reached


def test_a_double_click_records_one_decision(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        world.fund()
    data = {**hidden_fields(admin.get(NEW)), **TYPED}
    for _ in range(2):
        assert admin.client.post(NEW, data=data).status_code == 303
    assert len(kept(fresh_database)) == 1
    other = admin.client.post(NEW, data={**data, "subject": "Autre chose"})
    assert other.status_code == 409
    assert "Autre chose" in other.get_data(as_text=True)
    assert len(kept(fresh_database)) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("decided_on", "31/2/2016"),
        ("decided_on", "1/1/2199"),
        ("decided_on", ""),
        ("reference", ""),
        ("reference", "x" * 10_000),
        ("subject", "\u202eesrever"),
        ("approved", "0"),
        ("approved", "-5"),
        ("approved", "1e9"),
        ("approved", "NaN"),
        ("body", "parliament"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_recorded(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    with building(fresh_database) as world:
        world.fund()
    answer = send(admin, NEW, {**TYPED, field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert f'<a href="#{field}">' in page
    assert "Plan de travail" in page or field == "subject"
    assert kept(fresh_database) == []


def test_hostile_text_is_only_text(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        decided(world, subject=HOSTILE)
    page = admin.get(DECISIONS)
    assert "<script>alert" not in page
    assert HOSTILE in text_of(page)
