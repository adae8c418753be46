"""Holding a fund's book while money moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, select

from fundtracker.funds.errors import FundClosed, NeedsConfirmation, NoAllocationNow, NoSuchFund
from fundtracker.funds.models import Fund
from fundtracker.ledger import service as ledger
from fundtracker.ledger.models import Book

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from fundtracker.acts.kinds import ActKind
    from fundtracker.acts.service import Signature
    from fundtracker.errors import NotFound
    from fundtracker.money import Cents


Owned = TypeVar("Owned")

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


def locking(
    model: type[Owned], missing: type[NotFound]
) -> Callable[[Session, int], tuple[Owned, Fund, Book]]:
    """Return what holds the book of the fund of a record, until the transaction ends.

    It returns the record, its fund and the book, all read under the lock, and raises ``missing``.
    Records of ``model`` have an ``id`` and a ``fund_id`` that never changes.
    """
    record: Any = model
    of_record = record.id == bindparam("record_id")
    books = ledger.locking(
        Book.id
        == select(Fund.book_id)
        .join(record, record.fund_id == Fund.id)
        .where(of_record)
        .scalar_subquery()
    )
    fresh = (
        select(record, Fund)
        .join(Fund, Fund.id == record.fund_id)
        .where(of_record)
        .execution_options(populate_existing=True)
    )

    def lock(session: Session, record_id: int) -> tuple[Owned, Fund, Book]:
        values = {"record_id": record_id}
        held = ledger.hold(session, books, values)
        if not held:
            raise missing
        found, fund = session.execute(fresh, values).one()
        return found, fund, held[0]

    return lock


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
