"""By when the use of a donation is accounted for, and for which it is not yet.

Within six months after the end of the financial year: arrêté du 11 octobre 2006, after article 10
of the law of 12 April 2000.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, select

from fundtracker import clock
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.models import DocumentWithdrawal, IssuedDocument
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.models import Account, AccountMonth, ProjectTotal
from fundtracker.ledger.places import Place
from fundtracker.position.balances import shaped

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_USED = (Place.JUSTIFIED, Place.SPENT)


def year_due() -> int:
    """Return the financial year that is to be accounted for now: the one that ended last."""
    return clock.today().year - 1


def due_on(year: int) -> date:
    """Return the day by which the use of money in a year is accounted for."""
    return date(year + 1, 6, 30)


def lacks_statement(year: int) -> ColumnElement[bool]:
    """Ask whether a Donation of somebody's was used in a year, and no valid statement says how.

    Most funds used nothing in a given year: their donations are not looked at one by one.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    in_use = (
        select(Fund.id)
        .join(ProjectTotal, ProjectTotal.book_id == Fund.book_id)
        .where(ProjectTotal.place.in_(_USED), ProjectTotal.month.between(first, last))
    )
    moved = exists().where(
        AccountMonth.account_id == Account.id, AccountMonth.month.between(first, last)
    )
    used = select(Account.id).where(
        shaped(Account.donation_id == Donation.id), Account.place.in_(_USED), moved
    )
    issued = select(IssuedDocument.id).where(
        IssuedDocument.kind == DocumentKind.STATEMENT_OF_USE,
        IssuedDocument.donation_id == Donation.id,
        IssuedDocument.as_of.between(first, last),
        ~exists().where(DocumentWithdrawal.document_id == IssuedDocument.id),
    )
    return and_(
        Donation.collectivity_id.is_not(None),
        Donation.fund_id.in_(in_use),
        used.correlate(Donation).exists(),
        ~issued.correlate(Donation).exists(),
    )
