"""The counters of accounts as months ended, written in the same breath as the transfers.

An account as of a past day is then one row found, where it would be the sum of its transfers.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from fundtracker.db import dialect_of
from fundtracker.ledger.models import AccountMonth
from fundtracker.rows import Batch, insert_into

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Table, Update
    from sqlalchemy.orm import Session

    from fundtracker.ledger.accounts import Standing
    from fundtracker.ledger.places import AccountKey
    from fundtracker.rows import Insert


class Moves(NamedTuple):
    """What an act does to an account: debits and credits in cents, by the months (first days).

    The account is as it stood before; ``last_on`` is the last day on which the act moves it.
    """

    key: AccountKey
    account: Standing
    last_on: date
    months: Mapping[date, Sequence[int]]


def ends(session: Session, moved: Iterable[Moves]) -> Batch:
    """Return what accounts of a locked book come to, by the months they moved in.

    Nearly always the month is the account's last, or a new
    one; what goes back to an earlier month counts in all that came after it, and is written here.
    """
    last_months: list[dict[str, Any]] = []
    late: list[dict[str, Any]] = []
    for _key, account, _on, months in moved:
        last = account.last_moved_on and account.last_moved_on.replace(day=1)
        debits, credits_ = account.debits, account.credits
        for month in sorted(months):
            more_debits, more_credits = months[month]
            debits += more_debits
            credits_ += more_credits
            if last is None or month >= last:
                last_months.append(
                    {
                        "account_id": account.id,
                        "month": month.isoformat(),
                        "debits": debits,
                        "credits": credits_,
                    }
                )
            else:
                late.append(
                    {
                        "account": account.id,
                        "ended": month,
                        "debited": more_debits,
                        "credited": more_credits,
                    }
                )
    dialect = dialect_of(session)
    if late:
        session.connection().execute(_begin(dialect), late)
        session.connection().execute(_add(), late)
    return Batch(_set(dialect), last_months)


def _table() -> Table:
    return cast("Table", AccountMonth.__table__)


# The statements are built once, and executed at each act.


@cache
def _set(dialect: str) -> Insert:
    """Return the statement that says what an account came to at the end of its last month."""
    table = _table()
    statement = insert_into(dialect, table, [column.name for column in table.columns])
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_={"debits": statement.excluded.debits, "credits": statement.excluded.credits},
    )


@cache
def _begin(dialect: str) -> Insert:
    """Return the statement that begins an earlier month, unless it is there, as the one before."""
    months = _table()
    before = months.alias()

    def then(counter: str) -> Any:  # noqa: ANN401
        found = (
            select(before.c[counter])
            .where(before.c.account_id == bindparam("account"), before.c.month < bindparam("ended"))
            .order_by(before.c.month.desc())
            .limit(1)
        )
        return func.coalesce(found.scalar_subquery(), 0)

    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: postgresql.Insert | sqlite.Insert = insert(months).values(
        account_id=bindparam("account"),
        month=bindparam("ended"),
        debits=then("debits"),
        credits=then("credits"),
    )
    return statement.on_conflict_do_nothing()


@cache
def _add() -> Update:
    """Return the statement that adds to an earlier month and to all that came after it."""
    months = _table()
    return (
        update(months)
        .where(months.c.account_id == bindparam("account"), months.c.month >= bindparam("ended"))
        .values(
            debits=months.c.debits + bindparam("debited"),
            credits=months.c.credits + bindparam("credited"),
        )
    )
