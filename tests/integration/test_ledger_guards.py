"""The database itself refuses what no function of ours does, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from tests.builders import FIRST, Ledger
from tests.spending_world import Site, site
from tests.world import World, euros


@pytest.fixture
def ledger(session: Session) -> Ledger:
    ledger = Ledger.of(session)
    ledger.post(ledger.receipt(1000, memo="un mot"), ledger.fee(80))
    ledger.post(ledger.allocation(400))
    return ledger


def _refused(session: Session, statement: str, says: str) -> None:
    with pytest.raises(IntegrityError, match=says), session.begin_nested():
        session.connection().exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE entry SET effective_on = '2016-01-01'", "entry is append-only"),
        ("UPDATE entry SET hash = previous_hash WHERE number = 1", "entry is append-only"),
        ("UPDATE transfer SET amount = amount + 1", "transfer is append-only"),
        ("UPDATE act SET reason = 'autre'", "act is append-only"),
        ("UPDATE entry_memo SET memo = 'autre'", "never rewritten"),
        ("DELETE FROM transfer", "transfer is never deleted"),
        ("DELETE FROM entry WHERE number = 3", "entry is never deleted"),
        ("DELETE FROM act_subject", "act_subject is never deleted"),
        ("DELETE FROM account", "account is never deleted"),
        ("DELETE FROM book", "book is never deleted"),
        ("UPDATE account SET debits_posted = debits_posted - 1 WHERE place = 'held'", "never fall"),
        ("UPDATE account SET credits_posted = 0 WHERE place = 'donor'", "never fall"),
        ("UPDATE account SET project_id = NULL WHERE place = 'held'", "keeps its address"),
        ("UPDATE account SET place = 'returned' WHERE place = 'fees'", "keeps its address"),
        ("UPDATE account SET collectivity_id = NULL", "keeps its address"),
        ("UPDATE book SET last_number = 1", "only goes forward"),
        ("UPDATE book SET last_hash = 'a'", "only goes forward"),
        ("UPDATE book SET code = 'autre'", "only goes forward"),
        ("UPDATE donation SET collectivity_id = collectivity_id + 1", "is fixed"),
        ("UPDATE donation SET kind = 'carried_in'", "is fixed"),
        ("UPDATE project SET action_type = 'risk_reduction'", "is fixed"),
        ("UPDATE project SET fund_id = fund_id + 1", "is fixed"),
        ("UPDATE fund SET book_id = book_id + 1", "is fixed"),
        ("UPDATE account SET credits_posted = 10000 WHERE place = 'fees'", "within_bounds"),
    ],
)
def test_nothing_recorded_is_changed(ledger: Ledger, statement: str, says: str) -> None:
    _refused(ledger.session, statement, says)


@pytest.mark.parametrize("table", ["entry", "transfer", "act", "account", "book"])
def test_no_table_is_emptied_at_once(ledger: Ledger, table: str) -> None:
    if ledger.session.get_bind().dialect.name == "postgresql":
        _refused(ledger.session, f"TRUNCATE {table} CASCADE", "never deleted")
    else:
        _refused(ledger.session, f"DELETE FROM {table}", "never deleted")


_TRANSFER = "(book_id, number, line, debit_account_id, credit_account_id, amount, effective_on)"
_ENTRY = (
    "(book_id, number, purpose, effective_on, recorded_at, act_id, reverses_number, previous_hash,"
    " hash)"
)


def _copy_of_entry(number: int, day: str = "effective_on", reverses: str = "NULL") -> str:
    return (
        f"INSERT INTO entry {_ENTRY} SELECT book_id, {number}, purpose, {day}, recorded_at,"
        f" act_id, {reverses}, previous_hash, hash FROM entry WHERE number = 3"
    )


def _copy_of_line(number: int, line: int, day: str = "effective_on") -> str:
    return (
        f"INSERT INTO transfer {_TRANSFER} SELECT book_id, {number}, {line}, debit_account_id,"
        f" credit_account_id, amount, {day} FROM transfer WHERE number = 3"
    )


@pytest.mark.parametrize("number", [2, 3, 5])
def test_an_entry_is_the_next_one_or_none(ledger: Ledger, number: int) -> None:
    _refused(ledger.session, _copy_of_entry(number), "without a gap|append-only")


def test_a_posted_entry_gets_no_more_lines_files_nor_memos(ledger: Ledger) -> None:
    _refused(ledger.session, _copy_of_line(3, 2), "no more lines")
    memo = f"INSERT INTO entry_memo VALUES ({ledger.book.id}, 3, 'plus tard')"
    _refused(ledger.session, memo, "no more memos")
    file = f"INSERT INTO entry_file VALUES ({ledger.book.id}, 3, '{'a' * 64}')"
    _refused(ledger.session, file, "no more files")


def test_a_line_bears_the_date_of_its_entry_and_stays_in_its_book(ledger: Ledger) -> None:
    session = ledger.session
    session.connection().exec_driver_sql(_copy_of_entry(4))
    _refused(session, _copy_of_line(4, 1, day="'2016-01-01'"), "bears the date")
    other = ledger.beside()
    other.post(other.receipt(5))
    stray = session.connection().exec_driver_sql("SELECT max(id) FROM account").scalar_one()
    line = _copy_of_line(4, 1).replace(
        "SELECT book_id, 4, 1, debit_account_id", f"SELECT book_id, 4, 1, {stray}"
    )
    _refused(session, line, "stays in its book")


def test_an_entry_is_not_dated_after_the_day_on_which_it_is_recorded(ledger: Ledger) -> None:
    _refused(ledger.session, _copy_of_entry(4, day="'2999-01-01'"), "not dated after")


def test_a_reversal_is_of_the_same_purpose_once_and_never_earlier(ledger: Ledger) -> None:
    says = "never dated before what it reverses"
    _refused(ledger.session, _copy_of_entry(4, "'2016-05-01'", reverses="3"), says)
    # Entry 3 is an allocation, entry 1 a receipt.
    _refused(ledger.session, _copy_of_entry(4, reverses="1"), says)
    ledger.reverse(3, on=FIRST)
    _refused(ledger.session, _copy_of_entry(5, reverses="4"), says)
    _refused(ledger.session, _copy_of_entry(5, reverses="3"), "uq_entry_reverses|append-only")


def test_closed_periods_stay_closed(ledger: Ledger) -> None:
    connection = ledger.session.connection()
    connection.exec_driver_sql("UPDATE book SET locked_until = '2016-06-30'")
    _refused(ledger.session, _copy_of_entry(4), "closed periods stay closed")
    _refused(ledger.session, "UPDATE book SET locked_until = '2016-06-29'", "only goes forward")
    _refused(ledger.session, "UPDATE book SET locked_until = NULL", "only goes forward")


# On PostgreSQL the key itself refuses; or, for what hangs on an entry, that it is posted.
_OVER_A_KEY = "append-only|duplicate key|no more|without a gap"


@pytest.mark.parametrize("table", ["book", "account", "act", "entry", "transfer", "entry_memo"])
def test_an_insert_over_an_existing_key_is_refused(ledger: Ledger, table: str) -> None:
    verb = "INSERT"
    if ledger.session.get_bind().dialect.name == "sqlite":
        verb = "INSERT OR REPLACE"
    _refused(ledger.session, f"{verb} INTO {table} SELECT * FROM {table}", _OVER_A_KEY)


def test_an_account_is_not_replaced_by_one_of_the_same_address(ledger: Ledger) -> None:
    columns = "book_id, place, donation_id, project_id, agreement_id, debits_posted, credits_posted"
    verb = "INSERT"
    if ledger.session.get_bind().dialect.name == "sqlite":
        verb = "INSERT OR REPLACE"
    statement = f"{verb} INTO account ({columns}) SELECT {columns} FROM account"
    _refused(ledger.session, f"{statement} WHERE place = 'fees'", _OVER_A_KEY)
    _refused(ledger.session, f"{statement} WHERE place = 'held'", _OVER_A_KEY)


@pytest.fixture
def under_way(session: Session) -> Site:
    found = site(World(session), euros(100))
    found.disburse(euros(40))
    return found


def test_the_projects_of_an_agreement_that_bears_money_are_fixed(under_way: Site) -> None:
    session = under_way.world.session
    _refused(session, "DELETE FROM agreement_project", "are fixed")
    _refused(session, "UPDATE agreement_project SET project_id = 0", "are fixed")
    _refused(session, "UPDATE partner_agreement SET partner_id = 0", "is fixed")


def test_what_bears_no_money_can_still_be_changed(under_way: Site) -> None:
    connection = under_way.world.session.connection()
    free = under_way.world.gift(under_way.fund)
    connection.exec_driver_sql(
        f"UPDATE donation SET note = 'x', kind = 'carried_in' WHERE id = {free.id}"
    )
    connection.exec_driver_sql("UPDATE project SET title = 'autre'")
    connection.exec_driver_sql("UPDATE book SET locked_until = '2016-01-01'")


def test_no_function_of_the_ledger_changes_what_is_recorded(ledger: Ledger) -> None:
    """The mapper would: the database says no."""
    (entry,) = ledger.post(ledger.allocation(1))
    with pytest.raises(IntegrityError, match="append-only"), ledger.session.begin_nested():
        entry.piece_reference = "autre"
    assert ledger.at(Place.HELD) == Cents(401)
