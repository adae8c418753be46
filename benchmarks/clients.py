"""Two applications over one generated database, each with somebody signed in."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.data.generate import EMAIL, PASSWORD
from benchmarks.data.world import ACTOR_ID
from benchmarks.reference.app import create as create_reference
from config import Settings
from fundtracker import create_app
from fundtracker.acts.service import Signature
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from fundtracker.db import Database

OK, SEE_OTHER, NOT_MODIFIED = 200, 303, 304
DONOR_EMAIL = "donor@example.org"
_CHOICE = re.compile(r'<option[^>]*value="(\d+)"')
_LINE = re.compile(r'name="(line-\d+)"[^>]*value="([^"]*)"')
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def url_of(database: Database) -> str:
    """Return the address of a database, as an application is given it."""
    return database.url.render_as_string(hide_password=False)


def our_app(url: str) -> Flask:
    """Build FundTracker over a database."""
    return create_app(
        Settings(
            database_url=url,
            secret_key="of a benchmark",  # noqa: S106 - guards nothing
            password_salt="salt",  # noqa: S106 - likewise
            instance=Path(),
        )
    )


def add_donor(database: Database, collectivity_id: int) -> None:
    """Let somebody of a collectivity sign in."""
    with database.session() as reading, transaction(reading) as session:
        create_user(
            session,
            AddUser(
                email=DONOR_EMAIL, name="Donor", role=Role.LEAD, collectivity_id=collectivity_id
            ),
            password=PASSWORD,
            by=Signature(),
        )


class Client:
    """Somebody signed in to one of the two applications, or a visitor."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client

    @classmethod
    def of_ours(cls, app: Flask, email: str = EMAIL) -> Client:
        """Sign in to FundTracker."""
        self = cls(app.test_client())
        page = self.get("/sign-in")
        form = {"email": email, "password": PASSWORD, "csrf_token": token_in(page)}
        assert self.post("/sign-in", form).status_code in {302, SEE_OTHER}
        return self

    @classmethod
    def of_reference(cls, app: Flask) -> Client:
        """Sign in to the reference application."""
        self = cls(app.test_client())
        self.get(f"/sign-in/{ACTOR_ID}")
        return self

    def get(self, address: str) -> str:
        """Return a page."""
        with self._client.get(address) as answer:
            assert answer.status_code == OK, f"{address}: {answer.status}"
            return answer.get_data(as_text=True)

    def ask_again(self, address: str, tag: str) -> None:
        """Ask for a page that is kept already, under its tag."""
        with self._client.get(address, headers={"If-None-Match": tag}) as answer:
            assert answer.status_code == NOT_MODIFIED, f"{address}: {answer.status}"

    def tag_of(self, address: str) -> str:
        """Return the tag of a page."""
        with self._client.get(address) as answer:
            return str(answer.headers["ETag"])

    def post(self, address: str, form: dict[str, str]) -> TestResponse:
        """Send a form; nothing is followed."""
        return self._client.post(address, data=form)


def token_in(page: str) -> str:
    """Return the CSRF token of a page."""
    found = _TOKEN.search(page)
    assert found is not None, "no token in the page"
    return found[1]


def receipt_form(page: str, cents: int, on: str) -> dict[str, str]:
    """Fill in the form of a payment, with a key of its own."""
    return {
        "csrf_token": token_in(page),
        "key": uuid.uuid4().hex,
        "amount": f"{cents // 100},{cents % 100:02}",
        "received_on": on,
        "payer": "TRESORERIE",
        "bank_reference": "VIR",
        "memo": "",
    }


def allocation_form(page: str, cents: int, on: str) -> dict[str, str]:
    """Fill in the form of an allocation: its first project, its first decision, in proportion."""
    return {
        "csrf_token": token_in(page),
        "key": uuid.uuid4().hex,
        "project": _first_choice(page, "project"),
        "decision": _first_choice(page, "decision"),
        "amount": f"{cents // 100},{cents % 100:02}",
        "on": on,
        "method": "proportional",
        "memo": "",
    }


def lines_in(page: str) -> dict[str, str]:
    """Return the lines of a proposed split, as they stand in the page."""
    return dict(_LINE.findall(page))


def _first_choice(page: str, name: str) -> str:
    choices = page.partition(f'name="{name}"')[2].partition("</select>")[0]
    found = _CHOICE.search(choices)
    assert found is not None, f"nothing to choose as {name}"
    return found[1]


class Pair:
    """Both applications over one database."""

    def __init__(self, database: Database) -> None:
        self.url = url_of(database)
        self._apps = [our_app(self.url), create_reference(self.url)]
        self.ours = Client.of_ours(self._apps[0])
        self.reference = Client.of_reference(self._apps[1])

    def donor(self, database: Database, collectivity_id: int) -> Client:
        """Return somebody of a collectivity, signed in to FundTracker."""
        add_donor(database, collectivity_id)
        return Client.of_ours(self._apps[0], DONOR_EMAIL)

    def visitor(self) -> Client:
        """Return somebody who did not sign in to FundTracker."""
        return Client(self._apps[0].test_client())

    def close(self) -> None:
        """Close the connections of both."""
        for app in self._apps:
            app.extensions["database"].dispose()
