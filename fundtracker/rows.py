"""Many rows by one statement, the way each database is quickest at.

SQLite executes a statement for each row. PostgreSQL is sent one statement and the rows as arrays,
column by column: for each row by itself it would bind, execute and answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, bindparam, func, select, true
from sqlalchemy.dialects import postgresql, sqlite

from fundtracker.db import dialect_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Executable, Table
    from sqlalchemy.orm import Session
    from sqlalchemy.types import TypeEngine

    Insert = postgresql.Insert | sqlite.Insert


def given(dialect: str, types: Mapping[str, TypeEngine[Any]]) -> dict[str, ColumnElement[Any]]:
    """Return the columns of the rows that ``write`` is given, by name, for a statement."""
    if dialect == "sqlite":
        return {name: bindparam(name, type_=type_) for name, type_ in types.items()}
    arrays = [bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items()]
    rows = func.unnest(*arrays).table_valued(*types).render_derived()
    return {name: rows.c[name] for name in types}


def insert_into(dialect: str, table: Table, names: Sequence[str]) -> Insert:
    """Return the statement that inserts rows of some columns."""
    columns = given(dialect, {name: table.c[name].type for name in names})
    insert: Insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    # SQLite takes what may follow for a part of the SELECT, unless it has a WHERE.
    rows = select(*columns.values()).where(true())
    return insert.from_select(list(names), rows, include_defaults=False)


def write(session: Session, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute a statement that was made for the session's database, over all rows."""
    if not rows:
        return
    if dialect_of(session) == "sqlite":
        session.connection().execute(statement, rows)
        return
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    session.connection().execute(statement, columns)
