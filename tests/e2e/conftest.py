"""A server of its own for each test, and a browser that talks French to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import waitress
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from fundtracker.acts.service import Signature
from fundtracker.db import Database
from fundtracker.transaction import transaction
from fundtracker.users import service as users
from fundtracker.users.models import Role

EMAIL = "camille@example.org"
DONOR_EMAIL = "dominique@example.org"
PASSWORD = "quatre mots bien longs"


@pytest.fixture
def address(app: Flask, fresh_database: Database) -> Iterator[str]:
    """Serve the pages over the test's database; somebody can sign in."""
    with fresh_database.session() as reading, transaction(reading) as session:
        users.create_user(
            session,
            users.AddUser(email=EMAIL, name="Camille", role=Role.ADMIN),
            password=PASSWORD,
            by=Signature(),
        )
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=_serve, args=(server,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def add_donor_user(session: Session, collectivity_id: int) -> None:
    """Let somebody of a collectivity sign in, with the same password."""
    users.create_user(
        session,
        users.AddUser(
            email=DONOR_EMAIL,
            name="Dominique",
            role=Role.LEAD,
            collectivity_id=collectivity_id,
        ),
        password=PASSWORD,
        by=Signature(),
    )


def _serve(server: waitress.server.BaseWSGIServer) -> None:
    # Closed from the test's thread, its loop may still be waiting on the socket that is gone.
    with suppress(OSError):
        server.run()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def browser_page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A page of a fresh browser, with JavaScript and without; what it complains of fails."""
    context = chromium.new_context(
        base_url=address,
        locale="fr-FR",
        java_script_enabled=request.param,
        accept_downloads=True,
    )
    complaints: list[str] = []
    opened = context.new_page()
    opened.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    opened.set_default_timeout(10_000)
    opened.on(
        "requestfailed",
        # A page left before its picture came is no failure.
        lambda it: None if it.failure == "net::ERR_ABORTED" else complaints.append(it.url),
    )
    yield opened
    context.close()
    # The browser itself speaks of a form shown again, and of a page left for a download.
    expected = ("status of 422", "status of 409", "report.pdf")
    assert [it for it in complaints if not any(part in it for part in expected)] == []
