"""What is left of each donation of a fund, and what its donor wants done with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select, true

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, LeftoverChoice
from fundtracker.donations.settle import SETTLED
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.money import ZERO, Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position.balances import summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import CTE
    from sqlalchemy.orm import Session

PAGE = 100

# The amounts of a row, in its order, and the place that each is the balance of.
_PLACES = {
    "unallocated": Place.UNALLOCATED,
    "held": Place.HELD,
    "advanced": Place.ADVANCED,
    "returned": Place.RETURNED,
    "carried": Place.CARRIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftoverRow:
    """A donation with something left, or given back; its last choice; amounts in cents."""

    donation_id: int
    reference: str
    donor: str
    unallocated: Cents
    held: Cents
    advanced: Cents
    returned: Cents
    carried: Cents
    choice: LeftoverChoice | None
    to_fund: str | None

    @property
    def is_to_settle(self) -> bool:
        """Whether its donor chose what can be done with it as it is."""
        return self.unallocated > 0 and self.choice is not None and self.choice.choice in SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftoverList:
    """Some of these donations; how many there are in all, and their sums by amount, in cents."""

    rows: tuple[LeftoverRow, ...]
    n_all: int
    totals: dict[str, Cents]


def to_settle(session: Session, fund_id: int) -> list[LeftoverRow]:
    """List the donations of which something is left that their donors chose a use for."""
    return [it for it in leftover_list(session, fund_id, is_all=True).rows if it.is_to_settle]


def leftover_list(
    session: Session,
    fund_id: int,
    *,
    order: str = "donor",
    is_descending: bool = False,
    page: int = 1,
    is_all: bool = False,
) -> LeftoverList:
    """Return a page of a fund's donations with money left or given back, in two statements.

    ``order`` is "donor" or the name of an amount. Past the last page, it is the last.
    """
    left = _left(fund_id)
    # Not sums over the window of all rows: SQLite takes as long for those as for all the rest.
    in_all = select(
        func.count().label("n_all"),
        *(summed(left.c[name]).label(f"{name}_in_all") for name in _PLACES),
    ).subquery()
    by = Collectivity.sort_key if order == "donor" else left.c[order]
    query = (
        select(
            Donation.id, Donation.reference, Donation.kind, Collectivity.name,
            *(left.c[name] for name in _PLACES),
            *in_all.c,
        )
        .join(left, left.c.donation_id == Donation.id)
        .join(in_all, true())
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .order_by((by.desc() if is_descending else by.asc()).nulls_last(), Donation.id)
    )  # fmt: skip
    if not is_all:
        query = query.limit(PAGE).offset((page - 1) * PAGE)
    rows = session.execute(query).all()
    if not rows and page > 1:
        first = leftover_list(session, fund_id, order=order, is_descending=is_descending)
        last = max(1, -(-first.n_all // PAGE))
        return (
            first
            if last == 1
            else leftover_list(
                session, fund_id, order=order, is_descending=is_descending, page=last
            )
        )
    choices = _choices(session, fund_id, None if is_all else [it.id for it in rows])
    return LeftoverList(
        rows=tuple(
            LeftoverRow(
                donation_id=it.id,
                reference=it.reference,
                donor=it.name or DonationKind(it.kind).label,
                **{name: Cents(getattr(it, name)) for name in _PLACES},
                choice=choices.get(it.id, (None, None))[0],
                to_fund=choices.get(it.id, (None, None))[1],
            )
            for it in rows
        ),
        n_all=rows[0].n_all if rows else 0,
        totals={
            name: Cents(getattr(rows[0], f"{name}_in_all")) if rows else ZERO for name in _PLACES
        },
    )


def _left(fund_id: int) -> CTE:
    """Sum the places by donation: through the index of a book's places, before any name is read."""
    book_id = select(Fund.book_id).where(Fund.id == fund_id).scalar_subquery()
    amount = Account.debits_posted - Account.credits_posted
    sums = (
        select(
            Account.donation_id,
            *(
                summed(case((Account.place == place, amount), else_=0)).label(name)
                for name, place in _PLACES.items()
            ),
        )
        .where(Account.book_id == book_id, Account.place.in_(_PLACES.values()))
        .group_by(Account.donation_id)
        .subquery()
    )
    # What came in from another fund is money of this one, not money carried over.
    carried = case((sums.c.carried > 0, sums.c.carried), else_=0).label("carried")
    kept = [carried if name == "carried" else sums.c[name] for name in _PLACES]
    return (
        select(sums.c.donation_id, *kept)
        .where(sums.c.donation_id.is_not(None), or_(*(it != 0 for it in kept)))
        .cte("kept")
    )


def _choices(
    session: Session, fund_id: int, donation_ids: Sequence[int] | None
) -> dict[int, tuple[LeftoverChoice, str | None]]:
    """Find the last choices of a fund's donations, or of some, and the fund that each names."""
    last = (
        select(func.max(LeftoverChoice.id))
        .join(Donation, Donation.id == LeftoverChoice.donation_id)
        .where(Donation.fund_id == fund_id)
        .group_by(LeftoverChoice.donation_id)
    )
    if donation_ids is not None:
        last = last.where(Donation.id.in_(donation_ids))
    rows = session.execute(
        select(LeftoverChoice, Fund.name)
        .outerjoin(Fund, Fund.id == LeftoverChoice.to_fund_id)
        .where(LeftoverChoice.id.in_(last))
    )
    return {it.donation_id: (it, name) for it, name in rows}
