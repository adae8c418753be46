"""The donations of a fund, as a list shows them: filtered, counted and summed, page by page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import func, or_, select

from fundtracker import clock
from fundtracker.donations.models import Donation
from fundtracker.donations.queries import count_in
from fundtracker.ledger.models import Account, ProjectTotal
from fundtracker.parties.models import Collectivity
from fundtracker.position import commitments
from fundtracker.position.amounts import Amounts
from fundtracker.position.balances import shaped, summed
from fundtracker.position.moments import Moment
from fundtracker.web.staff.collectivity_search import name_fits
from fundtracker.web.staff.donation_states import DonationState, in_state

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from fundtracker.funds.models import Fund
    from fundtracker.ledger.places import Place
    from fundtracker.position.statement import Commitments

PAGE = 50

# The longest list that is sorted by what its rows say: all of them are read for each page.
SORTED_AT_MOST = 2000

# Donations read at once for a file: well below the parameters that either database takes.
_CHUNK = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to, and the page of it."""

    text: str = ""
    state: DonationState | None = None
    page: int = 1

    @property
    def are_none(self) -> bool:
        """Whether the list shows every donation."""
        return not self.text and self.state is None


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationRow:
    """A donation of the list, its amounts in cents."""

    donation: Donation
    collectivity: Collectivity | None
    amounts: Amounts
    commitments: Commitments


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationList:
    """A page of the list; count and totals are those of all that the filters let through."""

    rows: list[DonationRow]
    n_all: int
    totals: Amounts
    page: int
    pages: int


InOrder: TypeAlias = "Callable[[Sequence[DonationRow]], list[DonationRow]]"


def find(
    session: Session, fund: Fund, filters: Filters, n_all: int, in_order: InOrder | None = None
) -> DonationList:
    """Return a page of a fund's ``n_all`` donations, the latest first, in five statements.

    ``in_order`` sorts all of them instead: for lists of ``SORTED_AT_MOST``.
    """
    where = _where(fund, filters)
    pages = max(1, -(-n_all // PAGE))
    page = min(filters.page, pages)
    if in_order is not None:
        rows = in_order(find_all(session, fund, filters))[(page - 1) * PAGE : page * PAGE]
    else:
        found = _page(session, where, page, n_all, by_number=filters.are_none)
        rows = _with_amounts(session, found)
    return DonationList(
        rows=rows,
        n_all=n_all,
        totals=_totals(session, fund, filters, where),
        page=page,
        pages=pages,
    )


def count(session: Session, fund: Fund, filters: Filters) -> int:
    """Return how many of a fund's donations the filters let through."""
    if filters.are_none:
        return count_in(session, fund.id)
    query = select(func.count()).select_from(Donation).where(*_where(fund, filters))
    return session.execute(query).scalar_one()


def find_all(session: Session, fund: Fund, filters: Filters) -> list[DonationRow]:
    """Return all of a fund's donations that the filters let through, the latest first."""
    ids = session.scalars(
        select(Donation.id).where(*_where(fund, filters)).order_by(Donation.id.desc())
    ).all()
    return [
        row
        for start in range(0, len(ids), _CHUNK)
        for row in _with_amounts(session, _read(session, ids[start : start + _CHUNK]))
    ]


def _page(
    session: Session,
    where: Sequence[ColumnElement[bool]],
    page: int,
    n_all: int,
    *,
    by_number: bool,
) -> list[tuple[Donation, Collectivity | None]]:
    """Read a page: of all donations by number, else from the nearer end of the list."""
    first = (page - 1) * PAGE
    if by_number:
        last = n_all - first
        where = [*where, Donation.number.between(last - PAGE + 1, last)]
        first, n_all = 0, min(last, PAGE)
    size = min(PAGE, n_all - first)
    is_late = first > n_all // 2
    # Numbers are given in the order of ids; each way is ordered by the index that finds it.
    key = Donation.number if by_number else Donation.id
    order = key.asc() if is_late else key.desc()
    ids = session.scalars(
        select(Donation.id)
        .where(*where)
        .order_by(order)
        .offset(n_all - first - size if is_late else first)
        .limit(max(size, 0))
    ).all()
    return _read(session, ids)


def _read(session: Session, ids: Sequence[int]) -> list[tuple[Donation, Collectivity | None]]:
    rows = session.execute(
        select(Donation, Collectivity)
        .outerjoin(Collectivity, Collectivity.id == Donation.collectivity_id)
        .where(Donation.id.in_(ids))
        .order_by(Donation.id.desc())
    )
    return [(donation, collectivity) for donation, collectivity in rows]


def _where(fund: Fund, filters: Filters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Donation.fund_id == fund.id]
    if filters.text:
        where.append(_fits(filters.text))
    if filters.state is not None:
        where.append(in_state(filters.state))
    return where


def _fits(text: str) -> ColumnElement[bool]:
    named = select(Collectivity.id).where(or_(name_fits(text), Collectivity.siren == text))
    return or_(
        Donation.reference.contains(text.upper(), autoescape=True),
        Donation.collectivity_id.in_(named),
    )


def _totals(
    session: Session, fund: Fund, filters: Filters, where: Sequence[ColumnElement[bool]]
) -> Amounts:
    """Sum up where the money of the list is: kept totals where nothing is left out."""
    if filters.are_none:
        query = (
            select(ProjectTotal.place, summed(ProjectTotal.debits - ProjectTotal.credits))
            .where(ProjectTotal.book_id == fund.book_id)
            .group_by(ProjectTotal.place)
        )
    else:
        query = (
            select(Account.place, summed(Account.debits_posted - Account.credits_posted))
            .join(Donation, Donation.id == Account.donation_id)
            .where(*where)
            .group_by(Account.place)
        )
    return Amounts.of(dict(session.execute(query).all()))


def _with_amounts(
    session: Session, rows: Sequence[tuple[Donation, Collectivity | None]]
) -> list[DonationRow]:
    ids = [donation.id for donation, _collectivity in rows]
    sums: dict[int, dict[Place, int]] = defaultdict(dict)
    balances = session.execute(
        select(
            Account.donation_id,
            Account.place,
            summed(Account.debits_posted - Account.credits_posted),
        )
        .where(shaped(Account.donation_id.in_(ids)))
        .group_by(Account.donation_id, Account.place)
    )
    for donation_id, place, amount in balances:
        sums[donation_id][place] = amount
    bound = commitments.by_gift(session, Donation.id.in_(ids), Moment(clock.today()))
    return [
        DonationRow(
            donation=donation,
            collectivity=collectivity,
            amounts=Amounts.of(sums[donation.id]),
            commitments=bound.get(donation.id, commitments.NOTHING).commitments(),
        )
        for donation, collectivity in rows
    ]
