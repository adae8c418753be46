"""Gathers what a donor paid in a year, split by what became of each donation.

A payment is one with the rest of its donation: each payment is split as the whole donation is,
to the cent, by country and purpose of its projects, fees and what is not yet allocated apart.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.documents.oda_sheet.content import OdaLine, OdaPayment, OdaSheet
from fundtracker.documents.receipts.gather import gather as gather_receipts
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.money import Cents, split
from fundtracker.parties.queries import get_collectivity, organisation
from fundtracker.position.balances import balance_at, summed
from fundtracker.position.moments import Moment
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted

# Codes of the DAC for what is no project's.
FEE, UNSPECIFIED = "91010", "99810"

# Where money is that the donor gave and did not get back.
_FEES = frozenset({Place.FEES, Place.FEES_WITHDRAWN})
_USED = frozenset(place for place in Place if place.has_project)

# Fund, country, purpose, title of the project.
Use = tuple[str, str, str, str]


def gather(session: Session, wanted: Wanted, marks: Marks) -> OdaSheet:
    """Return the sheet of a donor for the year of ``as_of``, up to it; raise NothingReceived."""
    collectivity = get_collectivity(session, wanted.collectivity)
    received = gather_receipts(session, collectivity, marks)
    rows = session.execute(
        select(Donation, Fund)
        .join(Fund, Fund.id == Donation.fund_id)
        .where(Donation.collectivity_id == collectivity.id)
    )
    donations = {donation.reference: (donation, fund) for donation, fund in rows}
    ids = {donations[it.donation][0].id for it in received.lines}
    uses = _uses(session, ids, wanted.as_of)
    sums: dict[Use, int] = defaultdict(int)
    for line in received.lines:
        donation, fund = donations[line.donation]
        for use, amount in _shared(line.amount, uses.get(donation.id, {}), fund):
            sums[use] += amount
    return OdaSheet(
        **marks.values(),
        donor=collectivity.name,
        siren=collectivity.siren or "",
        kind_of_donor=collectivity.kind.label,
        aid_type=organisation(session).aid_type,
        payments=tuple(
            OdaPayment(
                paid_on=it.received_on, fund=it.fund, reference=it.donation, amount=it.amount
            )
            for it in received.lines
        ),
        lines=tuple(
            OdaLine(fund=fund, country=country, purpose=purpose, title=title, amount=Cents(amount))
            for (fund, country, purpose, title), amount in sorted(sums.items())
            if amount
        ),
    )


def _shared(amount: Cents, uses: Mapping[Use, int], fund: Fund) -> list[tuple[Use, Cents]]:
    if not any(uses.values()):
        return [((fund.name, fund.territory, UNSPECIFIED, ""), amount)]
    keys = sorted(uses)
    return list(zip(keys, split(amount, [uses[it] for it in keys]), strict=True))


def _uses(session: Session, ids: Collection[int], as_of: date) -> dict[int, dict[Use, int]]:
    """Sum by use where the money of donations is."""
    rows = session.execute(
        select(
            Account.donation_id,
            Account.place,
            Fund.name,
            Fund.territory,
            Project.country,
            Project.purpose_code,
            Project.title,
            summed(balance_at(Moment(as_of))),
        )
        .join(Fund, Fund.book_id == Account.book_id)
        .outerjoin(Project, Project.id == Account.project_id)
        .where(Account.donation_id.in_(ids))
        .group_by(
            Account.donation_id, Account.place, Fund.name, Fund.territory, Project.id,
            Project.country, Project.purpose_code, Project.title,
        )
    )  # fmt: skip
    found: dict[int, dict[Use, int]] = defaultdict(lambda: defaultdict(int))
    for donation_id, place, fund, territory, country, purpose, title, amount in rows:
        if place in _USED:
            use = (fund, country or territory, purpose or UNSPECIFIED, title or "")
        elif place in _FEES:
            use = (fund, territory, FEE, "")
        elif place is Place.UNALLOCATED:
            use = (fund, territory, UNSPECIFIED, "")
        else:
            continue
        found[donation_id][use] += amount
    return found
