"""The position of a scope, as of a day and as known at an entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.ledger.errors import NoSuchEntry
from fundtracker.ledger.models import Book, Entry
from fundtracker.position import balances, commitments
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.moments import Moment
from fundtracker.position.scopes import (
    ActionTypeScope,
    CollectivityInFundScope,
    CollectivityScope,
    DonationScope,
    FundScope,
    ProjectScope,
    Scope,
)
from fundtracker.position.statement import Position, Seal
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.position.statement import Commitments


def position(
    session: Session,
    scope: Scope,
    as_of: date,
    up_to_entry: int | None = None,
    *,
    committed: Commitments | None = None,
    amounts: Amounts | None = None,
) -> Position:
    """Return where the money of ``scope`` was on ``as_of``, all amounts in cents.

    With ``up_to_entry``, as the book was known at that entry; steps always count by their dates.
    ``committed`` is what the scope's gifts come to on the day, and ``amounts`` where its money
    was, where they are known already.
    Raises NoSuchEntry for a number that the book has not reached, ValueError for a number where
    the scope is over several books.
    """
    if isinstance(scope, CollectivityScope):
        if up_to_entry is not None:
            message = "an entry's number means nothing over several books"
            raise ValueError(message)
        seal = None
    else:
        seal = seal_of(session, scope.book_id, up_to_entry)
    moment = moment_at(as_of, up_to_entry, seal)
    return Position(
        **vars(amounts or _amounts(session, scope, moment)),
        scope=scope,
        as_of=as_of,
        seal=seal,
        commitments=committed or _commitments(session, scope, moment),
    )


def position_and_projects(
    session: Session, fund: Fund, as_of: date, seal: Seal | None = None
) -> tuple[Position, dict[int, Amounts]]:
    """Return a fund's position on a day, and where the money of each of its projects was.

    ``seal`` is that of the book's last entry, where it was read in this transaction.
    """
    scope = FundScope(fund_id=fund.id, book_id=fund.book_id)
    moment = Moment(as_of)
    seal = seal or seal_of(session, fund.book_id)
    sums = balances.by_project(session, fund.book_id, moment)
    by_project = {project_id: Amounts.of(it) for project_id, it in sums.items()}
    whole = Position(
        **vars(total(by_project.values())),
        scope=scope,
        as_of=as_of,
        seal=seal,
        commitments=_commitments(session, scope, moment),
    )
    return whole, {project_id: it for project_id, it in by_project.items() if project_id}


def moment_at(as_of: date, up_to_entry: int | None, seal: Seal | None) -> Moment:
    """Return the moment; the number of the last entry asks for nothing special."""
    is_last = seal is not None and seal.is_last
    return Moment(as_of, None if is_last else up_to_entry)


def seal_of(session: Session, book_id: int, up_to_entry: int | None = None) -> Seal:
    """Return the number and hash of the book's last entry, or of ``up_to_entry``.

    Raises NoSuchEntry.
    """
    last = session.execute(select(Book.last_number, Book.last_hash).where(Book.id == book_id)).one()
    if up_to_entry is None or up_to_entry == last.last_number:
        return Seal(last.last_number, last.last_hash, is_last=True)
    sealed = session.scalar(
        select(Entry.hash).where(Entry.book_id == book_id, Entry.number == up_to_entry)
    )
    if sealed is None:
        raise NoSuchEntry(n_number=up_to_entry)
    return Seal(up_to_entry, sealed, is_last=False)


def _amounts(session: Session, scope: Scope, moment: Moment) -> Amounts:
    match scope:
        case FundScope():
            sums = balances.by_project(session, scope.book_id, moment)
        case ActionTypeScope():
            projects = select(Project.id).where(
                Project.fund_id == scope.fund_id, Project.action_type == scope.action_type
            )
            ids = session.scalars(projects).all()
            sums = balances.by_project(session, scope.book_id, moment, ids)
        case ProjectScope():
            sums = balances.by_project(session, scope.book_id, moment, [scope.project_id])
        case DonationScope():
            return Amounts.of(balances.of_donation(session, scope.donation_id, moment))
        case CollectivityInFundScope():
            ids = [scope.collectivity_id]
            sums = balances.by_collectivity(session, scope.book_id, moment, ids)
        case CollectivityScope():
            books = books_of(session, scope.collectivity_id)
            sums = balances.by_book(session, scope.collectivity_id, books, moment)
    return total(Amounts.of(it) for it in sums.values())


def books_of(session: Session, collectivity_id: int) -> list[int]:
    """List the books of the funds that a collectivity gives or gave to."""
    return list(
        session.scalars(
            select(Fund.book_id)
            .join(Donation, Donation.fund_id == Fund.id)
            .where(Donation.collectivity_id == collectivity_id)
            .distinct()
        )
    )


_OF_FUND = Donation.fund_id == bindparam("fund")
_OF_DONATION = Donation.id == bindparam("donation")
_OF_COLLECTIVITY = Donation.collectivity_id == bindparam("collectivity")
_OF_COLLECTIVITY_IN_FUND = _OF_COLLECTIVITY & _OF_FUND


def _commitments(session: Session, scope: Scope, moment: Moment) -> Commitments | None:
    values: dict[str, int]
    match scope:
        case FundScope():
            gifts, values = _OF_FUND, {"fund": scope.fund_id, "book": scope.book_id}
        case DonationScope():
            gifts, values = _OF_DONATION, {"donation": scope.donation_id}
        case CollectivityInFundScope():
            gifts = _OF_COLLECTIVITY_IN_FUND
            values = {"collectivity": scope.collectivity_id, "fund": scope.fund_id}
        case CollectivityScope():
            gifts, values = _OF_COLLECTIVITY, {"collectivity": scope.collectivity_id}
        case ActionTypeScope() | ProjectScope():
            return None
    return commitments.total(session, gifts, values, moment)
