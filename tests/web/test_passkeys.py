"""Passkeys: what a device answers is checked here, whatever it is; a browser proves the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from config import Settings
from fundtracker import clock, create_app
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.db import Database
from fundtracker.transaction import transaction
from fundtracker.users import second
from fundtracker.users.errors import NoSecondFactor
from fundtracker.users.models import Passkey, Role, User
from fundtracker.users.second import RemoveSecondFactor
from fundtracker.web.entering import BY_DEVICE
from tests.web.conftest import PASSWORD, Reader, entering, hidden_fields
from tests.web.pages import check_cost, text_of

OWN = "/account/passkeys"
ANSWERS = [
    "",
    "nothing",
    "{}",
    "[]",
    "null",
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}',
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AAAA",
                "signature": "AAAA",
                "attestationObject": "oA",
            },
        }
    ),
    "9" * 30_000,
]


def keep(database: Database, role: Role) -> int:
    """Keep a key for somebody of a role, as a device would have made it."""
    with database.session() as reading, transaction(reading) as session:
        user = session.scalars(select(User).where(User.role == role)).one()
        passkey = Passkey(
            user_id=user.id, credential_id=b"\x00\x00\x00", public_key=b"key", sign_count=0,
            name="<b>Téléphone</b>", made_at=clock.now(),
        )  # fmt: skip
        session.add(passkey)
        session.flush()
        return passkey.id


def enter(visitor: Reader, answer: str) -> TestResponse:
    token = hidden_fields(visitor.get("/sign-in"))["csrf_token"]
    visitor.client.post("/sign-in/passkey/options", data={"csrf_token": token})
    data = {"csrf_token": token, "credential": answer}
    return visitor.client.post("/sign-in/passkey", data=data)


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_no_key_gave_signs_nobody_in(
    visitor: Reader, admin: Reader, fresh_database: Database, answer: str
) -> None:
    keep(fresh_database, Role.ADMIN)
    refused = enter(visitor, answer)
    assert (refused.status_code, refused.location) == (303, "/sign-in")
    assert "n’a pas été reconnue" in text_of(visitor.get("/sign-in"))
    assert visitor.client.get("/funds").status_code == 303


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_makes_no_key_adds_none(
    admin: Reader, fresh_database: Database, answer: str
) -> None:
    hidden = hidden_fields(admin.get(OWN))
    admin.client.post(f"{OWN}/options", data={"csrf_token": hidden["csrf_token"]})
    data = {**hidden, "name": "Téléphone", "credential": answer}
    refused = admin.client.post(OWN, data=data)
    assert refused.status_code == 422
    assert "n’a pas été reconnue" in refused.get_data(as_text=True)
    with fresh_database.session() as session:
        assert session.scalars(select(Passkey)).all() == []
        assert "add_passkey" not in session.scalars(select(Act.kind)).all()


def test_a_device_is_asked_afresh_each_time_and_told_nobodys_keys(
    visitor: Reader, admin: Reader, fresh_database: Database
) -> None:
    keep(fresh_database, Role.ADMIN)
    token = hidden_fields(visitor.get("/sign-in"))["csrf_token"]
    asked = [
        visitor.client.post("/sign-in/passkey/options", data={"csrf_token": token}).get_json()
        for _ in range(2)
    ]
    assert asked[0]["challenge"] != asked[1]["challenge"]
    assert asked[0]["rpId"] == "localhost"
    assert asked[0]["userVerification"] == "required"
    assert not asked[0].get("allowCredentials")
    own = admin.client.post(f"{OWN}/options", data={"csrf_token": admin.token()}).get_json()
    assert own["authenticatorSelection"]["residentKey"] == "required"
    assert len(own["excludeCredentials"]) == 1
    # The handle says nothing of who it is.
    assert "admin" not in own["user"]["id"]


def test_a_form_of_elsewhere_asks_nothing(visitor: Reader, admin: Reader) -> None:
    for reader, address in ((visitor, "/sign-in/passkey/options"), (admin, f"{OWN}/options")):
        assert reader.client.post(address).status_code == 400


def test_keys_are_listed_and_removed_by_their_owner_alone(
    app: Flask, admin: Reader, fresh_database: Database, signed_in: Callable[[Role], Reader]
) -> None:
    passkey_id = keep(fresh_database, Role.ADMIN)
    page = check_cost(app, admin, OWN)
    assert "<b>Téléphone</b>" not in page
    assert "Téléphone" in text_of(page)
    other = signed_in(Role.READER)
    assert "Téléphone" not in other.get(OWN)
    address = f"{OWN}/{passkey_id}/remove"
    other.get(address, status=404)
    other.get(f"{OWN}/999/remove", status=404)
    assert admin.send(address).status_code == 303
    with fresh_database.session() as session:
        assert session.scalars(select(Passkey)).all() == []
    admin.get(address, status=404)


def test_tries_are_counted(visitor: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fundtracker.users.attempts.MOST_OF_ADDRESS", 3)
    answers = [enter(visitor, "{}").status_code for _ in range(4)]
    assert answers == [303, 303, 303, 429]


def test_whoever_lost_a_device_is_helped_by_an_administrator(
    admin: Reader, fresh_database: Database, signed_in: Callable[[Role], Reader]
) -> None:
    signed_in(Role.MANAGER)
    keep(fresh_database, Role.MANAGER)
    with fresh_database.session() as session:
        user = session.scalars(select(User).where(User.role == Role.MANAGER)).one()
        user_id = user.id
    assert f"/users/{user_id}/second-factor" in admin.get(f"/users/{user_id}")
    assert admin.send(f"/users/{user_id}/second-factor").status_code == 303
    with fresh_database.session() as reading, transaction(reading) as session:
        assert session.scalars(select(Passkey)).all() == []
        with pytest.raises(NoSecondFactor):
            second.remove(session, RemoveSecondFactor(user_id=user_id), by=Signature())


@pytest.fixture
def strict(settings: Settings, fresh_database: Database) -> Flask:
    """An application that asks the staff that moves money for a second factor."""
    app = create_app(replace(settings, wants_second_factor=True))
    app.extensions["database"] = fresh_database
    return app


def test_a_passkey_is_two_factors_in_its_own_session_alone(
    strict: Flask, fresh_database: Database
) -> None:
    manager = entering(strict, fresh_database, Role.MANAGER)
    assert manager.client.get("/funds").location == "/account/second-factor"
    with manager.client.session_transaction() as session:
        session[BY_DEVICE] = True
    assert manager.client.get("/funds").status_code == 200
    # Whoever signs in next in the same browser, by a password, has one factor.
    manager.client.post("/sign-out", data={"csrf_token": manager.token()})
    manager.send("/sign-in", email="manager@example.org", password=PASSWORD)
    assert manager.client.get("/funds").location == "/account/second-factor"


def test_the_page_asks_for_a_factor_again_where_that_is_long_ago(
    strict: Flask, fresh_database: Database
) -> None:
    reader = entering(strict, fresh_database, Role.READER)
    assert reader.client.get(OWN).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        assert str(reader.client.get(OWN).location).startswith("/account/proof")
