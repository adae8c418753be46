"""The tests' own sessions and databases: they keep tests apart, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker.db import Database
from fundtracker.parties.models import Partner, PartnerKind
from fundtracker.transaction import transaction


def _partner() -> Partner:
    kind = PartnerKind.IMPLEMENTING_PARTNER
    return Partner(kind=kind, name="ACF", sort_key="acf", country="EC")


def _count(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(Partner)).one()


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(session: Session, turn: int) -> None:
    assert _count(session) == 0
    with transaction(session):
        session.add(_partner())
    session.rollback()
    assert _count(session) == 1


def test_a_fresh_database_keeps_what_is_committed(fresh_database: Database) -> None:
    with fresh_database.session() as session, transaction(session):
        session.add(_partner())
    with fresh_database.session() as session:
        assert _count(session) == 1
