"""Signing in and out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fundtracker.users.models import Role
from tests.web.conftest import PASSWORD, Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


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
    assert "reader" in visitor.get("/")


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
    assert thief.get("/").status_code == 303


def test_signing_in_and_out_need_the_token_of_our_form(
    visitor: Reader, signed_in: Callable[[Role], Reader]
) -> None:
    assert visitor.client.post("/sign-in", data={"email": "a@b.fr"}).status_code == 400
    reader = signed_in(Role.READER)
    assert reader.client.post("/sign-out").status_code == 400
    assert reader.client.get("/").status_code == 200
