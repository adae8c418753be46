"""Rows by statements of their own, past the ORM, the way each database is quickest at.

SQLite executes a statement for each row. PostgreSQL is sent the rows as one text of JSON, which it
takes apart: as arrays, or one by one, binding what they hold takes longer than writing it.
"""

from __future__ import annotations

import json
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from sqlalchemy import JSON, Text, bindparam, column, func, select, true
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from fundtracker.db import Base, dialect_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Executable, Table, Update
    from sqlalchemy.orm import Session
    from sqlalchemy.types import TypeEngine

    Insert = postgresql.Insert | sqlite.Insert

Record = TypeVar("Record", bound=Base)


class Batch(NamedTuple):
    """A statement that was made for the session's database, and the rows that it goes over.

    Of days and instants they have the text that is stored (``db.instant_text``): the libraries
    would look at every value for them.
    """

    statement: Insert | Update
    rows: Sequence[dict[str, Any]]


def given(
    dialect: str, table: Table, types: Mapping[str, TypeEngine[Any]]
) -> dict[str, ColumnElement[Any]]:
    """Return the columns of the rows that ``write`` is given for a table, by name."""
    if dialect == "sqlite":
        return {name: bindparam(name, type_=type_) for name, type_ in types.items()}
    sent = bindparam(_sent_for(table), type_=Text())
    columns = [column(name, type_) for name, type_ in types.items()]
    rows = func.json_to_recordset(sql_cast(sent, JSON)).table_valued(*columns, name="given")
    return dict(rows.render_derived(with_types=True).c.items())


def insert_into(dialect: str, table: Table, names: Sequence[str]) -> Insert:
    """Return the statement that inserts rows of some columns."""
    columns = given(dialect, table, {name: table.c[name].type for name in names})
    # SQLite takes what may follow for a part of the SELECT, unless it has a WHERE.
    rows = select(*columns.values()).where(true())
    return _insert(dialect, table).from_select(list(names), rows, include_defaults=False)


def write(session: Session, *batches: Batch) -> None:
    """Execute statements over their rows, those that have any.

    One after the other on SQLite; as one on PostgreSQL, where its parts see nothing of each other.
    """
    full = [it for it in batches if it.rows]
    if dialect_of(session) == "sqlite":
        for it in full:
            words, asked = _as_text(it.statement)
            session.connection().exec_driver_sql(words, list(map(asked, it.rows)))
    elif full:
        sent = {_sent_for(it.statement.table): _as_json(it.rows) for it in full}
        session.connection().execute(_together(*(it.statement for it in full)), sent)


def insert(session: Session, record: Record, *, unless: str | None = None) -> bool:
    """Insert one record, which gets its id and is the session's from then on; tell whether it was.

    ``unless`` names a unique column: where another record has what it says, nothing is inserted.
    Whoever is writing another just then is waited for. All columns must have been said.
    """
    session.flush()
    model = type(record)
    values = {name: record.__dict__[name] for name in _columns(model)}
    statement = _insert_one(dialect_of(session), model, unless)
    record_id = session.connection().execute(statement, values).scalar_one_or_none()
    if record_id is None:
        return False
    # SQLite gives an id again that a transaction took back, whose record may still be remembered.
    stale = session.identity_map.get(identity_key(model, record_id))
    if stale is not None:
        session.expunge(stale)
    set_committed_value(record, "id", record_id)
    make_transient_to_detached(record)
    session.add(record)
    return True


@cache
def _insert_one(dialect: str, model: type[Base], unless: str | None) -> Executable:
    table = cast("Table", model.__table__)
    values = {name: bindparam(name, type_=table.c[name].type) for name in _columns(model)}
    statement = _insert(dialect, table).values(values)
    if unless is not None:
        statement = statement.on_conflict_do_nothing(index_elements=[unless])
    return statement.returning(table.c.id)


@cache
def _columns(model: type[Base]) -> list[str]:
    return [it.name for it in cast("Table", model.__table__).columns if it.name != "id"]


def _insert(dialect: str, table: Table) -> Insert:
    return (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)


def _sent_for(table: Any) -> str:  # noqa: ANN401 - a table, which a statement does not say
    return f"{table.name}_rows"


def _as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


@cache
def _as_text(statement: Insert | Update) -> tuple[str, itemgetter[Any]]:
    """Return a statement in SQLite's words, and what takes from a row what it asks for."""
    compiled = statement.compile(dialect=sqlite.dialect())
    return str(compiled), itemgetter(*(compiled.positiontup or ()))


@cache
def _together(*statements: Insert | Update) -> Executable:
    """Return one statement that does what several do; each of them is of another table."""
    *others, last = statements
    return last.add_cte(*(it.cte(f"to_{_sent_for(it.table)}") for it in others))
