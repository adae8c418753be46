"""Auditors: all of the funds that were named, nothing of others, until the last day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select

from fundtracker import clock
from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.files.service import keep
from fundtracker.spending.records import Paper
from fundtracker.transaction import transaction
from fundtracker.users.auditors import named_funds
from fundtracker.users.models import Role, User
from fundtracker.web.access import Permission, permission_of
from fundtracker.web.auditing import NARROWED
from fundtracker.web.uploads import store
from tests.spending_world import site
from tests.web.conftest import PASSWORD, Reader, entering
from tests.web.pages import building, text_of
from tests.world import World, euros

ADDED = {
    "name": "Cabinet d’audit",
    "email": "audit@example.org",
    "password": PASSWORD,
    "again": PASSWORD,
}


# What the addresses of a fund name.
Values = dict[str, Any]


@pytest.fixture
def funds(app: Flask, fresh_database: Database) -> tuple[Values, Values]:
    """Two funds with all that a project has, each with a paper of its own."""
    with building(fresh_database) as world:
        return _built(app, world, "premier"), _built(app, world, "second")


def _built(app: Flask, world: World, code: str) -> Values:
    with app.app_context():
        kept = keep(world.session, store(), f"%PDF-1.7 {code}".encode(), name=f"{code}.pdf")
    here = site(world, euros(100), code=code)
    world.decision(here.fund)
    here.disburse(euros(60))
    spent = here.accept(euros(40), files=(Paper(sha256=kept.sha256),))
    return {
        "code": code,
        "reference": here.gifts[0].reference,
        "sha256": kept.sha256,
        "number": 1,
        "project_id": here.project.id,
        "agreement_id": here.agreement.id,
        "expenditure_id": spent.id,
        "collectivity_id": here.gifts[0].collectivity_id,
        "kind": "appeal",
        "ending": "pdf",
        "fund_id": here.fund.id,
    }


@pytest.fixture
def auditor(app: Flask, fresh_database: Database, funds: tuple[Values, Values]) -> Reader:
    named = funds[0]["fund_id"]
    assert isinstance(named, int)
    return entering(app, fresh_database, Role.AUDITOR, fund_id=named)


def _addresses(app: Flask, values: Values) -> dict[str, str]:
    """Every page that an auditor may open and whose values are known, by endpoint."""
    with app.test_request_context():
        return {
            rule.endpoint: url_for(rule.endpoint, **{it: values[it] for it in rule.arguments})
            for rule in app.url_map.iter_rules()
            if permission_of(app, rule.endpoint) is Permission.READ_FUND
            and rule.endpoint not in NARROWED
            and rule.arguments <= set(values)
        }


def test_an_auditor_opens_every_page_of_a_named_fund_and_none_of_anothers(
    app: Flask, funds: tuple[Values, Values], auditor: Reader
) -> None:
    own, others = _addresses(app, funds[0]), _addresses(app, funds[1])
    missing = _addresses(
        app, {**funds[1], "sha256": "0" * 64, "code": "rien", "reference": "RIEN-0001"}
    )
    assert len(own) > 20
    for endpoint, address in own.items():
        answer = auditor.client.get(address)
        assert answer.status_code == 200, (endpoint, address)
        theirs = auditor.client.get(others[endpoint])
        none = auditor.client.get(missing[endpoint])
        assert (theirs.status_code, none.status_code) == (404, 404), endpoint
        assert text_of(theirs.get_data(as_text=True)) == text_of(none.get_data(as_text=True))


def test_an_auditor_sees_its_funds_in_the_list_and_no_page_of_several(
    auditor: Reader, funds: tuple[Values, Values]
) -> None:
    listed = auditor.get("/funds")
    assert "/funds/premier" in listed
    assert "/funds/second" not in listed
    assert "/collectivities" not in listed
    for address in ("/collectivities", "/collectivities/1", "/partners", "/users", "/proposals"):
        auditor.get(address, status=403)
    auditor.get("/my", status=403)
    drawn = auditor.client.get("/documents/draft.pdf?kind=fund_report&fund=premier")
    assert drawn.data.startswith(b"%PDF")
    auditor.get("/documents/draft.pdf?kind=fund_report&fund=second", status=404)
    auditor.get("/documents/draft.pdf?kind=year_statement&collectivity=1", status=404)
    for page in (
        "/funds/premier",
        "/funds/premier/entries/1",
        f"/donations/{funds[0]['reference']}",
    ):
        found = re.findall(r'href="/collectivities/[^"]*"', auditor.get(page))
        assert (page, found) == (page, [])


def test_an_auditor_writes_nothing(
    app: Flask, funds: tuple[Values, Values], auditor: Reader
) -> None:
    token = auditor.token()
    values = {"code": "premier", "reference": funds[0]["reference"]}
    refused = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()) or not rule.arguments <= set(values):
            continue
        if not rule.endpoint.startswith("staff."):
            continue
        with app.test_request_context():
            address = url_for(rule.endpoint, **{it: values[it] for it in rule.arguments})
        answer = auditor.client.post(address, data={"csrf_token": token})
        assert answer.status_code == 403, address
        refused += 1
    assert refused > 20


def test_access_ends_after_the_last_day_for_who_is_in_and_for_who_comes(
    app: Flask, auditor: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor.get("/funds/premier")
    tomorrow = clock.today() + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    answer = auditor.client.get("/funds/premier")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Votre accès a pris fin" in text_of(auditor.get("/sign-in"))
    auditor.client.get("/funds/premier", follow_redirects=False)
    again = Reader(app.test_client())
    again.send("/sign-in", email="auditor@example.org", password=PASSWORD)
    assert again.client.get("/funds").location == "/sign-in"


def test_an_administrator_adds_an_auditor_and_says_what_else_it_reads(
    fresh_database: Database,
    funds: tuple[Values, Values],
    signed_in: Callable[[Role], Reader],
) -> None:
    admin = signed_in(Role.ADMIN)
    first, second = (it["fund_id"] for it in funds)
    today, yesterday = clock.today(), clock.today() - timedelta(days=1)
    for wrong, fault in (
        ({"expires_on": f"{today:%d/%m/%Y}"}, "funds"),
        ({"expires_on": f"{yesterday:%d/%m/%Y}", "funds": first}, "expires_on"),
        ({"funds": first}, "expires_on"),
    ):
        answer = admin.send("/users/new-auditor", **ADDED, **wrong)
        assert answer.status_code == 422
        assert f'href="#{fault}' in answer.get_data(as_text=True)
    typed = {**ADDED, "expires_on": f"{today:%d/%m/%Y}", "funds": first}
    assert admin.send("/users/new-auditor", **typed).status_code == 303
    with fresh_database.session() as session:
        user = session.scalars(select(User).where(User.role == Role.AUDITOR)).one()
        user_id = user.id
        assert named_funds(session, user_id) == [first]
    address = f"/users/{user_id}"
    assert "checked" in admin.get(address)
    sent = admin.send(address, name="Cabinet", expires_on=f"{today:%d/%m/%Y}", funds=second)
    assert sent.status_code == 303
    with fresh_database.session() as session:
        assert named_funds(session, user_id) == [second]
        n_acts = len(session.scalars(select(Act.id)).all())
    sent = admin.send(address, name="Cabinet", expires_on=f"{today:%d/%m/%Y}", funds=second)
    assert sent.status_code == 303
    with fresh_database.session() as reading, transaction(reading) as session:
        assert len(session.scalars(select(Act.id)).all()) == n_acts
