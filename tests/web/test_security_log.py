"""What is written for whoever watches: who comes and goes, what was refused, and no secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
from flask import Flask

from fundtracker.users.models import Role
from fundtracker.web.access import Permission, needs
from tests.web.conftest import PASSWORD, Reader, hidden_fields

SignedIn = Callable[[Role], Reader]


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> Callable[[], list[dict[str, object]]]:
    """What was written so far."""
    caplog.set_level(logging.INFO, logger="fundtracker.security")
    return lambda: [
        json.loads(it.message) for it in caplog.records if it.name == "fundtracker.security"
    ]


def test_who_comes_and_goes_is_written(
    signed_in: SignedIn, written: Callable[[], list[dict[str, object]]]
) -> None:
    reader = signed_in(Role.READER)
    reader.client.post("/sign-out", data={"csrf_token": reader.token()})
    events = [(it["event"], it.get("role")) for it in written()]
    assert events == [("signed_in", "reader"), ("signed_out", None)]
    assert {it["address"] for it in written()} == {"127.0.0.1"}
    assert all(str(it["at"]).endswith("Z") for it in written())


def test_what_is_refused_is_written_without_secrets(
    signed_in: SignedIn, visitor: Reader, written: Callable[[], list[dict[str, object]]]
) -> None:
    reader = signed_in(Role.READER)
    visitor.send("/sign-in", email="reader@example.org", password="un secret bien long")
    reader.get("/users", status=403)
    reader.client.post("/account", data={"csrf_token": "x", "present": PASSWORD})
    visitor.get("/enter/a-token-of-somebody", status=404)
    events = [it["event"] for it in written()]
    assert events == ["signed_in", "sign_in_refused", "forbidden", "form_refused"]
    said = json.dumps(written())
    for secret in ("un secret", PASSWORD, "reader@example.org", "a-token"):
        assert secret not in said


def test_too_many_attempts_are_written(
    signed_in: SignedIn, visitor: Reader, written: Callable[[], list[dict[str, object]]]
) -> None:
    signed_in(Role.READER)
    form = hidden_fields(visitor.get("/sign-in"))
    for _ in range(11):
        data = {**form, "email": "reader@example.org", "password": "faux"}
        visitor.client.post("/sign-in", data=data)
    assert [it["event"] for it in written()][-1] == "too_many_attempts"


def test_a_failure_has_a_number_on_its_page_and_in_the_log(
    app: Flask,
    signed_in: SignedIn,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = signed_in(Role.READER)

    def fail() -> str:
        message = "the password of the database is hunter2"
        raise RuntimeError(message)

    declared = needs(Permission.READ)(fail)
    monkeypatch.setitem(app.view_functions, "staff.funds", declared)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", None)
    page = reader.get("/funds", status=500)
    (record,) = [it for it in caplog.records if it.message.startswith("incident ")]
    assert record.message.split()[1] in page
    assert "hunter2" not in page
    assert record.exc_info is not None


def test_signing_out_lets_a_shared_computer_forget(signed_in: SignedIn) -> None:
    reader = signed_in(Role.READER)
    answer = reader.client.post("/sign-out", data={"csrf_token": reader.token()})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
