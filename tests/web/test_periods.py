"""Accounting periods: what is open is seen first, closing is one act, and goes only forward."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.donations.kinds import DonationKind
from fundtracker.ledger.models import Book
from fundtracker.users.models import Role
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import building, check_cost, text_of
from tests.world import euros

PERIODS = "/funds/sucre/periods"
CLOSED = {"until": "31/12/2016", "reason": "Comptes 2016"}


def send(reader: Reader, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(PERIODS, data={**hidden_fields(reader.get(PERIODS)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


@pytest.fixture
def here(fresh_database: Database) -> None:
    """A fund with a gift, and a payment whose payer nobody knows."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        world.paid_gift(fund, euros(100))
        unknown = world.other_money(fund, DonationKind.TO_IDENTIFY)
        world.receive(unknown, euros(30))


@pytest.mark.usefixtures("here")
def test_a_period_is_looked_at_before_it_is_closed_by_one_act(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    text = text_of(check_cost(app, admin, PERIODS))
    assert "Versements dont le payeur est inconnu : 30,00 €" in text
    looked = send(admin, {**CLOSED, "look": "1"})
    assert looked.status_code == 200
    assert n_acts(fresh_database) == before
    shown = hidden_fields(admin.get(PERIODS))
    answers = [admin.client.post(PERIODS, data={**shown, **CLOSED}) for _ in range(2)]
    assert [it.status_code for it in answers] == [303, 303]
    assert n_acts(fresh_database) == before + 1
    with fresh_database.session() as session:
        assert session.scalars(select(Book.locked_until)).all() == [date(2016, 12, 31)]
    text = text_of(admin.get(PERIODS))
    assert "Les comptes sont clos jusqu’au 31 décembre 2016" in text
    assert "Comptes 2016" in text


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("typed", ["", "x", "31/02/2016", "1/1/2999"])
def test_a_wrong_day_is_refused_beside_its_field(
    fresh_database: Database, admin: Reader, typed: str
) -> None:
    before = n_acts(fresh_database)
    answer = send(admin, {**CLOSED, "until": typed})
    assert answer.status_code == 422
    assert 'id="until-error"' in answer.get_data(as_text=True)
    assert n_acts(fresh_database) == before


@pytest.mark.usefixtures("here")
def test_what_is_closed_stays_closed(fresh_database: Database, admin: Reader) -> None:
    assert send(admin, CLOSED).status_code == 303
    answer = send(admin, {**CLOSED, "until": "30/11/2016"})
    assert answer.status_code == 422
    assert 'id="until-error"' in answer.get_data(as_text=True)
    late = admin.get("/donations/SUCRE-0001/receipts/new")
    typed = {**hidden_fields(late), "amount": "5", "received_on": "1/12/2016"}
    refused = admin.client.post("/donations/SUCRE-0001/receipts/new", data=typed)
    assert refused.status_code == 422
    with fresh_database.session() as session:
        assert session.scalars(select(Book.locked_until)).all() == [date(2016, 12, 31)]


@pytest.mark.usefixtures("here")
def test_only_who_keeps_the_accounts_closes_them(signed_in: Callable[[Role], Reader]) -> None:
    signed_in(Role.ACCOUNTANT).get(PERIODS)
    signed_in(Role.MANAGER).get(PERIODS, status=403)
    signed_in(Role.READER).get(PERIODS, status=403)
