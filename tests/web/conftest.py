"""The application and its readers, over a database of each kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Signature
from fundtracker.transaction import transaction
from fundtracker.users import service as users
from fundtracker.users.models import Role
from fundtracker.web.staff import record_words
from tests.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from fundtracker.db import Database

PASSWORD = "quatre mots bien longs"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords cheaply: what they cost is argon2's own matter."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(users, "_hasher", cheap)


@pytest.fixture(autouse=True)
def _fields_have_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no page change a field that the list of acts would name as the database does."""
    revise = revisions.revise

    def told(*given: Any) -> None:  # noqa: ANN401
        changes: revisions.Changes = given[3]
        lacking = set(changes.after) - set(record_words.FIELDS) - record_words.UNSAID
        assert not lacking, f"no words for {lacking}"
        revise(*given)

    monkeypatch.setattr(revisions, "revise", told)


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, whose failures reach the test."""
    monkeypatch.setattr(app, "testing", True)
    return app


class Reader:
    """Somebody at a browser: keeps cookies, fills forms in with their hidden fields."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, address: str, *, status: int = 200) -> str:
        """Return the page; ``status`` is what it must answer."""
        answer = self.client.get(address)
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return answer.get_data(as_text=True)

    def send(self, address: str, /, **values: object) -> TestResponse:
        """Open the page of a form, fill it in and send it; nothing is followed."""
        hidden = hidden_fields(self.get(address))
        data = {**hidden, **{name: str(value) for name, value in values.items()}}
        return self.client.post(address, data=data)

    def token(self) -> str:
        """Return the token of the session, from the sign-out button of a page."""
        return hidden_fields(self.get("/account"))["csrf_token"]


def hidden_fields(html: str, form: int = 0) -> dict[str, str]:
    """Return the hidden fields of a form of the page, the sign-out form not counted."""
    forms = [
        found
        for found in re.findall(r"<form\b[^>]*>.*?</form>", html, re.DOTALL)
        if 'method="post"' in found
    ]
    shown = [found for found in forms if "/sign-out" not in found] or forms
    fields = re.findall(r"<input\b[^>]*>", shown[form])
    return {
        _attribute(field, "name"): _attribute(field, "value")
        for field in fields
        if 'type="hidden"' in field
    }


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return match[1] if match else ""


@pytest.fixture
def visitor(app: Flask) -> Reader:
    """Somebody who has not signed in."""
    return Reader(app.test_client())


@pytest.fixture
def signed_in(app: Flask, fresh_database: Database) -> Callable[[Role], Reader]:
    """Sign somebody of a role in; a donor's user is of a collectivity of its own."""

    def sign_in(role: Role) -> Reader:
        collectivity_id = None
        if role.is_donor:
            with fresh_database.session() as reading, transaction(reading) as session:
                collectivity_id = World(session).collectivity(f"Ville de {role.value}").id
        return entering(app, fresh_database, role, collectivity_id)

    return sign_in


@pytest.fixture
def donor(app: Flask, fresh_database: Database) -> Callable[..., Reader]:
    """Sign somebody of a collectivity in."""

    def sign_in(collectivity_id: int, role: Role = Role.LEAD) -> Reader:
        return entering(app, fresh_database, role, collectivity_id)

    return sign_in


def entering(
    app: Flask,
    database: Database,
    role: Role,
    collectivity_id: int | None = None,
    fund_id: int | None = None,
) -> Reader:
    """Add a user and sign it in; an auditor reads a fund of its own where none is named."""
    email = f"{role.value}{collectivity_id or ''}@example.org"
    with database.session() as reading, transaction(reading) as session:
        audit: dict[str, Any] = {}
        if role is Role.AUDITOR:
            fund_id = fund_id or World(session).fund(code="audite").id
            audit = {"expires_on": clock.today(), "fund_ids": (fund_id,)}
        users.create_user(
            session,
            users.AddUser(
                email=email, name=role.value, role=role, collectivity_id=collectivity_id, **audit
            ),
            password=PASSWORD,
            by=Signature(),
        )
    reader = Reader(app.test_client())
    answer = reader.send("/sign-in", email=email, password=PASSWORD)
    assert answer.status_code == 302
    return reader


@pytest.fixture
def admin(signed_in: Callable[[Role], Reader]) -> Reader:
    return signed_in(Role.ADMIN)
