"""The watch that every test is under: work that nobody committed is noticed."""

from __future__ import annotations

import pytest

from fundtracker.db import Database, begin_writing
from fundtracker.parties.models import Partner, PartnerKind
from fundtracker.transaction import transaction
from tests.sessions import forgotten_commits


@pytest.fixture(autouse=True)
def _nothing_forgotten() -> None:
    """Stand in for the watch of all tests: here something is forgotten on purpose."""


def _partner() -> Partner:
    kind = PartnerKind.IMPLEMENTING_PARTNER
    return Partner(kind=kind, name="ACF", sort_key="acf", country="EC")


def test_a_session_closed_with_uncommitted_work_is_noticed(fresh_database: Database) -> None:
    with forgotten_commits() as forgotten:
        with fresh_database.session() as session:
            begin_writing(session)
            session.add(_partner())
            session.flush()
        assert forgotten == ["Partner"]


def test_work_committed_or_undone_is_not_forgotten(fresh_database: Database) -> None:
    with forgotten_commits() as forgotten, fresh_database.session() as session:
        with transaction(session):
            session.add(_partner())
        session.add(_partner())
        begin_writing(session)
        session.flush()
        session.rollback()
    assert forgotten == []
