"""Writing generated rows into several databases at once, past services and triggers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

from fundtracker.acts.models import Act, ActSubject
from fundtracker.db import Base, begin_writing, dialect_of, insert_many
from fundtracker.donations.models import Donation, DonationStage, DonationStep, Receipt
from fundtracker.funds.models import Crisis, Decision, FeeRule, Fund, FundStateChange
from fundtracker.ledger.models import (
    Account,
    AccountMonth,
    Book,
    DonorTotal,
    Entry,
    ProjectTotal,
    Transfer,
)
from fundtracker.parties.models import Collectivity, Partner
from fundtracker.projects.models import Project, ProjectStatusChange
from fundtracker.schema import upgrade
from fundtracker.spending.models import (
    AgreementProject,
    Disbursement,
    Expenditure,
    ExpenditureEntry,
    PartnerAgreement,
)
from migrations import triggers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.orm import Session
    from sqlalchemy.pool import ConnectionPoolEntry

    from fundtracker.db import Database

# Any order would do, since foreign keys wait; this one reads as the money goes.
TABLES: tuple[type[Base], ...] = (
    Collectivity, Partner, Crisis, Book, Fund, Act, ActSubject, FundStateChange, Decision, FeeRule,
    Project, ProjectStatusChange, PartnerAgreement, AgreementProject, Donation, DonationStep,
    DonationStage, Account, AccountMonth, Entry, Transfer, Receipt, Disbursement, Expenditure,
    ExpenditureEntry, ProjectTotal, DonorTotal,
)  # fmt: skip

_FULL = 20_000


class Loader:
    """Collects rows by table, in the order of the table's columns, and writes them in bulk."""

    def __init__(self, databases: Sequence[Database]) -> None:
        self._databases = databases
        self._rows: dict[type[Base], list[tuple[Any, ...]]] = defaultdict(list)
        self._sessions = [_open(database) for database in databases]

    def add(self, table: type[Base], *row: object) -> None:
        """Add a row: one value for each column, as the driver stores it."""
        rows = self._rows[table]
        rows.append(row)
        if len(rows) >= _FULL:
            self._write(table)

    def finish(self) -> None:
        """Write what is left, put the guards back, commit, and let the databases settle."""
        for table in TABLES:
            self._write(table)
        for session, database in zip(self._sessions, self._databases, strict=True):
            _close(session)
            _settle(database)

    def _write(self, table: type[Base]) -> None:
        rows = self._rows.pop(table, [])
        if rows:
            columns = [f'"{name}"' for name in table.__table__.columns.keys()]  # noqa: SIM118
            for session in self._sessions:
                insert_many(session, table, columns, rows)


def _open(database: Database) -> Session:
    upgrade(database)
    if database.engine.dialect.name == "sqlite":
        event.listen(database.engine, "connect", _hurry_sqlite)
        database.dispose()
    session = database.session()
    begin_writing(session)
    triggers.drop(session.connection())
    if dialect_of(session) == "postgresql":
        # Without the foreign keys' triggers, which would look at every row.
        session.execute(text("SET LOCAL session_replication_role = replica"))
    return session


def _hurry_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute("PRAGMA cache_size = -500000")
    cursor.close()


def _close(session: Session) -> None:
    connection = session.connection()
    triggers.recreate(connection)
    if dialect_of(session) == "postgresql":
        for table in TABLES:
            name = table.__tablename__
            if "id" in table.__table__.columns:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608
                    f" (SELECT coalesce(max(id), 1) FROM {name}))"
                )
    session.commit()
    session.close()


def _settle(database: Database) -> None:
    """Leave each database as it is some time after a large import."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        if is_sqlite:
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            driver.set_autocommit(True)
            driver.set_read_only(False)
            driver.execute("VACUUM ANALYZE")
            connection.invalidate()
    if is_sqlite:
        event.remove(database.engine, "connect", _hurry_sqlite)
    database.dispose()
