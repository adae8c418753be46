"""The database: shared column types, naming, and the two ways a transaction begins.

Pages read in a plain transaction (on PostgreSQL one snapshot, read only, so that one page is
one moment); writing begins anew, at once exclusive on SQLite. SQL that only one of the two
databases knows is kept here and in the migrations.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Enum,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from enum import StrEnum

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import Dialect
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

# The execution option that says: this transaction will write.
WRITES = "fundtracker_writes"

SHA256_LENGTH = 64

_ROWS_AT_ONCE = 10_000

# For so many seconds after its last use a connection is taken to be still there.
_SHORT_REST = 1.0
# A pack asks 160 different statements; psycopg itself would keep a hundred.
_MOST_PREPARED = 500
_RESTS_SINCE = "fundtracker_rests_since"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC to the microsecond; text on SQLite, which would lose the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:  # noqa: ANN401 - the library's own type
        """Use text on SQLite."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """Refuse a naive instant; write six decimals always, so that text sorts by time."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant without a zone reached the database"
            raise ValueError(message)
        return instant_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        instant = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        assert isinstance(instant, datetime)
        return instant.astimezone(UTC)


def instant_text(instant: datetime) -> str:
    """Write an instant in UTC with six decimals, as stored and as hashed."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text_enum(members: type[StrEnum], name: str) -> Enum:
    """Store a StrEnum as text, held by a CHECK constraint called ``ck_<table>_<name>``."""
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=max(len(member) for member in members),
        values_callable=lambda enum: [member.value for member in enum],
    )


BIG_ID = BigInteger().with_variant(Integer, "sqlite")

# Column types, to be used in annotations: ``id: Mapped[BigId]``.
BigId = Annotated[int, mapped_column(BIG_ID, primary_key=True)]
Sha256 = Annotated[str, mapped_column(String(SHA256_LENGTH))]


class Base(DeclarativeBase):
    """All tables; constraints are named, so that migrations and tests can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - the library's own way
        Cents: BigInteger,
        int: BIG_ID,
        str: Text,
        date: Date,
        datetime: UtcDateTime,
    }


class Database:
    """One database and the sessions on it, for pages, commands and jobs alike."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(url)

    def session(self) -> Session:
        """Open a session; it reads until ``transaction()`` makes it write."""
        return Session(self.engine, expire_on_commit=True)

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        url,
        # It compiles what it takes for long queries: half a second for each new one of our pages.
        connect_args={"options": "-c jit=off"},
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "rollback", _end_reading)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))
    return engine


def _prepare_postgresql(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.prepared_max = _MOST_PREPARED


def _end_reading(connection: Connection) -> None:
    """End what only read by a commit: with a rollback, psycopg forgets all statements it prepared.

    Each page ends by one, and would let the next plan all of its statements again.
    """
    driver: Any = connection.connection.driver_connection
    # Anything else than a transaction without an error ends as it would.
    if driver.read_only and driver.info.transaction_status.name == "INTRANS":
        driver.commit()


def _note_rest(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = monotonic()


def _ask_after_rest(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Take another connection where the server no longer answers on one that rested.

    The library's own ``pool_pre_ping`` asks each time: one way there and back for every page.
    """
    since = record.info.get(_RESTS_SINCE)
    if since is None or monotonic() - since < _SHORT_REST:
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite says how each begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "busy_timeout = 30000",
        # Its own 2 MB do not hold what a fund's page of a past month reads.
        "cache_size = -16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_process_lock = threading.Lock()


def process_lock(session: Session) -> threading.Lock | None:
    """Return the lock that writers of this process take first on SQLite, else None.

    Waiting in Python is fair and free, where SQLite's busy handler sleeps and starves.
    """
    return _process_lock if dialect_of(session) == "sqlite" else None


def begin_writing(session: Session) -> None:
    """Begin the writing transaction of ``session``, which must have none."""
    options: dict[str, Any] = {WRITES: True}
    if dialect_of(session) == "postgresql":
        options |= {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
    session.connection(execution_options=options)


@contextmanager
def unlinked(connection: Connection) -> Iterator[None]:
    """Let SQLite replace tables that others refer to, before the transaction that does so begins.

    It changes a table by making another, under foreign keys that are not enforced meanwhile:
    ``check_links`` must be called before the end (https://sqlite.org/lang_altertable.html, 7).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def check_links(connection: Connection) -> None:
    """Raise ValueError where a row refers to none, after ``unlinked`` on SQLite."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        message = f"rows refer to others that are not there: {broken[:5]}"
        raise ValueError(message)


def dialect_of(session: Session) -> str:
    """Return ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


class first_of_month(FunctionElement[date]):  # noqa: N801 - used as a function of SQL
    """The first day of the month that a date column is in."""

    type = Date()
    inherit_cache = True


@compiles(first_of_month, "sqlite")
def _first_of_month_sqlite(element: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401
    return f"(substr({compiler.process(element.clauses, **options)}, 1, 8) || '01')"


@compiles(first_of_month, "postgresql")
def _first_of_month_postgresql(element: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401
    # Twice as fast as date_trunc(), which goes through an instant and its zone.
    day = compiler.process(element.clauses, **options)
    return f"({day} - (extract(day FROM {day})::int - 1))"


def make_room_to_sort(session: Session) -> None:
    """Let the statements of this transaction sort and hash in memory, not on disk."""
    if dialect_of(session) == "postgresql":
        session.execute(text("SET LOCAL work_mem = '256MB'"))


_LOCK_TEXT = text("SELECT pg_advisory_xact_lock(hashtextextended(:words, 0))")


def lock_text(session: Session, words: str) -> None:
    """Hold ``words`` until the transaction ends; SQLite's only writer holds everything already."""
    if dialect_of(session) == "postgresql":
        session.execute(_LOCK_TEXT, {"words": words})


_HOLDS = "fundtracker_holds"


def note_holding(session: Session) -> None:
    """Note that the transaction holds rows that all wait for who do what it does."""
    session.info[_HOLDS] = session.get_transaction()


def is_holding(session: Session) -> bool:
    """Tell whether ``note_holding`` was called in this transaction."""
    transaction = session.get_transaction()
    return transaction is not None and session.info.get(_HOLDS) is transaction


@contextmanager
def unanswered(session: Session) -> Iterator[None]:
    """Send the inserts and updates of the block on without waiting for each one's answer.

    On PostgreSQL, where each would be a way there and back; all are answered when the block ends.
    They return nothing and go past the ORM, which waits. What one of them is refused for is raised
    at the end.
    """
    if dialect_of(session) == "sqlite":
        yield
        return
    driver: Any = session.connection().connection.driver_connection
    refusals: Any = session.get_bind().dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            yield
    except refusals as error:
        raise DBAPIError.instance(None, None, error, refusals) from error


def insert_many(
    session: Session, table: type[Base], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert many plain rows the fastest way each database has, past types and defaults.

    For reference data: values must be those that the driver stores (text, numbers, None).
    """
    insert_rows(session, table.__tablename__, columns, rows)


def insert_rows(
    session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert many plain rows into a table by its name, as ``insert_many`` does.

    Days and instants are ISO text, which both databases take.
    """
    session.flush()
    connection = session.connection()
    target = f'"{table}" ({", ".join(columns)})'
    if dialect_of(session) == "sqlite":
        marks = ", ".join("?" for _ in columns)
        waiting = iter(rows)
        while batch := [tuple(row) for row in islice(waiting, _ROWS_AT_ONCE)]:
            connection.exec_driver_sql(f"INSERT INTO {target} VALUES ({marks})", batch)  # noqa: S608 - names of ours
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def continue_ids(session: Session, tables: Iterable[str]) -> None:
    """Let new rows be numbered after the rows that came with their ids; SQLite does by itself."""
    if dialect_of(session) != "postgresql":
        return
    connection = session.connection()
    for table in tables:
        connection.exec_driver_sql(
            "SELECT setval(sequence, last) FROM (SELECT "  # noqa: S608 - names of ours
            f"pg_get_serial_sequence('\"{table}\"', 'id') AS sequence, "
            f'(SELECT max(id) FROM "{table}") AS last) AS ids '
            "WHERE sequence IS NOT NULL AND last IS NOT NULL"
        )
