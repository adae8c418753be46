"""Connections of the database: still there after a rest, and what they refuse."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from fundtracker import db
from fundtracker.db import Database, begin_writing, unanswered
from fundtracker.ledger.models import Book
from fundtracker.transaction import rehearsal, transaction

_ON_POSTGRESQL = pytest.mark.parametrize(
    "server",
    [pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql)],
    indirect=True,
)
_BACKEND = text("SELECT pg_backend_pid()")
_INSERT = insert(Book).inline()


@_ON_POSTGRESQL
def test_a_connection_that_ended_while_it_rested_is_replaced(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_database.session() as session:
        first = session.scalar(_BACKEND)
    with fresh_database.session() as session:
        assert session.scalar(_BACKEND) == first, "a connection is kept"
    monkeypatch.setattr(db, "_SHORT_REST", 0.0)
    other = Database(fresh_database.url.render_as_string(hide_password=False))
    with other.session() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
    other.dispose()
    with fresh_database.session() as session:
        assert session.scalar(_BACKEND) not in {None, first}


def test_what_nobody_waited_for_is_refused_at_the_end_and_nothing_is_kept(
    fresh_database: Database,
) -> None:
    rows: list[dict[str, object]] = [
        {"code": "one", "last_hash": "0" * 64},
        {"code": "two", "last_hash": None},
    ]
    refused = pytest.raises(DBAPIError)
    with fresh_database.session() as session, refused, transaction(session):
        with unanswered(session):
            for row in rows:
                session.connection().execute(_INSERT, row)
        pytest.fail("refused when the block ends, not when the transaction does")
    with fresh_database.session() as session:
        assert session.query(Book).count() == 0


def test_what_nobody_waited_for_is_there_when_the_block_ends(fresh_database: Database) -> None:
    with fresh_database.session() as session, transaction(session):
        with unanswered(session):
            session.connection().execute(_INSERT, {"code": "one", "last_hash": "0" * 64})
        assert [book.code for book in session.query(Book)] == ["one"]


@_ON_POSTGRESQL
def test_statements_stay_prepared_from_page_to_page(fresh_database: Database) -> None:
    for _page in range(8):
        with fresh_database.session() as session:
            assert session.scalars(select(Book)).all() == []
    with fresh_database.session() as session:
        prepared = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("FROM book" in it for it in prepared)


def test_what_was_written_and_not_kept_is_gone(fresh_database: Database) -> None:
    with fresh_database.session() as session, rehearsal(session):
        session.execute(_INSERT, {"code": "one", "last_hash": "0" * 64})
    with fresh_database.session() as session:
        begin_writing(session)
        session.execute(_INSERT, {"code": "two", "last_hash": "0" * 64})
    with fresh_database.session() as session:
        assert session.query(Book).count() == 0


def test_after_a_statement_that_was_refused_the_session_reads_on(fresh_database: Database) -> None:
    with fresh_database.session() as session:
        with pytest.raises(DBAPIError):
            session.execute(text("SELECT * FROM nothing_of_that_name"))
        session.rollback()
        assert session.query(Book).count() == 0
