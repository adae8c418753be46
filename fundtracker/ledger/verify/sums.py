"""Counters and kept totals against the sums of the transfers, compared in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from fundtracker.db import make_room_to_sort
from fundtracker.i18n import N_
from fundtracker.ledger.models import (
    Account,
    Transfer,
)
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify import kept
from fundtracker.ledger.verify.kept import summed
from fundtracker.ledger.verify.report import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from fundtracker.ledger.places import AccountKey

# Enough to see what happened; the rest is found once these are mended.
_MOST_FINDINGS = 100

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
        kept.months(codes),
        kept.project_totals(codes),
        kept.donor_totals(codes),
    ):
        # No LIMIT: it would tempt PostgreSQL into sorting what it need not.
        for row in session.execute(query).fetchmany(_MOST_FINDINGS):
            yield from _findings(row, codes[row.book_id])
    sums = session.execute(
        select(Account.book_id, summed(Account.debits_posted - Account.credits_posted))
        .where(Account.book_id.in_(codes))
        .group_by(Account.book_id)
    )
    for book_id, amount in sums:
        if amount:
            yield Finding(_SENTENCES["zero"], book=codes[book_id], sum=amount)


def _accounts(codes: Mapping[int, str]) -> Select[*tuple[Any, ...]]:
    amount = summed(Transfer.amount)
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
