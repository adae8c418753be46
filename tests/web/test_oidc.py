"""Signing in by other accounts: a real issuer on a port, and what it may say wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
import requests
from flask import Flask

from config import MissingSetting, Settings
from fundtracker import clock, create_app
from fundtracker.db import Database
from fundtracker.users.models import Role
from tests.services import issuer as services
from tests.services.issuer import Issuer
from tests.web.conftest import Reader, entering
from tests.web.pages import text_of

READER = "reader@example.org"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with services.listening() as found:
        found.claims = {"email": READER.upper(), "email_verified": True}
        yield found


@pytest.fixture
def with_accounts(settings: Settings, fresh_database: Database, issuer: Issuer) -> Flask:
    """An application that offers the issuer's accounts; a reader was added to it."""
    app = create_app(
        replace(
            settings,
            oidc_issuer=issuer.url,
            oidc_client_id=services.CLIENT,
            oidc_client_secret=services.SECRET,
        )
    )
    app.extensions["database"] = fresh_database
    entering(app, fresh_database, Role.READER)
    return app


def come(app: Flask, query: str = "") -> tuple[Reader, Any]:
    """Go to the issuer and come back; return who came, and the answer to coming back."""
    reader = Reader(app.test_client())
    begun = reader.client.get(f"/sign-in/accounts{query}")
    assert begun.status_code == 302, begun.get_data(as_text=True)
    there = requests.get(str(begun.location), allow_redirects=False, timeout=10)
    back = urlsplit(there.headers["Location"])
    return reader, reader.client.get(f"{back.path}?{back.query}")


def test_whoever_was_added_signs_in_by_the_account_of_that_address(
    with_accounts: Flask, visitor: Reader
) -> None:
    page = Reader(with_accounts.test_client()).get("/sign-in")
    assert "Se connecter avec le compte de l’organisme" in text_of(page)
    reader, answer = come(with_accounts, "?next=/partners")
    assert (answer.status_code, answer.location) == (303, "/partners")
    assert reader.client.get("/funds").status_code == 200


def test_an_address_that_leads_elsewhere_is_forgotten(with_accounts: Flask) -> None:
    _reader, answer = come(with_accounts, "?next=https://evil.example")
    assert answer.location == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
    ],
)
def test_nobody_else_gets_in(with_accounts: Flask, issuer: Issuer, claims: dict[str, Any]) -> None:
    issuer.claims = {**issuer.claims, **claims}
    reader, answer = come(with_accounts)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "adressez-vous à un administrateur" in text_of(reader.get("/sign-in"))
    assert reader.client.get("/funds").status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"nonce": "of another time"},
        {"exp": 1},
    ],
)
def test_a_token_that_is_not_for_us_is_refused(
    with_accounts: Flask, issuer: Issuer, wrong: dict[str, Any]
) -> None:
    issuer.wrong = wrong
    _is_refused(with_accounts)


def test_a_token_that_the_issuer_did_not_sign_is_refused(
    with_accounts: Flask, issuer: Issuer
) -> None:
    issuer.is_forged = True
    _is_refused(with_accounts)


def _is_refused(app: Flask) -> None:
    reader, answer = come(app)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "L’autre service" in text_of(reader.get("/sign-in"))
    assert reader.client.get("/funds").status_code == 303


def test_an_issuer_that_does_not_answer_is_no_error_of_ours(
    with_accounts: Flask, issuer: Issuer
) -> None:
    issuer.is_down = True
    reader = Reader(with_accounts.test_client())
    answer = reader.client.get("/sign-in/accounts")
    assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_an_answer_that_nobody_asked_for_is_refused(with_accounts: Flask) -> None:
    reader = Reader(with_accounts.test_client())
    for query in ("", "?code=a&state=b", "?error=access_denied&state=b"):
        answer = reader.client.get(f"/sign-in/accounts/back{query}")
        assert (answer.status_code, answer.location) == (303, "/sign-in")


def test_a_second_factor_that_was_set_up_here_is_asked(
    with_accounts: Flask, fresh_database: Database
) -> None:
    reader, _answer = come(with_accounts)
    found = re.search(r'class="key">([A-Z2-7 ]+)<', reader.get("/account/second-factor"))
    assert found is not None
    phone = pyotp.TOTP(found[1].replace(" ", ""))
    reader.send("/account/second-factor", code=phone.at(int(clock.now().timestamp())))
    again, answer = come(with_accounts)
    assert answer.location == "/sign-in/second"
    assert again.client.get("/funds").status_code == 303


def test_without_an_issuer_nothing_is_offered(visitor: Reader) -> None:
    assert "/sign-in/accounts" not in visitor.get("/sign-in")
    visitor.get("/sign-in/accounts", status=404)
    visitor.get("/sign-in/accounts/back", status=404)


def test_an_issuer_without_its_secret_does_not_start(tmp_path: Any) -> None:  # noqa: ANN401
    environment = {
        "FUNDTRACKER_INSTANCE": str(tmp_path),
        "FUNDTRACKER_OIDC_ISSUER": "https://accounts.example",
        "FUNDTRACKER_OIDC_CLIENT_ID": "fundtracker",
    }
    with pytest.raises(MissingSetting, match="CLIENT_SECRET"):
        Settings.from_env(environment)
