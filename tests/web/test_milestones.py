"""Milestones on pages: the staff's and the donor's; wrong ones said, what was typed kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from fundtracker.db import Database
from fundtracker.users.models import Role
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, euros

SignedIn = Callable[[Role], Reader]
PROJECT = "/funds/sucre/projects/1"
FACTS = f"{PROJECT}/facts"
NEW = f"{PROJECT}/milestones/new"
FIRST = f"{PROJECT}/milestones/1"
TYPED = {"name": f"Remise {HOSTILE}", "due_on": "30/06/2017", "reached_on": ""}


@pytest.fixture
def sucre(fresh_database: Database) -> str:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        gift = gift_of(world, fund, "Nancy")
        world.receive(gift, euros(1000))
        world.allocate(world.project(fund), (gift, euros(400)), on=DECIDED)
        return fund.code


def test_a_milestone_is_added_reached_and_taken_away(
    sucre: str, app: Flask, signed_in: SignedIn
) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    assert "ce qui sera fait, ni quand" in text_of(manager.get(FACTS))
    assert manager.send(NEW, **TYPED).status_code == 303
    page = check_cost(app, manager, FACTS)
    assert "en retard" in text_of(page)
    assert "<script>alert" not in page
    projects = "/funds/sucre/projects"
    assert "30/06/2017 en retard" in text_of(check_cost(app, manager, projects))
    assert "Prochain jalon" in manager.client.get(f"{projects}?format=csv").get_data(as_text=True)
    assert manager.send(FIRST, **{**TYPED, "reached_on": "12/07/2017"}).status_code == 303
    now = text_of(check_cost(app, manager, FACTS))
    assert "12/07/2017" in now
    assert "2017 en retard" not in text_of(manager.get(projects))
    assert "atteint" in now
    assert "12/07/2017" in check_cost(app, manager, FIRST)
    for kind in ("project_sheet", "fund_report"):
        draft = manager.client.get(f"/documents/draft.pdf?kind={kind}&project=1&fund=sucre")
        assert draft.data.startswith(b"%PDF")
    assert manager.send(f"{FIRST}/remove", reason="Doublon").status_code == 303
    assert "12/07/2017" not in text_of(manager.get(FACTS))
    assert "Jalon retiré" in text_of(manager.get(FACTS))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"due_on": ""}, "due_on"),
        ({"due_on": "31/02/2017"}, "due_on"),
        ({"reached_on": "1/1/2099"}, "reached_on"),
    ],
)
def test_a_wrong_milestone_is_said_beside_its_field_and_what_was_typed_kept(
    sucre: str, signed_in: SignedIn, fields: dict[str, str], field: str
) -> None:
    assert sucre
    typed = {**TYPED, "name": "Remise", **fields}
    answer = signed_in(Role.MANAGER).send(NEW, **typed)
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in said
    kept = next(it for name, it in typed.items() if name not in fields and it)
    assert f'value="{kept}"' in said


def test_two_people_at_once_are_shown_both_versions(sucre: str, signed_in: SignedIn) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    manager.send(NEW, **TYPED)
    stale = {**hidden_fields(manager.get(FIRST)), **TYPED, "name": "Mien"}
    assert manager.send(FIRST, **{**TYPED, "name": "Autre"}).status_code == 303
    answer = manager.client.post(FIRST, data=stale)
    assert answer.status_code == 409
    said = answer.get_data(as_text=True)
    assert "Autre" in said
    assert "Mien" in said


def test_readers_change_nothing_and_unknown_ones_are_not_there(
    sucre: str, signed_in: SignedIn
) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    manager.send(NEW, **TYPED)
    for address in (f"{PROJECT}/milestones/9", "/funds/sucre/projects/2/milestones/1"):
        manager.get(address, status=404)
    reader = signed_in(Role.READER)
    for address in (NEW, FIRST, f"{FIRST}/remove"):
        reader.get(address, status=403)
