"""The home page: all funds, how far each is, and where its money is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template
from sqlalchemy import select

from fundtracker.funds.models import Crisis, Fund
from fundtracker.ledger.models import ProjectTotal
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.balances import summed
from fundtracker.web import reading
from fundtracker.web.staff.blueprint import page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.ledger.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """A fund with its crisis and its money, in cents."""

    fund: Fund
    crisis: Crisis
    amounts: Amounts


@page("/")
def funds() -> str:
    """Show all funds, the latest first."""
    lines = _lines(reading.session())
    return render_template(
        "staff/funds.html", lines=lines, whole=total(line.amounts for line in lines)
    )


def _lines(session: Session) -> list[FundLine]:
    sums: dict[int, dict[Place, int]] = defaultdict(dict)
    rows = session.execute(
        select(
            ProjectTotal.book_id,
            ProjectTotal.place,
            summed(ProjectTotal.debits - ProjectTotal.credits),
        ).group_by(ProjectTotal.book_id, ProjectTotal.place)
    )
    for book_id, place, amount in rows:
        sums[book_id][place] = amount
    found = session.execute(
        select(Fund, Crisis)
        .join(Crisis, Crisis.id == Fund.crisis_id)
        .order_by(Fund.opened_on.desc(), Fund.id.desc())
    )
    return [
        FundLine(fund=fund, crisis=crisis, amounts=Amounts.of(sums[fund.book_id]))
        for fund, crisis in found
    ]
