"""What is kept beside accounts, worked out anew: their months' ends, and totals by owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Date,
    String,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from fundtracker.db import first_of_month
from fundtracker.ledger.models import (
    NONE,
    Account,
    AccountMonth,
    DonorTotal,
    ProjectTotal,
    Transfer,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, CompoundSelect, Select

_ZERO: ColumnElement[int] = literal(0, BigInteger, literal_execute=True)


def months(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    """Select the ends of months of accounts that are not the sum of the transfers until then."""
    month = first_of_month(Transfer.effective_on).label("month")
    amount = summed(Transfer.amount)
    # Once by the account debited and once by the one credited: each is read in its index's order.
    sides = (
        select(
            side.label("account_id"),
            month,
            debits.label("debits"),
            credits_.label("credits"),
            _ZERO.label("kept_debits"),
            _ZERO.label("kept_credits"),
        )
        .where(Transfer.book_id.in_(codes))
        .group_by(side, month)
        for side, debits, credits_ in (
            (Transfer.debit_account_id, amount, _ZERO),
            (Transfer.credit_account_id, _ZERO, amount),
        )
    )
    kept = select(
        AccountMonth.account_id,
        AccountMonth.month,
        _ZERO,
        _ZERO,
        AccountMonth.debits,
        AccountMonth.credits,
    )
    found = union_all(*sides, kept).subquery().c

    def until_then(amount: ColumnElement[int]) -> ColumnElement[int]:
        each = func.sum(func.sum(amount))
        return cast(each.over(partition_by=found.account_id, order_by=found.month), BigInteger)

    ends = (
        select(
            found.account_id,
            found.month,
            until_then(found.debits).label("debits"),
            until_then(found.credits).label("credits"),
            summed(found.kept_debits).label("kept_debits"),
            summed(found.kept_credits).label("kept_credits"),
        )
        .group_by(found.account_id, found.month)
        .subquery()
        .c
    )
    return (
        select(
            literal("month", String).label("what"),
            Account.book_id,
            Account,
            ends.month,
            ends.debits,
            ends.credits,
            ends.kept_debits,
            ends.kept_credits,
        )
        .join(Account, Account.id == ends.account_id)
        .where(
            Account.book_id.in_(codes),
            or_(ends.debits != ends.kept_debits, ends.credits != ends.kept_credits),
        )
        .order_by(Account.id, ends.month)
    )


def project_totals(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    """Select the totals by project, place and month that are not the sum of the transfers."""
    month = first_of_month(Transfer.effective_on).label("month")
    keys = (Transfer.book_id, Account.project_id, Account.place, month)
    amount = summed(Transfer.amount)
    # Two short sums are quicker than a long one; the keys that both have are added up below.
    sides = (
        select(
            Transfer.book_id, func.coalesce(Account.project_id, NONE), Account.place, month,
            debits, credits_,
        )
        .join_from(Transfer, Account, Account.id == side)
        .where(Transfer.book_id.in_(codes))
        .group_by(*keys)
        for side, debits, credits_ in (
            (Transfer.debit_account_id, amount, _ZERO),
            (Transfer.credit_account_id, _ZERO, amount),
        )
    )  # fmt: skip
    return _compared(
        "project_total",
        union_all(*sides),
        select(
            ProjectTotal.book_id,
            ProjectTotal.project_id,
            ProjectTotal.place,
            ProjectTotal.month,
            ProjectTotal.debits,
            ProjectTotal.credits,
        ).where(ProjectTotal.book_id.in_(codes)),
    )


def donor_totals(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    """Select the totals by donor and place that are not the sum of the accounts."""
    # They are sums of accounts, and those have just been worked out again.
    no_month = cast(null(), Date)
    return _compared(
        "donor_total",
        select(
            Account.book_id,
            func.coalesce(Account.collectivity_id, NONE),
            Account.place,
            no_month,
            summed(Account.debits_posted),
            summed(Account.credits_posted),
        )
        .where(Account.book_id.in_(codes))
        .group_by(Account.book_id, Account.collectivity_id, Account.place),
        select(
            DonorTotal.book_id,
            DonorTotal.collectivity_id,
            DonorTotal.place,
            no_month,
            DonorTotal.debits,
            DonorTotal.credits,
        ).where(DonorTotal.book_id.in_(codes)),
    )


def _compared(
    what: str,
    found: Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]],
    kept: Select[*tuple[Any, ...]],
) -> Select[*tuple[Any, ...]]:
    """Select the keys of which what is found is not what is kept; both have six columns."""
    names = ("book_id", "owner", "place", "month", "debits", "credits")
    labelled = [
        select(*(column.label(name) for column, name in zip(it.subquery().c, names, strict=True)))
        for it in (found, kept)
    ]
    one, other = (it.subquery() for it in labelled)
    both = union_all(
        select(*one.c, _ZERO.label("kept_debits"), _ZERO.label("kept_credits")),
        select(*list(other.c)[:4], _ZERO, _ZERO, other.c.debits, other.c.credits),
    ).subquery()
    keys = [both.c[name] for name in names[:4]]
    debits, credits_ = summed(both.c.debits), summed(both.c.credits)
    kept_debits, kept_credits = summed(both.c.kept_debits), summed(both.c.kept_credits)
    return (
        select(
            literal(what, String).label("what"),
            *keys,
            debits.label("debits"),
            credits_.label("credits"),
            kept_debits.label("kept_debits"),
            kept_credits.label("kept_credits"),
        )
        .group_by(*keys)
        .having(or_(debits != kept_debits, credits_ != kept_credits))
        .order_by(*keys)
    )


def summed(column: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column of either kind
    """Sum a column as a whole number: PostgreSQL's own sum of BIGINT is a decimal."""
    return cast(func.sum(column), BigInteger)
