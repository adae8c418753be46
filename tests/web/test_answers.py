"""What every answer says: headers, cookies, language, and errors in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from config import Settings
from fundtracker import create_app
from fundtracker.users.models import Role
from fundtracker.web.app import MAX_BODY
from fundtracker.web.headers import HEADERS
from tests.web.conftest import Reader


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in", "/", "/funds", "/public", "/public/nope", "/shared/nope", "/robots.txt",
        "/nope", "/static/css/staff.css",
    ],
)  # fmt: skip
def test_every_answer_bears_the_headers_that_protect(visitor: Reader, address: str) -> None:
    answer = visitor.client.get(address)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in answer.headers
    answer.close()


def test_pages_behind_sign_in_stay_in_no_cache(admin: Reader) -> None:
    assert admin.client.get("/funds").headers["Cache-Control"] == "no-store, private"


def test_pages_have_no_inline_style_nor_script(admin: Reader) -> None:
    page = admin.get("/funds")
    assert "style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_cookies_are_for_the_server_alone_and_over_tls_for_this_host(settings: Settings) -> None:
    plain = create_app(settings).test_client()
    plain.get("/sign-in?lang=en")
    cookie = plain.get_cookie("session")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)
    secured = create_app(replace(settings, is_behind_tls=True)).test_client()
    answer = secured.get("/sign-in?lang=en", base_url="https://localhost")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    written = answer.headers["Set-Cookie"]
    assert written.startswith("__Host-session=")
    assert "Secure" in written
    assert "Path=/" in written


def test_a_language_is_kept_once_chosen_and_the_address_stays_clean(visitor: Reader) -> None:
    answer = visitor.client.get("/sign-in?next=/collectivities&lang=en")
    assert answer.location == "/sign-in?next=%2Fcollectivities"
    assert 'lang="en"' in visitor.get("/sign-in")
    assert ">Sign in<" in visitor.get("/sign-in")


@pytest.mark.parametrize(
    ("accepted", "spoken"), [("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de", "fr"), ("", "fr")]
)
def test_without_a_choice_the_browser_decides_then_french(
    visitor: Reader, accepted: str, spoken: str
) -> None:
    answer = visitor.client.get("/sign-in", headers={"Accept-Language": accepted})
    assert answer.headers["Content-Language"] == spoken


def test_an_unknown_language_changes_nothing(visitor: Reader) -> None:
    assert visitor.client.get("/sign-in?lang=xx").location == "/sign-in"
    assert visitor.client.get("/sign-in?lang=fr", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/nope", "/funds/nope", "/donations/NOPE", "/collectivities/999999999999999999999",
        "/funds/nope/journal", "/funds/%00", "/donations/%E2%80%AE",
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_so_in_words(admin: Reader, address: str) -> None:
    page = admin.get(address, status=404)
    assert "Cette page n’existe pas" in page


def test_a_parameter_that_no_text_can_hold_is_refused(admin: Reader) -> None:
    page = admin.get("/funds/nope/allocations/new?donation=%00", status=400)
    assert "<h1>" in page


def test_a_wrong_method_has_its_page(admin: Reader) -> None:
    answer = admin.client.post("/collectivities", data={"csrf_token": admin.token()})
    assert answer.status_code == 405
    assert "<h1>" in answer.get_data(as_text=True)


def test_too_large_a_body_is_refused(admin: Reader) -> None:
    answer = admin.client.post("/sign-in", data={"email": "x" * (MAX_BODY + 1)})
    assert answer.status_code == 413
    assert "<h1>" in answer.get_data(as_text=True)


def test_a_form_without_our_token_is_told_to_have_expired(admin: Reader) -> None:
    answer = admin.client.post("/sign-out", data={"csrf_token": "x"})
    assert answer.status_code == 400
    assert "Ce formulaire a expiré" in answer.get_data(as_text=True)


def test_a_failure_of_ours_shows_nothing_of_the_inside(
    app: Flask, signed_in: Callable[[Role], Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = signed_in(Role.READER)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", None)
    monkeypatch.setattr(app, "testing", False)

    def fail() -> None:
        message = "the inside"
        raise RuntimeError(message)

    monkeypatch.setitem(app.view_functions, "staff.funds", _declared(fail))
    page = reader.get("/funds", status=500)
    assert "the inside" not in page
    assert "<h1>" in page


def _declared(view: Callable[[], None]) -> Callable[[], None]:
    view.needed_permission = "read"  # type: ignore[attr-defined]
    return view
