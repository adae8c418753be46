"""Two pairs of eyes on pages: proposed by a form, confirmed by somebody else, with what it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from fundtracker.db import Database
from fundtracker.users.models import Role
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import building, check_cost, gift_of, text_of
from tests.world import DECIDED, euros

ALLOCATE = "/funds/sucre/allocations/new"
SignedIn = Callable[[Role], Reader]


@pytest.fixture
def sucre(fresh_database: Database) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        fund.confirm_above = euros(100)
        gift = gift_of(world, fund, "Nancy")
        world.receive(gift, euros(1000))
        world.project(fund)
        world.decision(fund)


def _allocation(amount: str) -> dict[str, str]:
    return {
        "project": "1", "decision": "1", "amount": amount, "on": DECIDED.strftime("%d/%m/%Y"),
        "method": "proportional", "line-1": amount,
    }  # fmt: skip


def test_what_is_above_the_threshold_is_proposed_and_done_by_two(
    sucre: None, app: Flask, signed_in: SignedIn
) -> None:
    manager, admin = signed_in(Role.MANAGER), signed_in(Role.ADMIN)
    answer = manager.send(ALLOCATE, **_allocation("400"))
    assert (answer.status_code, answer.location) == (303, "/proposals/1")
    page = check_cost(app, manager, "/proposals")
    assert "Affectation" in text_of(page)
    own = manager.get("/proposals/1")
    assert "disabled" in own
    assert "Vous l’avez proposé" in text_of(own)
    assert manager.send("/proposals/1", what="confirm").status_code == 422
    shown = text_of(admin.get("/proposals/1"))
    assert "400,00 €" in shown
    assert "Nancy" in shown
    assert admin.send("/proposals/1", what="confirm").status_code == 303
    assert "400,00 €" in text_of(admin.get("/funds/sucre/projects/1"))
    assert "confirmé" in text_of(admin.get("/proposals"))
    assert admin.send("/proposals/1", what="confirm").status_code in {303, 400, 404}


def test_up_to_the_threshold_one_does(sucre: None, signed_in: SignedIn) -> None:
    answer = signed_in(Role.MANAGER).send(ALLOCATE, **_allocation("100"))
    assert answer.status_code == 303
    assert "/proposals" not in answer.location


def test_who_may_not_do_it_does_not_confirm_it(sucre: None, signed_in: SignedIn) -> None:
    signed_in(Role.MANAGER).send(ALLOCATE, **_allocation("400"))
    accountant, reader = signed_in(Role.ACCOUNTANT), signed_in(Role.READER)
    assert "Votre rôle ne le fait pas" in text_of(accountant.get("/proposals/1"))
    assert accountant.send("/proposals/1", what="confirm").status_code == 403
    reader.get("/proposals/1", status=403)
    reader.get("/proposals")


def test_a_refusal_says_why(sucre: None, signed_in: SignedIn) -> None:
    signed_in(Role.MANAGER).send(ALLOCATE, **_allocation("400"))
    admin = signed_in(Role.ADMIN)
    assert admin.send("/proposals/1", what="refuse", reason="Trop tôt").status_code == 303
    assert "Trop tôt" in text_of(admin.get("/proposals/1"))
    assert "0,00 €" in text_of(admin.get("/funds/sucre/projects/1"))


def test_what_cannot_be_done_any_more_says_so(sucre: None, signed_in: SignedIn) -> None:
    manager, admin = signed_in(Role.MANAGER), signed_in(Role.ADMIN)
    manager.send(ALLOCATE, **_allocation("950"))
    assert manager.send(ALLOCATE, **_allocation("100")).status_code == 303
    page = admin.get("/proposals/1")
    assert "ne peut pas se faire" in text_of(page)
    assert "disabled" in page
    assert admin.send("/proposals/1", what="confirm").status_code == 422


def test_a_double_click_proposes_once(sucre: None, signed_in: SignedIn) -> None:
    manager = signed_in(Role.MANAGER)
    data = {**hidden_fields(manager.get(ALLOCATE)), **_allocation("400")}
    places = [manager.client.post(ALLOCATE, data=data).location for _ in range(2)]
    assert places == ["/proposals/1", "/proposals/1"]


@pytest.mark.parametrize("number", ["2", "99999999999999999999"])
def test_no_such_proposal(sucre: None, admin: Reader, number: str) -> None:
    admin.get(f"/proposals/{number}", status=404)
