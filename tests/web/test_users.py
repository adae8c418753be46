"""Users are added, changed and disabled by an administrator; everybody has an own password."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.users.models import Role, User
from tests.web.conftest import PASSWORD, Reader, hidden_fields
from tests.web.pages import HOSTILE, check_cost, rows_of, text_of

SignedIn = Callable[[Role], Reader]
OTHER = "cinq autres mots bien longs"
ADDED = {
    "name": "Claude Exemple", "email": "claude@example.org", "role": "reader",
    "password": OTHER, "again": OTHER,
}  # fmt: skip


def send(reader: Reader, address: str, typed: Mapping[str, object]) -> TestResponse:
    """Open the form, fill it in over what it shows, and send it."""
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


def enters(app: Flask, email: str, password: str) -> bool:
    """Tell whether somebody can sign in and then sees a page."""
    reader = Reader(app.test_client())
    reader.send("/sign-in", email=email, password=password)
    return reader.client.get("/funds").status_code == 200


def test_a_user_is_added_by_one_act_and_signs_in(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    shown = hidden_fields(admin.get("/users/new"))
    answers = [admin.client.post("/users/new", data={**shown, **ADDED}) for _ in range(2)]
    assert [it.status_code for it in answers] == [303, 303]
    assert n_acts(fresh_database) == before + 1
    assert enters(app, "claude@example.org", OTHER)
    rows = rows_of(check_cost(app, admin, "/users"))
    assert [it.split(" ")[0] for it in rows] == ["admin", "Claude"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("email", "claude"),
        ("email", "ADMIN@example.org"),
        ("role", "king"),
        ("role", ""),
        ("password", "court"),
        ("password", "x" * 5000),
        ("again", "un mot de passe différent"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nobody_is_added(
    fresh_database: Database, admin: Reader, field: str, typed: str
) -> None:
    before = n_acts(fresh_database)
    both = {"again": typed} if field == "password" else {}
    answer = send(admin, "/users/new", {**ADDED, **both, field: typed})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert OTHER not in page
    assert n_acts(fresh_database) == before


def test_a_role_changes_at_once_and_the_page_keeps_the_history(
    fresh_database: Database, admin: Reader, signed_in: SignedIn
) -> None:
    reader = signed_in(Role.READER)
    reader.get("/funds/new", status=403)
    before = n_acts(fresh_database)
    typed = {"name": "Claude", "role": "manager"}
    shown = hidden_fields(admin.get("/users/2"))
    assert send(admin, "/users/2", typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    reader.get("/funds/new")
    late = admin.client.post("/users/2", data={**shown, "name": "Claude", "role": "accountant"})
    assert late.status_code == 409
    assert "Rôle comptable gestionnaire" in text_of(late.get_data(as_text=True))
    assert "Utilisateur modifié" in text_of(admin.get("/users/2"))


def test_somebody_disabled_is_out_at_once_and_comes_back(
    app: Flask, fresh_database: Database, admin: Reader, signed_in: SignedIn
) -> None:
    reader = signed_in(Role.READER)
    before = n_acts(fresh_database)
    assert send(admin, "/users/2/active", {"active": "0"}).status_code == 303
    assert reader.client.get("/funds").status_code == 303
    assert not enters(app, "reader@example.org", PASSWORD)
    assert send(admin, "/users/2/active", {"active": "1"}).status_code == 303
    assert enters(app, "reader@example.org", PASSWORD)
    assert n_acts(fresh_database) == before + 2


def test_nobody_locks_oneself_out_and_an_administrator_stays(
    fresh_database: Database, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    assert send(admin, "/users/1/active", {"active": "0"}).status_code == 422
    answer = send(admin, "/users/1", {"name": "Moi", "role": "reader"})
    assert answer.status_code == 422
    assert 'id="role-error"' in answer.get_data(as_text=True)
    assert n_acts(fresh_database) == before
    with fresh_database.session() as session:
        assert session.scalars(select(User.role)).all() == [Role.ADMIN]


def test_a_password_that_an_administrator_sets_ends_the_sessions_with_the_old_one(
    app: Flask, fresh_database: Database, admin: Reader, signed_in: SignedIn
) -> None:
    reader = signed_in(Role.READER)
    before = n_acts(fresh_database)
    typed = {"password": OTHER, "again": OTHER}
    assert send(admin, "/users/2/password", typed).status_code == 303
    assert n_acts(fresh_database) == before + 1
    assert reader.client.get("/funds").status_code == 303
    assert not enters(app, "reader@example.org", PASSWORD)
    assert enters(app, "reader@example.org", OTHER)


def test_everybody_changes_the_own_password_knowing_the_present_one(
    app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    reader = signed_in(Role.READER)
    typed = {"password": OTHER, "again": OTHER}
    wrong = send(reader, "/account", {**typed, "present": "ce n'est pas lui"})
    assert wrong.status_code == 422
    assert 'id="present-error"' in wrong.get_data(as_text=True)
    before = n_acts(fresh_database)
    assert send(reader, "/account", {**typed, "present": PASSWORD}).status_code == 303
    assert n_acts(fresh_database) == before + 1
    assert reader.client.get("/funds").status_code == 303
    assert enters(app, "reader@example.org", OTHER)


def test_the_rights_are_on_a_page_for_everybody(app: Flask, signed_in: SignedIn) -> None:
    page = check_cost(app, signed_in(Role.READER), "/rights")
    row = next(it for it in rows_of(page) if it.startswith("Clore"))
    assert row == "Clore les périodes comptables oui – non oui – non – non – non – non"


@pytest.mark.parametrize("role", [it for it in Role if it is not Role.ADMIN])
def test_only_an_administrator_manages_users(signed_in: SignedIn, role: Role) -> None:
    reader = signed_in(role)
    for address in ("/users", "/users/new", "/users/1", "/users/1/active", "/users/1/password"):
        reader.get(address, status=403)
    assert 'href="/users"' not in reader.get("/account")


def test_what_users_are_called_is_only_text(admin: Reader) -> None:
    assert send(admin, "/users/new", {**ADDED, "name": HOSTILE}).status_code == 303
    for address in ("/users", "/users/2", "/users/2/active", "/users/2/password"):
        page = admin.get(address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_user_who_is_none_is_not_found(fresh_database: Database, admin: Reader) -> None:
    for address in ("/users/7", "/users/7/active", "/users/7/password", f"/users/{'9' * 30}"):
        admin.get(address, status=404)
    with fresh_database.session() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_the_present_password_is_not_tried_out_with_a_session_left_open(
    signed_in: SignedIn,
) -> None:
    reader = signed_in(Role.READER)
    data = {
        **hidden_fields(reader.get("/account")), "present": "faux",
        "password": "un autre mot de passe", "again": "un autre mot de passe",
    }  # fmt: skip
    answers = [reader.client.post("/account", data=data).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
