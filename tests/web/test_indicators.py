"""Indicators on pages: the staff's and the donor's; wrong ones said, what was typed kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from fundtracker.db import Database
from fundtracker.users.models import Role
from tests.web.conftest import Reader
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, euros

SignedIn = Callable[[Role], Reader]
PROJECT = "/funds/sucre/projects/1"
NEW = f"{PROJECT}/indicators/new"
FIRST = f"{PROJECT}/indicators/1"
TYPED = {"name": f"Ménages {HOSTILE}", "unit": "ménages", "baseline": "0", "target": "1 450,5"}


@pytest.fixture
def sucre(fresh_database: Database) -> str:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        gift = gift_of(world, fund, "Nancy")
        world.receive(gift, euros(1000))
        world.allocate(world.project(fund), (gift, euros(400)), on=DECIDED)
        return fund.code


def test_an_indicator_is_added_measured_edited_and_given_up(
    sucre: str, app: Flask, signed_in: SignedIn
) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    assert "Aucun n’est suivi" in text_of(manager.get(PROJECT))
    assert manager.send(NEW, **TYPED).status_code == 303
    page = check_cost(app, manager, PROJECT)
    assert "1 450,5" in text_of(page)
    assert "<script>alert" not in page
    measured = manager.send(
        f"{FIRST}/measure", value="312", measured_on="30/06/2017", source="Relevé du partenaire"
    )
    assert measured.status_code == 303
    assert "312" in text_of(check_cost(app, manager, PROJECT))
    assert "Relevé du partenaire" in text_of(check_cost(app, manager, FIRST))
    assert manager.send(FIRST, **{**TYPED, "target": "2000"}).status_code == 303
    assert "2 000" in text_of(manager.get(PROJECT))
    sheet = manager.client.get("/documents/draft.pdf?kind=project_sheet&project=1")
    assert sheet.data.startswith(b"%PDF")
    assert manager.send(f"{FIRST}/remove", reason="Doublon").status_code == 303
    assert "312" not in text_of(manager.get(PROJECT))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"target": "1.234,56"}, "de deux façons"),
        ({"target": "beaucoup"}, "nombre"),
        ({"baseline": "-3"}, "zéro"),
        ({"baseline": "1,234"}, "deux décimales"),
        ({"name": ""}, "remplir"),
    ],
)
def test_a_wrong_indicator_is_said_and_what_was_typed_kept(
    sucre: str, signed_in: SignedIn, fields: dict[str, str], sentence: str
) -> None:
    assert sucre
    answer = signed_in(Role.MANAGER).send(NEW, **{**TYPED, **fields})
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert sentence in said
    assert 'value="ménages"' in said


def test_a_measurement_of_tomorrow_is_refused(sucre: str, signed_in: SignedIn) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    manager.send(NEW, **TYPED)
    answer = manager.send(f"{FIRST}/measure", value="3", measured_on="1/1/2099", source="x")
    assert answer.status_code == 422


def test_readers_change_nothing_and_unknown_ones_are_not_there(
    sucre: str, signed_in: SignedIn
) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    manager.send(NEW, **TYPED)
    for address in (f"{PROJECT}/indicators/9", "/funds/sucre/projects/2/indicators/1"):
        manager.get(address, status=404)
    reader = signed_in(Role.READER)
    for address in (NEW, FIRST, f"{FIRST}/measure", f"{FIRST}/remove"):
        reader.get(address, status=403)


def test_money_over_time_stands_on_the_pages_of_the_fund_and_the_project(
    sucre: str, app: Flask, signed_in: SignedIn
) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    for address in (f"{PROJECT}/facts", "/funds/sucre/facts", "/public/sucre"):
        assert "Les sommes au fil du temps" in text_of(check_cost(app, manager, address))
