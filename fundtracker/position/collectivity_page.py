"""The page of a collectivity: its money over its funds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.position import balances, commitments
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.moments import Moment
from fundtracker.position.scopes import CollectivityScope
from fundtracker.position.statement import Position

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.position.statement import Commitments


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow:
    """A fund that a collectivity gives to, and the collectivity's own money in it, in cents."""

    fund_id: int
    code: str
    name: str
    amounts: Amounts
    commitments: Commitments


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectivityPage:
    """A collectivity's position over all funds, and in each, the latest fund first."""

    position: Position
    funds: tuple[FundRow, ...]


def collectivity_page(session: Session, collectivity_id: int, as_of: date) -> CollectivityPage:
    """Return a collectivity's money in all funds as of a day, in at most four statements."""
    moment = Moment(as_of)
    funds = session.execute(
        select(Fund.id, Fund.code, Fund.name, Fund.book_id)
        .where(
            Fund.id.in_(select(Donation.fund_id).where(Donation.collectivity_id == collectivity_id))
        )
        .order_by(Fund.opened_on.desc(), Fund.id.desc())
    ).all()
    books = [fund.book_id for fund in funds]
    sums = balances.by_book(session, collectivity_id, books, moment)
    gifts = Donation.collectivity_id == collectivity_id
    bound = commitments.by_fund(session, gifts, moment)
    rows = tuple(
        FundRow(
            fund_id=fund.id,
            code=fund.code,
            name=fund.name,
            amounts=Amounts.of(sums.get(fund.book_id, {})),
            commitments=bound.get(fund.id, commitments.NOTHING).commitments(),
        )
        for fund in funds
    )
    return CollectivityPage(
        position=Position(
            **vars(total(row.amounts for row in rows)),
            scope=CollectivityScope(collectivity_id=collectivity_id),
            as_of=as_of,
            seal=None,
            commitments=commitments.sum_of(bound.values()).commitments(),
        ),
        funds=rows,
    )
