"""What every test can ask for: a database of each kind, a session, a browser, hledger.

Every test that asks for ``database``, ``session`` or ``fresh_database`` runs on SQLite and on
PostgreSQL. The fixtures of pages (``settings``, ``app``, ``client``) are in ``tests/web``.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from playwright.sync_api import sync_playwright

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
    from playwright.sync_api import Browser
    from sqlalchemy.orm import Session

BACKENDS = (
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
)


# The same examples at every run; `pytest --hypothesis-profile=search` looks for new ones, longer.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("repeatable")


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


@pytest.fixture
def fresh_database(server: databases.Server) -> Iterator[Database]:
    """A new migrated database, for tests that really commit: races, pages, the shell."""
    yield from _opened(server, server.create())


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
