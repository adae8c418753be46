"""Gathers what became of a donor's money over all funds: its report of each, and their sum."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.documents.donor_overview.content import DonorOverview
from fundtracker.documents.donor_report.gather import gather as gather_report
from fundtracker.documents.errors import NothingGiven
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.parties.queries import get_collectivity
from fundtracker.position.queries import position
from fundtracker.position.scopes import CollectivityScope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted


def gather(session: Session, wanted: Wanted, marks: Marks) -> DonorOverview:
    """Return the report of a collectivity over all funds as of a day; raise NothingGiven.

    In the order of the funds. What others published of them is left to the report of each.
    """
    collectivity = get_collectivity(session, wanted.collectivity)
    reports = [
        gather_report(
            session,
            fund,
            collectivity,
            wanted.as_of,
            is_demonstration=marks.demonstration,
        )
        for fund in _funds(session, collectivity.id)
    ]
    # A fund to which nothing was said nor paid by the day has nothing to tell.
    told = [
        replace(it, sources=(), words=marks.words)
        for it in reports
        if any(gift.steps for gift in it.gifts)
    ]
    if not told:
        raise NothingGiven
    return DonorOverview(
        **marks.values(),
        donor=told[0].donor,
        statement=position(
            session, CollectivityScope(collectivity_id=collectivity.id), wanted.as_of
        ),
        funds=tuple(told),
    )


def _funds(session: Session, collectivity_id: int) -> Sequence[Fund]:
    its = select(Donation.fund_id).where(Donation.collectivity_id == collectivity_id)
    return session.scalars(
        select(Fund).where(Fund.id.in_(its)).order_by(Fund.opened_on, Fund.id)
    ).all()
