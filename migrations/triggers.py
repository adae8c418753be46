"""The triggers that hold the ledger's guarantees against any program that reaches the database.

A batch migration on SQLite rebuilds a table and silently loses its triggers: every migration
ends with ``recreate``, which puts all of them back, for the tables that exist by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

# Tables whose rows are never changed nor deleted, and their keys: on SQLite an INSERT OR REPLACE
# over an existing key passes triggers on UPDATE and DELETE.
APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "act": ("id = NEW.id", "key = NEW.key"),
    "act_subject": ("act_id = NEW.act_id AND line = NEW.line",),
    "entry": (
        "book_id = NEW.book_id AND number = NEW.number",
        "book_id = NEW.book_id AND reverses_number = NEW.reverses_number",
    ),
    "entry_file": ("book_id = NEW.book_id AND number = NEW.number AND sha256 = NEW.sha256",),
    "transfer": ("book_id = NEW.book_id AND number = NEW.number AND line = NEW.line",),
    "stored_file": ("sha256 = NEW.sha256",),
    "succession": ("id = NEW.id",),
    "fund_state_change": ("id = NEW.id",),
    "fee_rule": ("id = NEW.id",),
    "project_status_change": ("id = NEW.id",),
    "donation_step": ("id = NEW.id", "replaces_id = NEW.replaces_id"),
    "donation_freeze": ("id = NEW.id",),
    "receipt": ("id = NEW.id", "book_id = NEW.book_id AND number = NEW.number"),
    "carry_over": ("id = NEW.id",),
    "disbursement": ("id = NEW.id", "book_id = NEW.book_id AND number = NEW.number"),
    "expenditure": ("id = NEW.id",),
    "expenditure_entry": ("book_id = NEW.book_id AND number = NEW.number",),
    "expenditure_withdrawal": ("expenditure_id = NEW.expenditure_id",),
    "revision": ("kind = NEW.kind AND record_id = NEW.record_id AND version = NEW.version",),
    "published_total": ("id = NEW.id",),
    "measurement": ("id = NEW.id",),
    "issued_document": (
        "id = NEW.id",
        "code = NEW.code",
        "kind = NEW.kind AND year = NEW.year AND number = NEW.number AND version = NEW.version",
    ),
    "document_withdrawal": ("document_id = NEW.document_id",),
    "leftover_choice": ("id = NEW.id",),
    "supporting_document": ("expenditure_id = NEW.expenditure_id AND sha256 = NEW.sha256",),
}

_SAME_PLACE = "donation_id = NEW.donation_id AND place = NEW.place"
_SAME_PROJECT = f"{_SAME_PLACE} AND project_id = NEW.project_id"

# Tables whose rows may change in part but are never deleted, and their keys.
UNDELETABLE: dict[str, tuple[str, ...]] = {
    "book": ("id = NEW.id", "code = NEW.code"),
    "account": (
        "id = NEW.id",
        f"{_SAME_PLACE} AND project_id IS NULL AND NEW.project_id IS NULL",
        f"{_SAME_PROJECT} AND agreement_id IS NULL AND NEW.agreement_id IS NULL",
        f"{_SAME_PROJECT} AND agreement_id = NEW.agreement_id",
    ),
    "attachment": ("id = NEW.id",),
    "news": ("id = NEW.id",),
    "meeting": ("id = NEW.id",),
    "indicator": ("id = NEW.id",),
    "milestone": ("id = NEW.id",),
    "document_number": ("kind = NEW.kind AND year = NEW.year",),
    "proposal": ("id = NEW.id", "key = NEW.key"),
}

# What two people do, above a fund's threshold.
_BY_TWO = "('allocate', 'disburse', 'refund', 'carry_over', 'reverse')"

_ACCOUNT_KEYS = ("id", "book_id", "place", "donation_id", "project_id", "agreement_id")

_IS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}

# The day on which an entry is recorded, in Paris. SQLite knows no zones: summer's offset, which
# in winter lets the next day in one hour early; the service is exact on both.
_RECORDED_ON = {
    "sqlite": "date(NEW.recorded_at, '+2 hours')",
    "postgresql": "(NEW.recorded_at AT TIME ZONE 'Europe/Paris')::date",
}

_ALREADY_POSTED = "EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id AND NEW.number <= last_number)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """One refusal: on which event of which table, under which condition, in which words."""

    name: str
    table: str
    event: str
    says: str
    when: str = "TRUE"
    dialects: tuple[str, ...] = ("sqlite", "postgresql")
    # Tables that the condition asks besides its own.
    needs: tuple[str, ...] = ()


def _changed(dialect: str, *columns: str) -> str:
    return " OR ".join(f"NEW.{it} {_IS[dialect]} OLD.{it}" for it in columns)


def guards(dialect: str) -> Iterator[Guard]:
    """List every guard of one database."""
    for table, keys in APPEND_ONLY.items():
        yield Guard(
            name=f"{table}_no_update", table=table, event="UPDATE", says=f"{table} is append-only"
        )
        yield from _kept(table, keys)
    for table, keys in UNDELETABLE.items():
        yield from _kept(table, keys)
    yield from _ledger_guards(dialect)
    yield from _fixed_once_used(dialect)


def _kept(table: str, keys: tuple[str, ...]) -> Iterator[Guard]:
    says = f"{table} is never deleted"
    yield Guard(name=f"{table}_no_delete", table=table, event="DELETE", says=says)
    yield Guard(
        name=f"{table}_no_truncate",
        table=table,
        event="TRUNCATE",
        says=says,
        dialects=("postgresql",),
    )
    yield Guard(
        name=f"{table}_no_replace",
        table=table,
        event="INSERT",
        says=f"{table} is append-only",
        when=" OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {key})" for key in keys),
        dialects=("sqlite",),
    )


def _ledger_guards(dialect: str) -> Iterator[Guard]:
    changed = _changed(dialect, *_ACCOUNT_KEYS, "collectivity_id")
    yield Guard(
        name="account_keys",
        table="account",
        event="UPDATE",
        says="an account keeps its address",
        when=changed,
    )
    yield Guard(
        name="account_counters",
        table="account",
        event="UPDATE",
        says="the counters of an account never fall",
        when="NEW.debits_posted < OLD.debits_posted OR NEW.credits_posted < OLD.credits_posted",
    )
    yield Guard(
        name="book_forward",
        table="book",
        event="UPDATE",
        says="a book only goes forward",
        when=f"{_changed(dialect, 'id', 'code')} OR NEW.last_number < OLD.last_number"
        f" OR (NEW.last_number = OLD.last_number AND {_changed(dialect, 'last_hash')})"
        " OR NEW.locked_until < OLD.locked_until"
        " OR (OLD.locked_until IS NOT NULL AND NEW.locked_until IS NULL)",
    )
    yield Guard(
        name="book_two_pairs_of_eyes",
        table="book",
        event="UPDATE",
        says="above the threshold of the fund, two people act",
        # Asked once, when the entries of an act are sealed; funds without a threshold ask no more.
        when="NEW.last_number > OLD.last_number AND EXISTS (SELECT 1 FROM fund"
        " JOIN entry ON entry.book_id = NEW.id JOIN act ON act.id = entry.act_id"
        " WHERE fund.book_id = NEW.id AND fund.confirm_above IS NOT NULL"
        " AND entry.number > OLD.last_number AND act.confirmed_by_id IS NULL"
        f" AND act.kind IN {_BY_TWO} AND (SELECT sum(amount) FROM transfer"
        " WHERE transfer.book_id = entry.book_id AND transfer.number = entry.number)"
        " > fund.confirm_above)",
        needs=("fund", "entry", "act", "transfer", "proposal"),
    )
    yield Guard(
        name="entry_next",
        table="entry",
        event="INSERT",
        says="entries are numbered without a gap, and closed periods stay closed",
        when="NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM entry"
        " WHERE book_id = NEW.book_id) OR EXISTS (SELECT 1 FROM book WHERE id = NEW.book_id"
        " AND (NEW.number <= last_number OR NEW.effective_on <= locked_until))",
    )
    yield Guard(
        name="entry_not_ahead",
        table="entry",
        event="INSERT",
        says="an entry is not dated after the day on which it is recorded",
        when=f"NEW.effective_on > {_RECORDED_ON[dialect]}",
    )
    yield Guard(
        name="entry_reversal_date",
        table="entry",
        event="INSERT",
        says="a reversal is never dated before what it reverses",
        when="NEW.reverses_number IS NOT NULL AND EXISTS (SELECT 1 FROM entry"
        " WHERE book_id = NEW.book_id AND number = NEW.reverses_number"
        " AND (effective_on > NEW.effective_on OR purpose <> NEW.purpose"
        " OR reverses_number IS NOT NULL))",
    )
    for table, what in (("transfer", "lines"), ("entry_file", "files"), ("entry_memo", "memos")):
        yield Guard(
            name=f"{table}_of_new_entry",
            table=table,
            event="INSERT",
            says=f"an entry that is posted gets no more {what}",
            when=_ALREADY_POSTED,
        )
    yield Guard(
        name="transfer_in_its_book",
        table="transfer",
        event="INSERT",
        says="a transfer stays in its book and bears the date of its entry",
        when="(SELECT count(*) FROM account WHERE book_id = NEW.book_id"
        " AND id IN (NEW.debit_account_id, NEW.credit_account_id)) <> 2"
        " OR NOT EXISTS (SELECT 1 FROM entry WHERE book_id = NEW.book_id"
        " AND number = NEW.number AND effective_on = NEW.effective_on)",
    )
    yield Guard(
        name="entry_memo_no_update",
        table="entry_memo",
        event="UPDATE",
        says="a memo is erased, never rewritten",
    )


def _fixed_once_used(dialect: str) -> Iterator[Guard]:
    fixed = {
        "fund": (("book_id", "code"), "book_id = OLD.book_id"),
        "donation": (("collectivity_id", "fund_id", "kind"), "donation_id = OLD.id"),
        "project": (("fund_id", "action_type", "kind"), "project_id = OLD.id"),
        "partner_agreement": (("fund_id", "partner_id"), "agreement_id = OLD.id"),
    }
    for table, (columns, used) in fixed.items():
        yield Guard(
            name=f"{table}_fixed",
            table=table,
            event="UPDATE",
            says=f"{table} bears money: what its accounts stand on is fixed",
            when=f"({_changed(dialect, *columns)}) AND EXISTS (SELECT 1 FROM account WHERE {used})",
            needs=("account",),
        )
    used = "EXISTS (SELECT 1 FROM account WHERE agreement_id = OLD.agreement_id"
    for event in ("UPDATE", "DELETE"):
        yield Guard(
            name=f"agreement_project_no_{event.lower()}",
            table="agreement_project",
            event=event,
            says="the projects of an agreement that bears money are fixed",
            when=f"{used} AND project_id = OLD.project_id)",
            needs=("account",),
        )


def recreate(connection: Connection) -> None:
    """Drop and create every trigger whose tables exist."""
    dialect = connection.dialect.name
    tables = set(sa.inspect(connection).get_table_names())
    drop(connection)
    for guard in guards(dialect):
        if dialect in guard.dialects and {guard.table, *guard.needs} <= tables:
            for statement in statements(guard, dialect):
                connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Drop every trigger of ours."""
    dialect = connection.dialect.name
    tables = set(sa.inspect(connection).get_table_names())
    for guard in guards(dialect):
        if dialect == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard.name}")
        elif guard.table in tables:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}")
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS guard_{guard.name}()")


def statements(guard: Guard, dialect: str) -> list[str]:
    """Write a guard in the language of one database."""
    create = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}"
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.says}'); END"
        return [f"{create} WHEN {guard.when} {refuse}"]
    # Class 23 is what a driver reports as an integrity error, as SQLite's refusal is.
    refuse = f"RAISE EXCEPTION '{guard.says}' USING ERRCODE = '23000';"
    if guard.when != "TRUE":
        refuse = f"IF {guard.when} THEN {refuse} END IF;"
    row = "NULL" if guard.event == "TRUNCATE" else "OLD" if guard.event == "DELETE" else "NEW"
    level = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    function = f"guard_{guard.name}()"
    body = f"$$ BEGIN {refuse} RETURN {row}; END $$"
    return [
        f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS {body}",
        f"{create} FOR EACH {level} EXECUTE FUNCTION {function}",
    ]
