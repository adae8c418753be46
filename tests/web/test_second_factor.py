"""The second factor: set up by a phone, asked for at every way in, and compulsory for some."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from config import Settings
from fundtracker import clock, create_app
from fundtracker.db import Database
from fundtracker.outbox.models import Mail
from fundtracker.users.models import STAFF_ROLES, RecoveryCode, Role, SecondFactor, User
from fundtracker.web.entering import AT_LEISURE, FRESH
from tests.web.conftest import PASSWORD, Reader, entering, hidden_fields
from tests.web.pages import building, text_of

SignedIn = Callable[[Role], Reader]

SET_UP = "/account/second-factor"


@pytest.fixture
def still() -> Iterator[time_machine.Traveller]:
    """A clock that stands until it is moved."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def strict(settings: Settings, fresh_database: Database) -> Flask:
    """An application that asks the staff that moves money for a second factor."""
    app = create_app(replace(settings, wants_second_factor=True))
    app.extensions["database"] = fresh_database
    return app


def _phone(reader: Reader) -> pyotp.TOTP:
    found = re.search(r'class="key">([A-Z2-7 ]+)<', reader.get(SET_UP))
    assert found is not None
    return pyotp.TOTP(found[1].replace(" ", ""))


def _now(phone: pyotp.TOTP) -> str:
    return phone.at(int(clock.now().timestamp()))


def _set_up(reader: Reader) -> tuple[pyotp.TOTP, list[str]]:
    """Set a phone up; return it and the recovery codes."""
    phone = _phone(reader)
    answer = reader.send(SET_UP, code=_now(phone))
    assert answer.status_code == 200
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", answer.get_data(as_text=True))
    assert len(set(codes)) == 10
    return phone, codes


def _come(app: Flask, email: str) -> Reader:
    """Give the password alone."""
    reader = Reader(app.test_client())
    reader.send("/sign-in", email=email, password=PASSWORD)
    return reader


def test_after_the_password_comes_the_code_of_the_phone(
    signed_in: SignedIn, app: Flask, still: time_machine.Traveller
) -> None:
    phone, _codes = _set_up(signed_in(Role.READER))
    still.shift(60)
    reader = Reader(app.test_client())
    answer = reader.send("/sign-in?next=/partners", email="reader@example.org", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/sign-in/second")
    assert reader.client.get("/funds").status_code == 303
    assert reader.send("/sign-in/second", code="000000").status_code == 422
    answer = reader.send("/sign-in/second", code=f" {_now(phone)[:3]} {_now(phone)[3:]} ")
    assert (answer.status_code, answer.location) == (303, "/partners")
    reader.get("/funds")


def test_a_code_counts_once_and_not_long(
    signed_in: SignedIn, app: Flask, still: time_machine.Traveller
) -> None:
    phone, _codes = _set_up(signed_in(Role.READER))
    used = _now(phone)
    reader = _come(app, "reader@example.org")
    assert reader.send("/sign-in/second", code=used).status_code == 422
    still.shift(30)
    assert reader.send("/sign-in/second", code=_now(phone)).status_code == 303
    late = _come(app, "reader@example.org")
    code = _now(phone)
    still.shift(90)
    assert late.send("/sign-in/second", code=code).status_code == 422


def test_codes_cannot_be_tried_out(
    signed_in: SignedIn, app: Flask, still: time_machine.Traveller
) -> None:
    phone, _codes = _set_up(signed_in(Role.READER))
    still.shift(60)
    reader = _come(app, "reader@example.org")
    page = hidden_fields(reader.get("/sign-in/second"))
    tried = [
        reader.client.post("/sign-in/second", data={**page, "code": f"{it:06}"}).status_code
        for it in range(11)
    ]
    assert tried == [422] * 10 + [429]
    answer = reader.client.post("/sign-in/second", data={**page, "code": _now(phone)})
    assert answer.status_code == 429


def test_the_first_factor_alone_lasts_ten_minutes(
    signed_in: SignedIn, app: Flask, still: time_machine.Traveller
) -> None:
    phone, _codes = _set_up(signed_in(Role.READER))
    reader = _come(app, "reader@example.org")
    still.shift(timedelta(minutes=11))
    assert reader.client.get("/sign-in/second").location == "/sign-in"
    assert _now(phone)


def test_a_recovery_code_stands_in_once(
    signed_in: SignedIn, app: Flask, fresh_database: Database
) -> None:
    _phone_of, codes = _set_up(signed_in(Role.READER))
    reader = _come(app, "reader@example.org")
    assert reader.send("/sign-in/second", code=codes[0].upper()).status_code == 303
    assert "9 codes de secours" in text_of(reader.get(SET_UP))
    again = _come(app, "reader@example.org")
    assert again.send("/sign-in/second", code=codes[0]).status_code == 422
    with fresh_database.session() as session:
        kept = " ".join(session.scalars(select(RecoveryCode.code_hash)))
    assert codes[1].replace("-", "") not in kept


def test_a_link_of_a_mail_is_the_first_factor_too(
    signed_in: SignedIn, app: Flask, fresh_database: Database, still: time_machine.Traveller
) -> None:
    phone, _codes = _set_up(signed_in(Role.READER))
    reader = Reader(app.test_client())
    reader.send("/sign-in/by-mail", email="reader@example.org")
    with fresh_database.session() as session:
        text = session.scalars(select(Mail.text)).one()
    found = re.search(r"http://localhost(/enter/\S+)", text)
    assert found is not None
    assert reader.send(found[1]).location == "/sign-in/second"
    assert reader.client.get("/funds").status_code == 303
    still.shift(30)
    assert reader.send("/sign-in/second", code=_now(phone)).status_code == 303
    reader.get("/funds")


def test_a_wrong_first_code_sets_nothing_up(signed_in: SignedIn, fresh_database: Database) -> None:
    reader = signed_in(Role.READER)
    for typed in ("000000", "", "x" * 1000):
        assert reader.send(SET_UP, code=typed).status_code == 422
    with fresh_database.session() as session:
        assert session.scalars(select(SecondFactor)).one().confirmed_at is None
    assert _come(reader.client.application, "reader@example.org").get("/funds")


def test_a_second_click_shows_no_codes_again(signed_in: SignedIn) -> None:
    reader = signed_in(Role.READER)
    phone = _phone(reader)
    data = {**hidden_fields(reader.get(SET_UP)), "code": _now(phone)}
    first = reader.client.post(SET_UP, data=data).get_data(as_text=True)
    second = reader.client.post(SET_UP, data=data).get_data(as_text=True)
    assert "recovery-codes" in first
    assert "recovery-codes" not in second


def test_the_secret_is_kept_nowhere(signed_in: SignedIn, fresh_database: Database) -> None:
    phone, _codes = _set_up(signed_in(Role.READER))
    with fresh_database.session() as session:
        found = session.scalars(select(SecondFactor)).one()
        assert phone.secret not in f"{found.nonce}"
        assert len(phone.secret) == 32


def test_it_is_taken_away_by_oneself_or_by_an_administrator(
    signed_in: SignedIn, app: Flask, fresh_database: Database
) -> None:
    admin, reader = signed_in(Role.ADMIN), signed_in(Role.READER)
    _set_up(reader)
    assert reader.send(f"{SET_UP}/remove").status_code == 303
    assert _come(app, "reader@example.org").client.get("/funds").status_code == 200
    _set_up(reader)
    with fresh_database.session() as session:
        user_id = session.scalars(select(User.id).where(User.role == Role.READER)).one()
    assert admin.send(f"/users/{user_id}/second-factor").status_code == 303
    assert reader.client.get("/funds").status_code == 303
    assert _come(app, "reader@example.org").client.get("/funds").status_code == 200
    assert admin.send(f"/users/{user_id}/second-factor").status_code == 422


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_who_moves_money_sets_one_up_before_anything_else(
    strict: Flask, fresh_database: Database, role: Role
) -> None:
    reader = entering(strict, fresh_database, role)
    answer = reader.client.get("/funds")
    if not role.moves_money:
        assert answer.status_code == 200
        return
    assert (answer.status_code, answer.location) == (303, SET_UP)
    assert reader.client.get("/account").status_code == 200
    _set_up(reader)
    reader.get("/funds")


def test_donors_are_not_made_to(strict: Flask, fresh_database: Database) -> None:
    with building(fresh_database) as world:
        nancy = world.collectivity("Nancy").id
    entering(strict, fresh_database, Role.LEAD, nancy).get("/my")


def test_a_factor_is_asked_again_before_what_a_thief_must_not_do(
    strict: Flask, fresh_database: Database, still: time_machine.Traveller
) -> None:
    admin = entering(strict, fresh_database, Role.ADMIN)
    phone, _codes = _set_up(admin)
    admin.get("/users/new")
    with building(fresh_database) as world:
        world.fund(code="sucre")
    admin.get("/funds/sucre/edit")
    opened = hidden_fields(admin.get("/users/new"))
    still.shift(FRESH + timedelta(seconds=1))
    admin.get("/funds")
    # The bank details of a fund are there.
    assert str(admin.client.get("/funds/sucre/edit").location).startswith("/account/proof")
    admin.get("/funds/sucre/facts")
    answer = admin.client.get("/users/new?x=1")
    assert (answer.status_code, answer.location) == (303, "/account/proof?next=/users/new?x%3D1")
    # A form that was opened in time may be sent still.
    form = {**opened, "name": "X", "email": "x@example.org", "role": "reader"}
    assert admin.client.post("/users/new", data=form).status_code == 303
    assert admin.send("/account/proof?next=/users", code="111111").status_code == 422
    answer = admin.send("/account/proof?next=//evil.example", code=_now(phone))
    assert (answer.status_code, answer.location) == (303, "/")
    admin.get("/users/new")
    still.shift(AT_LEISURE - timedelta(minutes=5))
    admin.get("/funds")
    still.shift(timedelta(minutes=6))
    answer = admin.client.post("/users/new", data=form)
    assert answer.status_code == 400
    assert "x@example.org" not in answer.get_data(as_text=True) or answer.status_code == 400


def test_without_a_phone_the_password_is_the_proof(
    strict: Flask, fresh_database: Database, still: time_machine.Traveller
) -> None:
    with building(fresh_database) as world:
        nancy = world.collectivity("Nancy").id
    lead = entering(strict, fresh_database, Role.LEAD, nancy)
    lead.get("/my/team/new")
    still.shift(FRESH + timedelta(seconds=1))
    assert lead.client.get("/my/team/new").status_code == 303
    lead.get("/my")
    assert lead.send("/account/proof?next=/my/team/new", password="faux").status_code == 422
    answer = lead.send("/account/proof?next=/my/team/new", password=PASSWORD)
    assert answer.location == "/my/team/new"
    lead.get("/my/team/new")
