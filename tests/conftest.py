"""What every test can ask for: a database of each kind, a session, a browser, hledger.

Every test that asks for ``database``, ``session`` or ``fresh_database`` runs on SQLite and on
PostgreSQL. The readers of pages are in ``tests/web`` and ``tests/e2e``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from playwright.sync_api import sync_playwright

from config import Settings
from fundtracker import create_app
from fundtracker.db import Database
from fundtracker.schema import import_models
from tests.services import chromium as chromium_service
from tests.services import databases
from tests.services import hledger as hledger_service
from tests.services.missing import Missing
from tests.sessions import forgotten_commits, isolated_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.terminal import TerminalReporter
    from flask import Flask
    from playwright.sync_api import Browser
    from sqlalchemy.orm import Session

BACKENDS = (
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
)


# The same examples at every run; `pytest --hypothesis-profile=search` looks for new ones, longer.
hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's directory, which the workers inherit through the environment."""
    if not hasattr(config, "workerinput"):
        directory = Path(tempfile.mkdtemp(prefix="fundtracker-"))
        directory.chmod(0o711)  # PostgreSQL, run as another user, passes through it
        os.environ[databases.DIRECTORY] = str(directory)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster and delete the databases, once all workers are done."""
    directory = os.environ.get(databases.DIRECTORY)
    if directory and not hasattr(config, "workerinput"):
        databases.clean(Path(directory))


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Close with each reason to skip, how many tests it cost, and its cure."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.section("not run here")
    for reason, number in reasons.most_common():
        terminalreporter.write_line(f"{number} skipped: {reason}")


@pytest.fixture(scope="session", params=BACKENDS)
def server(request: pytest.FixtureRequest) -> Iterator[databases.Server]:
    """What makes databases, of each kind."""
    directory = Path(os.environ[databases.DIRECTORY])
    if request.param == "sqlite":
        yield databases.SqliteServer(directory)
        return
    try:
        postgres = databases.PostgresServer(directory)
    except Missing as missing:
        pytest.skip(str(missing))
    yield postgres
    postgres.close()


@pytest.fixture(scope="session")
def database(server: databases.Server) -> Iterator[Database]:
    """This worker's migrated database, always empty: use it through ``session``."""
    yield from _opened(server, server.create())


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session whose work, committed or not, is undone after the test."""
    yield from isolated_session(database)


@pytest.fixture(scope="session")
def reused_database(server: databases.Server) -> Iterator[Database]:
    """This worker's database for tests that commit: use it through ``fresh_database``."""
    yield from _opened(server, server.create())


@pytest.fixture
def fresh_database(server: databases.Server, reused_database: Database) -> Iterator[Database]:
    """A new migrated database, for tests that really commit: races, pages, the shell.

    Its address stays the same, so that statements and an application over it are built once.
    """
    server.renew(reused_database.url.render_as_string(hide_password=False))
    yield reused_database
    reused_database.dispose()


@pytest.fixture(scope="session")
def settings(reused_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        database_url=reused_database.url.render_as_string(hide_password=False),
        secret_key="a key of tests alone",
        password_salt="salt",
        instance=tmp_path_factory.mktemp("instance"),
        # Letters are queued; no test of pages sends any.
        smtp_url="smtp://localhost:1",
        mail_from="fonds@example.org",
    )


@pytest.fixture(scope="session")
def built_app(settings: Settings) -> Flask:
    """This worker's application: its templates are compiled once, not for each test."""
    return create_app(settings)


@pytest.fixture
def app(built_app: Flask, settings: Settings, fresh_database: Database) -> Iterator[Flask]:
    """The application over a new database, with no file kept yet."""
    built_app.extensions["database"] = fresh_database
    for kept in settings.instance.iterdir():
        shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
    yield built_app
    built_app.extensions["database"].dispose()


@pytest.fixture
def empty_database(server: databases.Server) -> Iterator[Database]:
    """A new database without any table, for tests of the migrations."""
    yield from _opened(server, server.create(is_empty=True))


@pytest.fixture(autouse=True)
def _nothing_forgotten() -> Iterator[None]:
    """Fail where a session was closed with work that nobody committed nor undid."""
    with forgotten_commits() as forgotten:
        yield
    assert forgotten == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium without a window."""
    try:
        executable = chromium_service.find()
    except Missing as missing:
        pytest.skip(str(missing))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(chromium_service.ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def hledger() -> Path:
    """The hledger program."""
    try:
        return hledger_service.find()
    except Missing as missing:
        pytest.skip(str(missing))


def _opened(server: databases.Server, url: str) -> Iterator[Database]:
    # Tables refer to one another by name; the template may be another worker's work.
    import_models()
    database = Database(url)
    yield database
    database.dispose()
    server.drop(url)
