"""The migrations make what the models say, triggers included, and go up and down with data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from fundtracker import schema
from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.db import Base, Database, begin_writing, check_links, unlinked
from fundtracker.ledger.models import Book
from fundtracker.ledger.verify import verify
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.service import AddCollectivity, add_collectivity
from fundtracker.schema import NewerSchema, current, downgrade, latest, upgrade
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user
from migrations import triggers
from tests.builders import Ledger
from tests.spending_world import site
from tests.world import World, euros

schema.import_models()

Shape = dict[str, Any]


@contextmanager
def _writing(database: Database) -> Iterator[Connection]:
    with database.session() as session:
        begin_writing(session)
        yield session.connection()
        session.commit()


def _made_by_models(database: Database) -> None:
    with _writing(database) as connection:
        Base.metadata.create_all(connection)
        triggers.recreate(connection)


@pytest.fixture
def migrated(fresh_database: Database) -> Database:
    return fresh_database


@pytest.fixture
def modelled(empty_database: Database) -> Database:
    _made_by_models(empty_database)
    return empty_database


def _tables(database: Database) -> list[str]:
    with database.session() as session:
        names = sa.inspect(session.connection()).get_table_names()
    return sorted(name for name in names if name != "alembic_version")


def _shape(database: Database) -> Shape:
    """Everything that a database says of its tables, in an order of our own."""
    with database.session() as session:
        connection = session.connection()
        inspector = sa.inspect(connection)
        shape: Shape = {
            table: {
                "columns": {
                    column["name"]: (str(column["type"]), column["nullable"], column["default"])
                    for column in inspector.get_columns(table)
                },
                "primary key": inspector.get_pk_constraint(table),
                "foreign keys": _sorted(inspector.get_foreign_keys(table)),
                "unique": _sorted(inspector.get_unique_constraints(table)),
                "indexes": _indexes(connection, table),
                "checks": {
                    check["name"]: _words(check["sqltext"])
                    for check in inspector.get_check_constraints(table)
                },
            }
            for table in _tables(database)
        }
        shape["triggers"] = _triggers(connection)
        if connection.dialect.name == "sqlite":
            shape["without rowid"] = sorted(
                connection.exec_driver_sql(
                    "SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'"
                ).scalars()
            )
    return shape


def _sorted(rows: list[Any]) -> list[str]:
    return sorted(repr(sorted(row.items(), key=lambda item: item[0])) for row in rows)


def _words(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def _indexes(connection: Connection, table: str) -> list[str]:
    """List the indexes of a table as the database would make them, conditions included."""
    if connection.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{}'"
    else:
        query = "SELECT indexdef FROM pg_indexes WHERE tablename = '{}'"
    found = connection.exec_driver_sql(query.format(table)).scalars()
    return sorted(_words(sql) for sql in found if sql)


def _triggers(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT t.tgname, pg_get_triggerdef(t.oid) || ' ' || p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        )
    return {name: _words(sql) for name, sql in connection.exec_driver_sql(query)}


def test_the_migrations_make_what_the_models_say(migrated: Database, modelled: Database) -> None:
    by_migrations, by_models = _shape(migrated), _shape(modelled)
    assert sorted(by_migrations) == sorted(by_models)
    for table, shape in by_models.items():
        assert by_migrations[table] == shape, table


def test_every_model_has_its_table_and_every_table_its_model(migrated: Database) -> None:
    assert _tables(migrated) == sorted(Base.metadata.tables)


def test_every_guard_is_there_and_no_other_trigger(migrated: Database) -> None:
    with migrated.session() as session:
        connection = session.connection()
        dialect = connection.dialect.name
        wanted = {guard.name for guard in triggers.guards(dialect) if dialect in guard.dialects}
        assert set(_triggers(connection)) == wanted


def test_every_member_of_an_enum_passes_the_check_of_its_column(migrated: Database) -> None:
    with migrated.session() as session:
        inspector = sa.inspect(session.connection())
        enums = [
            (table.name, column.name, column.type.enum_class)
            for table in Base.metadata.tables.values()
            for column in table.columns
            if isinstance(column.type, sa.Enum)
        ]
        assert enums
        for table, column, members in enums:
            assert members is not None
            assert issubclass(members, StrEnum)
            checks = [
                set(re.findall(r"'([^']*)'", check["sqltext"]))
                for check in inspector.get_check_constraints(table)
                if check["name"] == f"ck_{table}_{column}"
            ]
            assert checks == [{member.value for member in members}], (table, column)


def test_no_name_is_longer_than_postgresql_keeps() -> None:
    tables = Base.metadata.tables.values()
    names = [guard.name for guard in triggers.guards("postgresql")]
    names = [f"guard_{name}" for name in names]
    names += [str(it.name) for table in tables for it in table.constraints]
    names += [str(it.name) for table in tables for it in table.indexes]
    assert max(map(len, names)) <= 63


def test_going_up_down_and_up_again_leaves_nothing_else_behind(empty_database: Database) -> None:
    upgrade(empty_database)
    first = _shape(empty_database)
    downgrade(empty_database, "base")
    assert _tables(empty_database) == []
    with empty_database.session() as session:
        assert _triggers(session.connection()) == {}
        if session.get_bind().dialect.name == "postgresql":
            left = "SELECT count(*) FROM pg_proc WHERE starts_with(proname, 'guard_')"
            assert session.connection().exec_driver_sql(left).scalar_one() == 0
    upgrade(empty_database)
    assert _shape(empty_database) == first


def _fill(database: Database) -> str:
    """Commit money at several places, with agreements, a reversal and a closed book."""
    with database.session() as session, transaction(session):
        here = site(World(session), euros(100), euros(50))
        here.disburse(euros(60))
        here.accept(euros(30))
        ledger = Ledger(here.world)
        ledger.post(ledger.receipt(1, memo="mot"))
        return here.fund.code


def test_migrations_go_down_and_up_over_data(fresh_database: Database) -> None:
    _fill(fresh_database)
    downgrade(fresh_database, "base")
    upgrade(fresh_database)
    code = _fill(fresh_database)
    with fresh_database.session() as session:
        report = verify(session, code)
        assert (report.entries, report.findings) == (5, [])


def test_what_is_kept_by_month_is_summed_anew_on_the_way_up_and_down(
    fresh_database: Database,
) -> None:
    code = _fill(fresh_database)
    downgrade(fresh_database, "0025")
    with fresh_database.session() as session:
        by_donor = "SELECT place, sum(debits), sum(credits) FROM {} GROUP BY place ORDER BY place"
        months, totals = (
            session.execute(sa.text(by_donor.format(table))).all()
            for table in ("donor_month", "donor_total")
        )
        assert months == totals
        assert len(months) > 4
    upgrade(fresh_database)
    with fresh_database.session() as session:
        assert verify(session, code).findings == []


def test_migrating_what_is_up_to_date_changes_nothing(fresh_database: Database) -> None:
    code = _fill(fresh_database)
    before = _shape(fresh_database)
    upgrade(fresh_database)
    assert current(fresh_database) == latest()
    assert _shape(fresh_database) == before
    with fresh_database.session() as session:
        assert verify(session, code).entries == 5


def test_putting_the_guards_back_is_harmless(fresh_database: Database) -> None:
    with _writing(fresh_database) as connection:
        before = _triggers(connection)
        triggers.recreate(connection)
        triggers.recreate(connection)
        assert _triggers(connection) == before


def test_a_newer_schema_is_refused(fresh_database: Database) -> None:
    with _writing(fresh_database) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerSchema):
        upgrade(fresh_database)


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: Connection) -> None:
        message = "in the middle"
        raise RuntimeError(message)

    with monkeypatch.context() as patched:
        patched.setattr(triggers, "recreate", fail)
        with pytest.raises(RuntimeError, match="in the middle"):
            upgrade(empty_database)
    assert _tables(empty_database) == []
    assert current(empty_database) is None
    upgrade(empty_database)
    with empty_database.session() as session:
        assert session.scalars(sa.select(Book)).all() == []


def test_users_keep_their_acts_when_their_table_is_made_anew(fresh_database: Database) -> None:
    with fresh_database.session() as session, transaction(session):
        world = World(session)
        added = {
            role: create_user(
                session,
                AddUser(
                    email=f"{role.value}@example.org",
                    name=role.value,
                    role=role,
                    collectivity_id=world.collectivity().id if role.is_donor else None,
                ),
                password="quatre mots bien longs",
                by=Signature(),
            ).id
            for role in (Role.ADMIN, Role.LEAD)
        }
        by_admin = Signature(actor_id=added[Role.ADMIN])
        request = AddCollectivity(kind=CollectivityKind.COMMUNE, name="Nancy")
        add_collectivity(session, request, by=by_admin)
    downgrade(fresh_database, "0003")
    with _writing(fresh_database) as connection:
        rows = connection.exec_driver_sql('SELECT role, active FROM "user" ORDER BY id').all()
        assert [(role, bool(active)) for role, active in rows] == [
            ("admin", True),
            ("reader", False),
        ]
        with pytest.raises(sa.exc.IntegrityError), connection.begin_nested():
            connection.exec_driver_sql('DELETE FROM "user"')
    upgrade(fresh_database)
    with fresh_database.session() as session:
        signed = session.scalars(sa.select(Act.actor_id).where(Act.actor_id.is_not(None))).all()
        assert set(signed) == {added[Role.ADMIN]}


# PostgreSQL holds its keys throughout.
@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_a_migration_that_leaves_a_row_pointing_nowhere_is_undone(
    fresh_database: Database,
) -> None:
    with (
        fresh_database.engine.connect() as connection,
        unlinked(connection),
        sa.orm.Session(connection) as session,
    ):
        begin_writing(session)
        session.connection().exec_driver_sql(
            "INSERT INTO alias (collectivity_id, name, sort_key) VALUES (4711, 'a', 'a')"
        )
        with pytest.raises(ValueError, match="alias"):
            check_links(session.connection())
