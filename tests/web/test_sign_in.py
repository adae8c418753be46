"""Signing in and out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask import request
from sqlalchemy import select, update

from fundtracker import clock, create_app
from fundtracker.transaction import transaction
from fundtracker.users import attempts
from fundtracker.users.attempts import Attempt
from fundtracker.users.errors import TooManyAttempts
from fundtracker.users.models import Role, SignInAttempt
from tests.web.conftest import PASSWORD, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from werkzeug.test import TestResponse

    from config import Settings
    from fundtracker.db import Database


def test_somebody_who_has_not_signed_in_is_led_to_sign_in_and_back(visitor: Reader) -> None:
    answer = visitor.client.get("/collectivities?q=gre")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/collectivities?q%3Dgre"


def test_the_right_password_opens_the_page_that_was_asked_for(
    signed_in: Callable[[Role], Reader], visitor: Reader
) -> None:
    signed_in(Role.READER)
    answer = visitor.send(
        "/sign-in?next=/collectivities", email=" READER@example.org ", password=PASSWORD
    )
    assert answer.location == "/collectivities"
    assert "reader" in visitor.get("/funds")


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "///evil.example"]
)
def test_signing_in_never_leads_to_another_site(
    signed_in: Callable[[Role], Reader], visitor: Reader, address: str
) -> None:
    signed_in(Role.READER)
    answer = visitor.send("/sign-in", email="reader@example.org", password=PASSWORD, next=address)
    assert answer.status_code == 302
    # A path of this site, whatever it is called.
    assert re.match(r"/(?![/\\])", answer.location or "/")


def test_nobody_learns_who_is_known(signed_in: Callable[[Role], Reader], visitor: Reader) -> None:
    signed_in(Role.READER)
    known, unknown = (
        visitor.send("/sign-in", email=email, password="wrong wrong wrong")
        for email in ("reader@example.org", "nobody@example.org")
    )
    token = r'name="csrf_token" value="[^"]*"'
    text, other = (re.sub(token, "", it.get_data(as_text=True)) for it in (known, unknown))
    assert known.status_code == unknown.status_code
    assert 'id="sign-in-error"' in text
    assert text.replace("reader@", "nobody@") == other


def test_a_password_beyond_all_measure_is_refused_like_any_other(
    signed_in: Callable[[Role], Reader], visitor: Reader
) -> None:
    signed_in(Role.READER)
    answer = visitor.send("/sign-in", email="reader@example.org", password="p" * 100_000)
    assert 'id="sign-in-error"' in answer.get_data(as_text=True)


def test_signing_out_ends_the_sessions_that_were_copied(
    app: Flask, signed_in: Callable[[Role], Reader]
) -> None:
    reader = signed_in(Role.READER)
    cookie = reader.client.get_cookie("session")
    assert cookie is not None
    answer = reader.client.post("/sign-out", data={"csrf_token": reader.token()})
    assert answer.location == "/sign-in"
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/funds").status_code == 303


def test_signing_in_and_out_need_the_token_of_our_form(
    visitor: Reader, signed_in: Callable[[Role], Reader]
) -> None:
    assert visitor.client.post("/sign-in", data={"email": "a@b.fr"}).status_code == 400
    reader = signed_in(Role.READER)
    assert reader.client.post("/sign-out").status_code == 400
    assert reader.client.get("/funds").status_code == 200


WRONG = "wrong wrong wrong"


def _try(reader: Reader, password: str = WRONG, **typed: str) -> TestResponse:
    values = {"email": "reader@example.org", "password": password, **typed}
    return reader.send("/sign-in", **values)


def test_a_refused_sign_in_answers_as_a_refused_form(
    signed_in: Callable[[Role], Reader], visitor: Reader
) -> None:
    signed_in(Role.READER)
    assert _try(visitor).status_code == 422
    assert _try(visitor, PASSWORD).status_code == 302


def test_passwords_are_not_tried_out(
    app: Flask, signed_in: Callable[[Role], Reader], visitor: Reader
) -> None:
    signed_in(Role.READER)
    signed_in(Role.ADMIN)
    for _ in range(attempts.MOST_OF_ACCOUNT):
        assert _try(visitor).status_code == 422
    # Whoever asks, from wherever, and even with the right password: what is right is not told.
    elsewhere = Reader(app.test_client())
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    for asking in (visitor, elsewhere):
        refused = _try(asking, PASSWORD, email=" Reader@Example.org ")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 15 * 60
        page = refused.get_data(as_text=True)
        assert "patientez 15\u00a0min" in page
        assert PASSWORD not in page
    # Others sign in as ever, and so does this one when the attempts are old.
    assert _try(visitor, PASSWORD, email="admin@example.org").status_code == 302
    database = app.extensions["database"]
    with database.session() as reading, transaction(reading) as session:
        session.execute(update(SignInAttempt).values(at=clock.now() - attempts.WINDOW))
    assert _try(elsewhere, PASSWORD).status_code == 302
    with database.session() as session:
        assert session.scalars(select(SignInAttempt)).all() == []


def test_an_unknown_account_is_limited_like_a_known_one(
    signed_in: Callable[[Role], Reader], visitor: Reader
) -> None:
    signed_in(Role.READER)
    for _ in range(attempts.MOST_OF_ACCOUNT):
        _try(visitor, email="nobody@example.org")
        _try(visitor)
    known, unknown = _try(visitor), _try(visitor, email="nobody@example.org")
    assert known.status_code == unknown.status_code == 429
    assert known.get_data() == unknown.get_data()


def test_the_right_password_forgets_the_wrong_ones(
    signed_in: Callable[[Role], Reader], visitor: Reader
) -> None:
    signed_in(Role.READER)
    for _ in range(3):
        for _ in range(attempts.MOST_OF_ACCOUNT - 1):
            assert _try(visitor).status_code == 422
        assert _try(visitor, PASSWORD).status_code == 302
        visitor.client.delete_cookie("session")


def test_one_address_does_not_try_many_accounts(
    app: Flask,
    signed_in: Callable[[Role], Reader],
    visitor: Reader,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_in(Role.READER)
    monkeypatch.setattr(attempts, "MOST_OF_ADDRESS", 4)
    # The same network: a provider gives its customer all of it.
    for number in range(4):
        visitor.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number + 1}"
        assert _try(visitor, email=f"somebody{number}@example.org").status_code == 422
    assert _try(visitor, PASSWORD).status_code == 429
    other = Reader(app.test_client())
    other.client.environ_base["REMOTE_ADDR"] = "2001:db8:1:3::1"
    assert _try(other, PASSWORD).status_code == 302


def test_many_attempts_at_once_count_all(fresh_database: Database) -> None:
    attempt = Attempt(email="reader@example.org", address="192.0.2.7")

    def once(_number: int) -> bool:
        with fresh_database.session() as reading, transaction(reading) as session:
            try:
                attempts.begin(session, attempt)
            except TooManyAttempts:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(once, range(40)))
    assert passed == attempts.MOST_OF_ACCOUNT


def test_behind_a_proxy_the_address_is_the_reader_s(settings: Settings) -> None:
    for is_behind_tls, address in ((True, "192.0.2.9"), (False, "127.0.0.1")):
        app = create_app(replace(settings, is_behind_tls=is_behind_tls))
        seen: list[str | None] = []
        app.before_request(lambda seen=seen: seen.append(request.remote_addr))
        app.test_client().get("/sign-in", headers={"X-Forwarded-For": "203.0.113.5, 192.0.2.9"})
        assert seen == [address]
        app.extensions["database"].dispose()
