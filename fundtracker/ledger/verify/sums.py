"""Counters and kept totals against the sums of the transfers, compared in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Date,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from fundtracker.db import first_of_month, make_room_to_sort
from fundtracker.i18n import N_
from fundtracker.ledger.models import (
    NONE,
    Account,
    AccountMonth,
    DonorTotal,
    ProjectTotal,
    Transfer,
)
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, CompoundSelect, Row, Select
    from sqlalchemy.orm import Session

    from fundtracker.ledger.places import AccountKey

# Enough to see what happened; the rest is found once these are mended.
_MOST_FINDINGS = 100

_ZERO: ColumnElement[int] = literal(0, BigInteger, literal_execute=True)

_SENTENCES = {
    "account": N_(
        "Book %(book)s: account %(n_account)s counts %(kept_debits)s in and %(kept_credits)s out; "
        "its transfers add up to %(debits)s in and %(credits)s out."
    ),
    "last": N_(
        "Book %(book)s: account %(n_account)s says it was last moved on %(kept_last)s; its last "
        "transfer is of %(last)s."
    ),
    "bounds": N_("Book %(book)s: account %(n_account)s is below zero, by %(short)s."),
    "project_total": N_(
        "Book %(book)s: the kept total of project %(n_owner)s, %(n_place)s, month %(n_month)s is "
        "%(kept_debits)s in and %(kept_credits)s out; the transfers add up to %(debits)s in and "
        "%(credits)s out."
    ),
    "donor_total": N_(
        "Book %(book)s: the kept total of donor %(n_owner)s, %(n_place)s is %(kept_debits)s in and "
        "%(kept_credits)s out; the transfers add up to %(debits)s in and %(credits)s out."
    ),
    "month": N_(
        "Book %(book)s: account %(n_account)s is kept at %(kept_debits)s in and %(kept_credits)s "
        "out for the end of %(n_month)s; its transfers until then add up to %(debits)s in and "
        "%(credits)s out."
    ),
    "zero": N_("Book %(book)s: its accounts add up to %(sum)s instead of zero."),
}


def differing(session: Session, codes: Mapping[int, str]) -> Iterator[Finding]:
    """Yield every account and kept total that differs, of the books whose codes are given."""
    make_room_to_sort(session)
    for query in (
        _accounts(codes),
        _months(codes),
        _project_totals(codes),
        _donor_totals(codes),
    ):
        # No LIMIT: it would tempt PostgreSQL into sorting what it need not.
        for row in session.execute(query).fetchmany(_MOST_FINDINGS):
            yield from _findings(row, codes[row.book_id])
    sums = session.execute(
        select(Account.book_id, _sum(Account.debits_posted - Account.credits_posted))
        .where(Account.book_id.in_(codes))
        .group_by(Account.book_id)
    )
    for book_id, amount in sums:
        if amount:
            yield Finding(_SENTENCES["zero"], book=codes[book_id], sum=amount)


def _accounts(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    amount = _sum(Transfer.amount)
    last = func.max(Transfer.effective_on).label("last")
    out, into = (
        select(side.label("account_id"), amount.label("amount"), last)
        .where(Transfer.book_id.in_(codes))
        .group_by(side)
        .subquery()
        for side in (Transfer.credit_account_id, Transfer.debit_account_id)
    )
    debits, credits_ = func.coalesce(into.c.amount, 0), func.coalesce(out.c.amount, 0)
    latest = case(
        (out.c.last > into.c.last, out.c.last), else_=func.coalesce(into.c.last, out.c.last)
    )
    sound = and_(
        Account.debits_posted == debits,
        Account.credits_posted == credits_,
        Account.last_moved_on.is_not_distinct_from(latest),
        or_(
            Account.place == Place.CARRIED,
            and_(Account.place == Place.DONOR, debits <= credits_),
            and_(Account.place != Place.DONOR, debits >= credits_),
        ),
    )
    return (
        select(
            literal("account", String).label("what"),
            Account.book_id,
            Account,
            Account.debits_posted.label("kept_debits"),
            Account.credits_posted.label("kept_credits"),
            debits.label("debits"),
            credits_.label("credits"),
            Account.last_moved_on.label("kept_last"),
            latest.label("last"),
        )
        .outerjoin(into, into.c.account_id == Account.id)
        .outerjoin(out, out.c.account_id == Account.id)
        .where(Account.book_id.in_(codes), ~sound)
        .order_by(Account.id)
    )


def _months(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    """Select the ends of months of accounts that are not the sum of the transfers until then."""
    month = first_of_month(Transfer.effective_on).label("month")
    amount = _sum(Transfer.amount)
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
            _sum(found.kept_debits).label("kept_debits"),
            _sum(found.kept_credits).label("kept_credits"),
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


def _project_totals(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    month = first_of_month(Transfer.effective_on).label("month")
    keys = (Transfer.book_id, Account.project_id, Account.place, month)
    amount = _sum(Transfer.amount)
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


def _donor_totals(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    # They are sums of accounts, and those have just been worked out again.
    no_month = cast(null(), Date)
    return _compared(
        "donor_total",
        select(
            Account.book_id,
            func.coalesce(Account.collectivity_id, NONE),
            Account.place,
            no_month,
            _sum(Account.debits_posted),
            _sum(Account.credits_posted),
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
    debits, credits_ = _sum(both.c.debits), _sum(both.c.credits)
    kept_debits, kept_credits = _sum(both.c.kept_debits), _sum(both.c.kept_credits)
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


def _sum(column: Any) -> ColumnElement[int]:  # noqa: ANN401 - a column of either kind
    return cast(func.sum(column), BigInteger)


def _findings(row: Row[*tuple[Any, ...]], book: str) -> Iterator[Finding]:
    amounts = {
        name: getattr(row, name) for name in ("kept_debits", "kept_credits", "debits", "credits")
    }
    if row.what.endswith("_total"):
        yield Finding(
            _SENTENCES[row.what],
            book=book,
            n_owner=row.owner,
            n_place=row.place.value,
            n_month=row.month and f"{row.month:%Y-%m}",
            **amounts,
        )
        return
    key = row.Account.key
    account = {"book": book, "n_account": written(key), "n_account_id": row.Account.id}
    if row.what == "month":
        yield Finding(_SENTENCES["month"], **account, n_month=f"{row.month:%Y-%m}", **amounts)
        return
    if (row.kept_debits, row.kept_credits) != (row.debits, row.credits):
        yield Finding(_SENTENCES["account"], **account, **amounts)
    if row.kept_last != row.last:
        yield Finding(_SENTENCES["last"], **account, kept_last=row.kept_last, last=row.last)
    short = row.debits - row.credits if key.place is Place.DONOR else row.credits - row.debits
    if short > 0 and key.place is not Place.CARRIED:
        yield Finding(_SENTENCES["bounds"], **account, short=short)


def written(key: AccountKey) -> str:
    """Write an address as the ledger knows it: ``held:donation-7:project-3``."""
    parts = [
        key.place.value,
        f"donation-{key.donation_id}",
        f"project-{key.project_id}" if key.project_id is not None else "",
        f"agreement-{key.agreement_id}" if key.agreement_id is not None else "",
    ]
    return ":".join(part for part in parts if part)
