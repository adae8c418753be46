"""Holding a fund's book while money moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker.funds.errors import FundClosed, NeedsConfirmation, NoAllocationNow, NoSuchFund
from fundtracker.funds.models import Fund
from fundtracker.ledger import service as ledger
from fundtracker.ledger.models import Book

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.acts.kinds import ActKind
    from fundtracker.acts.service import Signature
    from fundtracker.money import Cents


_BOOK_OF_FUND = ledger.locking(
    Book.id == select(Fund.book_id).where(Fund.id == bindparam("fund_id")).scalar_subquery()
)


def lock_fund(session: Session, fund_id: int) -> tuple[Fund, Book]:
    """Hold a fund's book until the transaction ends; return both, read afresh.

    Raises NoSuchFund.
    """
    books = ledger.hold(session, _BOOK_OF_FUND, {"fund_id": fund_id})
    if not books:
        raise NoSuchFund(code="")
    return session.get_one(Fund, fund_id, populate_existing=True), books[0]


def check_moves_money(fund: Fund) -> None:
    """Raise FundClosed unless money may move in the fund's state."""
    if not fund.state.allows_money:
        raise FundClosed(fund=fund.name, state=fund.state.label)


def check_allocates(fund: Fund) -> None:
    """Raise NoAllocationNow unless money may be allocated in the fund's state."""
    if not fund.state.allows_allocation:
        raise NoAllocationNow(fund=fund.name, state=fund.state.label)


def check_second_pair(
    fund: Fund, kind: ActKind, request: object, amount: Cents | None, *, by: Signature
) -> None:
    """Raise NeedsConfirmation where the fund asks for two people and only one acts.

    ``amount`` in cents is compared with the fund's threshold; None is above any.
    """
    if fund.confirm_above is None or by.confirmed_by_id is not None:
        return
    if amount is None or amount > fund.confirm_above:
        raise NeedsConfirmation(kind=kind, request=request, fund_id=fund.id, amount=amount)
