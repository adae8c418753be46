"""Sums of balances by place: from the kept totals, and from transfers only for parts of a month.

By project, whole months come from the kept totals; the days of a month already begun are added
from its transfers, found by (book, value date); entries after a number are taken off from the end
of the book. By donor, the present comes from the kept totals, and another day from the accounts,
each with its last month's end. The book is never read whole, unless it is asked for as of one of
its first entries.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, and_, bindparam, case, cast, func, or_, select, union_all

from fundtracker.ledger.models import (
    NONE,
    Account,
    AccountMonth,
    DonorTotal,
    ProjectTotal,
    Transfer,
)
from fundtracker.ledger.places import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import BindParameter, ColumnElement, Row, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session
    from sqlalchemy.sql.elements import SQLColumnExpression

    from fundtracker.position.moments import Moment, MomentKind

    Day = date | BindParameter[date]

Balances = dict[Place, int]

# The values of a moment, where a statement is built before it is known.
AS_OF = bindparam("as_of", type_=Date())
_MONTH = bindparam("month", type_=Date())
_UP_TO_ENTRY = bindparam("up_to_entry", type_=BigInteger())

_BOOKS: BindParameter[int] = bindparam("books", expanding=True)
_COLLECTIVITIES: BindParameter[int] = bindparam("collectivities", expanding=True)

# Said although it follows from having no project: it leads SQLite to the right index.
_OF_NO_PROJECT = tuple(place for place in Place if not place.has_project)


def summed(amount: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Sum cents as a whole number: PostgreSQL's own sum of BIGINT is a decimal."""
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def by_project(
    session: Session, book_id: int, moment: Moment, project_ids: Collection[int] | None = None
) -> dict[int, Balances]:
    """Sum a book by project (0: of no project) and place, or only for ``project_ids``."""
    if project_ids is not None:
        return of_projects(session, [book_id], moment, project_ids)
    values = {"book": book_id, "month": moment.last_whole_month}
    rows = list(session.execute(_of_book(in_all=moment.covers_all_days), values))
    rows += _corrections(session, [book_id], moment, ())
    return _grouped(rows)


@cache
def _of_book(*, in_all: bool) -> Select[Any, Any, Any]:
    """Return the statement that sums a book by project and place, up to a month or in all."""
    kept: list[ColumnElement[bool]] = [ProjectTotal.book_id == bindparam("book")]
    if not in_all:
        kept.append(ProjectTotal.month <= _MONTH)
    return _totals(ProjectTotal, ProjectTotal.project_id, kept)


def of_projects(
    session: Session, book_ids: Collection[int], moment: Moment, project_ids: Collection[int]
) -> dict[int, Balances]:
    """Sum projects of several books by project and place."""
    kept: list[ColumnElement[bool]] = [
        ProjectTotal.book_id.in_(book_ids),
        ProjectTotal.project_id.in_(project_ids),
    ]
    if not moment.covers_all_days:
        kept.append(ProjectTotal.month <= moment.last_whole_month)
    rows = list(session.execute(_totals(ProjectTotal, ProjectTotal.project_id, kept)))
    where = [Account.project_id.in_(project_ids)]
    rows += _corrections(session, book_ids, moment, where)
    return _grouped(rows)


def by_collectivity(
    session: Session, book_id: int, moment: Moment, collectivity_ids: Collection[int]
) -> dict[int, Balances]:
    """Sum a book by collectivity (0: of none) and place, for ``collectivity_ids``."""
    if moment.is_present:
        kept = (DonorTotal.book_id == book_id, DonorTotal.collectivity_id.in_(collectivity_ids))
        return _grouped(session.execute(_totals(DonorTotal, DonorTotal.collectivity_id, kept)))
    or_none = NONE in collectivity_ids
    statement = _then(Account.collectivity_id, moment.kind, or_none=or_none)
    values = {"books": [book_id], "collectivities": collectivity_ids, **moment.values}
    return _grouped(session.execute(statement, values))


def by_book(
    session: Session, collectivity_id: int, book_ids: Collection[int], moment: Moment
) -> dict[int, Balances]:
    """Sum a collectivity's money by book and place, in ``book_ids``."""
    if moment.is_present:
        kept = (DonorTotal.book_id.in_(book_ids), DonorTotal.collectivity_id == collectivity_id)
        return _grouped(session.execute(_totals(DonorTotal, DonorTotal.book_id, kept)))
    values = {"books": book_ids, "collectivities": [collectivity_id], **moment.values}
    return _grouped(session.execute(_then(Account.book_id, moment.kind), values))


def balance_at(moment: Moment) -> ColumnElement[int]:
    """Return the balance of an Account row at a moment."""
    return _balance(moment.kind, moment.as_of, moment.month, moment.up_to_entry)


def balance_of(kind: MomentKind) -> ColumnElement[int]:
    """Return the balance of an Account row at a moment of a kind, for a statement built once.

    The moment's ``values`` are the statement's parameters.
    """
    return _balance(kind, AS_OF, _MONTH, _UP_TO_ENTRY)


def _balance(
    kind: MomentKind, as_of: Day, month: Day, up_to_entry: int | BindParameter[int] | None
) -> ColumnElement[int]:
    """Its counters, unless it has moved since: then those of the last month that it moved in.

    To these are added the days of a month already begun. Up to an entry, every transfer is.
    """
    counters: ColumnElement[Any] = Account.debits_posted - Account.credits_posted
    if kind.is_present:
        return counters
    days = Transfer.effective_on <= as_of
    if kind.at_entry:
        return _moved_in(and_(days, Transfer.number <= up_to_entry))
    ended = AccountMonth.month <= month if kind.ends_a_month else AccountMonth.month < month
    last = (
        select(AccountMonth.debits - AccountMonth.credits)
        .where(AccountMonth.account_id == Account.id, ended)
        .order_by(AccountMonth.month.desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
    then: ColumnElement[Any] = func.coalesce(last, 0)
    if not kind.ends_a_month:
        then += _moved_in(and_(days, Transfer.effective_on >= month))
    return case((Account.last_moved_on <= as_of, counters), else_=then)


def _moved_in(which: ColumnElement[bool]) -> ColumnElement[int]:
    # Most accounts are only ever credited, or only ever debited.
    debits, credits_ = (
        case(
            (counter == 0, 0),
            else_=select(summed(Transfer.amount))
            .where(side == Account.id, which)
            .correlate(Account)
            .scalar_subquery(),
        )
        for counter, side in (
            (Account.debits_posted, Transfer.debit_account_id),
            (Account.credits_posted, Transfer.credit_account_id),
        )
    )
    return debits - credits_


def shapes(donation_id: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """Split a condition on accounts' donation into one for each shape: each has an index."""
    return (
        and_(donation_id, Account.project_id.is_(None), Account.place.in_(_OF_NO_PROJECT)),
        and_(donation_id, Account.project_id.is_not(None), Account.agreement_id.is_(None)),
        and_(donation_id, Account.agreement_id.is_not(None)),
    )


def shaped(donation_id: ColumnElement[bool]) -> ColumnElement[bool]:
    """Find accounts by a condition on their donation, through the index of each shape."""
    return or_(*shapes(donation_id))


def of_donation(session: Session, donation_id: int, moment: Moment) -> Balances:
    """Sum the accounts of one donation by place."""
    rows = session.execute(
        select(Account.place, summed(balance_at(moment)))
        .where(shaped(Account.donation_id == donation_id))
        .group_by(Account.place)
    )
    return dict(rows.all())


@cache
def _then(
    key: InstrumentedAttribute[Any], kind: MomentKind, *, or_none: bool = False
) -> Select[Any, Any, Any]:
    """Return the statement that sums accounts by ``key`` and place; built once, as it is long.

    Those of ``collectivities``, and perhaps of none, in ``books``.
    """
    whose: ColumnElement[bool] = Account.collectivity_id.in_(_COLLECTIVITIES)
    if or_none:
        whose = or_(whose, Account.collectivity_id.is_(None))
    # Not by the index of books: SQLite would read all accounts of one for a hundred donors'.
    in_books = (Account.book_id + 0).in_(_BOOKS)
    return (
        select(key, Account.place, summed(balance_of(kind)))
        .where(in_books, whose)
        .group_by(key, Account.place)
    )


def _totals(
    model: type[ProjectTotal | DonorTotal],
    key: InstrumentedAttribute[int],
    where: Iterable[ColumnElement[bool]],
) -> Select[Any, Any, Any]:
    return (
        select(key, model.place, summed(model.debits - model.credits))
        .where(*where)
        .group_by(key, model.place)
    )


def _corrections(
    session: Session,
    book_ids: Collection[int],
    moment: Moment,
    where: Iterable[ColumnElement[bool]],
) -> list[Row[Any, Any, Any]]:
    """Sum what whole months lack, and, negatively, what came after the entry asked for."""
    rows: list[Row[Any, Any, Any]] = []
    in_book = Transfer.book_id.in_(book_ids)
    if not moment.ends_a_month:
        days = and_(in_book, Transfer.effective_on.between(moment.month, moment.as_of))
        rows += session.execute(_moved(days, where, 1)).all()
    if moment.up_to_entry is not None:
        later = and_(
            in_book, Transfer.number > moment.up_to_entry, Transfer.effective_on <= moment.as_of
        )
        rows += session.execute(_moved(later, where, -1)).all()
    return rows


def _moved(
    transfers: ColumnElement[bool],
    where: Iterable[ColumnElement[bool]],
    sign: int,
) -> Select[Any, Any, Any]:
    sides = union_all(
        select(Transfer.debit_account_id.label("account_id"), Transfer.amount).where(transfers),
        select(Transfer.credit_account_id, -Transfer.amount).where(transfers),
    ).subquery()
    return (
        select(Account.project_id, Account.place, summed(sides.c.amount * sign))
        .join(sides, sides.c.account_id == Account.id)
        .where(*where)
        .group_by(Account.project_id, Account.place)
    )


def _grouped(rows: Iterable[Row[Any, Any, Any]]) -> dict[int, Balances]:
    sums: dict[int, Balances] = {}
    for key, place, amount in rows:
        balances = sums.setdefault(key or NONE, defaultdict(int))
        balances[place] += amount
    return sums
