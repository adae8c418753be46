"""Accounts against what they stand on: their donation's book and donor, project and agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import column, exists, or_, select, table

from fundtracker.i18n import N_
from fundtracker.ledger.models import Account
from fundtracker.ledger.verify.report import Finding
from fundtracker.ledger.verify.sums import written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

# The ledger knows these by their keys alone: their nouns stand above it.
_donation = table("donation", column("id"), column("fund_id"), column("collectivity_id"))
_fund = table("fund", column("id"), column("book_id"))
_project = table("project", column("id"), column("fund_id"))
_agreement = table("partner_agreement", column("id"), column("fund_id"))
_covered = table("agreement_project", column("agreement_id"), column("project_id"))

_MISPLACED = N_(
    "Book %(book)s: account %(n_account)s does not stand where its donation, project or agreement "
    "does."
)


def misplaced(session: Session, codes: Mapping[int, str]) -> Iterator[Finding]:
    """Yield every account whose book, donor, project or agreement is not its donation's."""
    is_covered = exists().where(
        _covered.c.agreement_id == Account.agreement_id,
        _covered.c.project_id == Account.project_id,
    )
    query = (
        select(Account)
        .outerjoin(_donation, _donation.c.id == Account.donation_id)
        .outerjoin(_fund, _fund.c.id == _donation.c.fund_id)
        .outerjoin(_project, _project.c.id == Account.project_id)
        .outerjoin(_agreement, _agreement.c.id == Account.agreement_id)
        .where(
            Account.book_id.in_(codes),
            or_(
                Account.book_id.is_distinct_from(_fund.c.book_id),
                Account.collectivity_id.is_distinct_from(_donation.c.collectivity_id),
                Account.project_id.is_not(None)
                & _project.c.fund_id.is_distinct_from(_donation.c.fund_id),
                Account.agreement_id.is_not(None)
                & (_agreement.c.fund_id.is_distinct_from(_donation.c.fund_id) | ~is_covered),
            ),
        )
        .order_by(Account.id)
    )
    for account in session.scalars(query):
        yield Finding(
            _MISPLACED,
            book=codes[account.book_id],
            n_account=written(account.key),
            n_account_id=account.id,
        )
