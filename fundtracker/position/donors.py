"""The donors of a fund, alphabetically, each with its money and its commitments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, bindparam, func, or_, select

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, DonationStep
from fundtracker.ledger.models import NONE, Account, DonorTotal, Transfer
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position import balances, commitments
from fundtracker.position.amounts import Amounts
from fundtracker.position.moments import Moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.parties.kinds import CollectivityKind

PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorRow:
    """A collectivity with money or commitments in a fund, in cents."""

    collectivity_id: int
    name: str
    kind: CollectivityKind
    department: str | None
    amounts: Amounts
    firm: Cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Donors:
    """Some of a fund's donors in alphabetical order, and how many there are in all."""

    rows: tuple[DonorRow, ...]
    n_all: int


def donors(
    session: Session, fund: Fund, as_of: date, *, limit: int = PAGE, offset: int = 0
) -> Donors:
    """Return the donors of ``fund`` from ``offset`` on, as of a day, in four statements."""
    moment = Moment(as_of)
    found = find(session, fund, moment, limit=limit, offset=offset)
    ids = [it.id for it in found]
    gifts = and_(Donation.fund_id == fund.id, Donation.collectivity_id.in_(ids))
    sums = balances.by_collectivity(session, fund.book_id, moment, ids)
    bound = commitments.by_donor(session, gifts, moment)
    n_all = count(session, fund, moment, n_found=len(found), limit=limit, offset=offset)
    return Donors(rows=rows_of(found, sums, bound), n_all=n_all)


def find(
    session: Session, fund: Fund, moment: Moment, *, limit: int, offset: int = 0
) -> Sequence[Row[int, str, CollectivityKind, str | None]]:
    """Find donors by their names."""
    values = {**_values(fund, moment), "limit": limit, "offset": offset}
    return session.execute(_find(is_past=not moment.covers_all_days), values).all()


def count(
    session: Session, fund: Fund, moment: Moment, *, n_found: int, limit: int, offset: int = 0
) -> int:
    """Count the donors of a fund, of which ``find`` found ``n_found``.

    By a statement of its own, and only where these are not all: to find them then ends with the
    page, instead of with the last donor.
    """
    if 0 < n_found < limit or n_found == offset == 0:
        return offset + n_found
    statement = _count(is_past=not moment.covers_all_days)
    return session.execute(statement, _values(fund, moment)).scalar_one()


def n_giving(session: Session, fund: Fund, moment: Moment) -> int:
    """Count the collectivities whose money a fund had received."""
    if not moment.covers_all_days:
        bound = commitments.by_donor(session, Donation.fund_id == fund.id, moment)
        return sum(it.given > 0 for it in bound.values())
    return session.execute(
        select(func.count()).select_from(DonorTotal).where(*giving(fund))
    ).scalar_one()


def giving(fund: Fund) -> tuple[ColumnElement[bool], ...]:
    """Say which rows of DonorTotal are of collectivities whose money a fund has received."""
    return (
        DonorTotal.book_id == fund.book_id,
        DonorTotal.collectivity_id != NONE,
        DonorTotal.place == Place.DONOR,
        DonorTotal.credits > DonorTotal.debits,
    )


def having(fund: Fund) -> tuple[ColumnElement[bool], ...]:
    """Say which rows of DonorTotal are of collectivities whose money came to a fund.

    They paid it in, or let it be carried over from another fund.
    """
    return (
        DonorTotal.book_id == fund.book_id,
        DonorTotal.collectivity_id != NONE,
        DonorTotal.place.in_((Place.DONOR, Place.CARRIED)),
        DonorTotal.credits > DonorTotal.debits,
    )


def rows_of(
    found: Sequence[Row[int, str, CollectivityKind, str | None]],
    sums: Mapping[int, balances.Balances],
    bound: Mapping[int, commitments.Sums],
) -> tuple[DonorRow, ...]:
    """Put names, money and commitments together."""
    return tuple(
        DonorRow(
            collectivity_id=it.id,
            name=it.name,
            kind=it.kind,
            department=it.department,
            amounts=Amounts.of(sums.get(it.id, {})),
            firm=Cents(bound.get(it.id, commitments.NOTHING).firm),
        )
        for it in found
    )


def _values(fund: Fund, moment: Moment) -> dict[str, object]:
    return {"fund": fund.id, **moment.values}


# Built once each: a fund's page asks both.


@cache
def _find(*, is_past: bool) -> Select[int, str, CollectivityKind, str | None]:
    return (
        select(
            Collectivity.id,
            Collectivity.name,
            Collectivity.kind,
            Collectivity.department,
        )
        .where(Collectivity.id.in_(_donors(is_past=is_past)))
        .order_by(Collectivity.sort_key, Collectivity.id)
        .limit(bindparam("limit", type_=Integer()))
        .offset(bindparam("offset", type_=Integer()))
    )


@cache
def _count(*, is_past: bool) -> Select[int]:
    mine = _donors(is_past=is_past).subquery()
    return select(func.count(mine.c.collectivity_id.distinct()))


def _donors(*, is_past: bool) -> Select[int | None]:
    """Select the collectivities that have a donation in the fund, of which something was known."""
    mine = select(Donation.collectivity_id).where(
        Donation.fund_id == bindparam("fund"),
        Donation.kind.in_((DonationKind.GIFT, DonationKind.CARRIED_IN)),
    )
    if not is_past:
        return mine
    step = select(DonationStep.id).where(
        DonationStep.donation_id == Donation.id, DonationStep.dated_on <= balances.AS_OF
    )
    # Whatever came to a donation came from its donor, or was carried over from another fund.
    money = (
        select(Transfer.number)
        .join(Account, Transfer.credit_account_id == Account.id)
        .where(
            Account.donation_id == Donation.id,
            Account.place.in_((Place.DONOR, Place.CARRIED)),
            Account.project_id.is_(None),
            Transfer.effective_on <= balances.AS_OF,
        )
    )
    return mine.where(or_(step.exists(), money.exists()))
