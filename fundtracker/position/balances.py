"""Sums of balances by place: from the kept totals, and from transfers only for parts of a month.

Whole months come from the kept totals; the days of a month already begun are added from its
transfers, found by (book, value date); entries after a number are taken off from the end of the
book. The book is never read whole, unless it is asked for as of one of its first entries.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, case, cast, func, or_, select, union_all

from fundtracker.ledger.models import (
    NONE,
    Account,
    DonorMonth,
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

    from fundtracker.position.moments import Moment

Balances = dict[Place, int]


# Said although it follows from having no project: it leads SQLite to the right index.
_OF_NO_PROJECT = tuple(place for place in Place if not place.has_project)


def summed(amount: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Sum cents as a whole number: PostgreSQL's own sum of BIGINT is a decimal."""
    return cast(func.coalesce(func.sum(amount), 0), BigInteger)


def by_project(
    session: Session, book_id: int, moment: Moment, project_ids: Collection[int] | None = None
) -> dict[int, Balances]:
    """Sum a book by project (0: of no project) and place, or only for ``project_ids``."""
    kept: list[ColumnElement[bool]] = [ProjectTotal.book_id == book_id]
    moved: list[ColumnElement[bool]] = []
    if project_ids is not None:
        kept.append(ProjectTotal.project_id.in_(project_ids))
        moved.append(Account.project_id.in_(project_ids))
    if not moment.covers_all_days:
        kept.append(whole_months(ProjectTotal.month, moment))
    key = ProjectTotal.project_id
    rows = list(session.execute(_totals(ProjectTotal, key, kept)))
    rows += _corrections(session, Account.project_id, [book_id], moment, moved)
    return _grouped(rows)


def of_projects(
    session: Session, book_ids: Collection[int], moment: Moment, project_ids: Collection[int]
) -> dict[int, Balances]:
    """Sum projects of several books by project and place."""
    kept: list[ColumnElement[bool]] = [
        ProjectTotal.book_id.in_(book_ids),
        ProjectTotal.project_id.in_(project_ids),
    ]
    if not moment.covers_all_days:
        kept.append(whole_months(ProjectTotal.month, moment))
    rows = list(session.execute(_totals(ProjectTotal, ProjectTotal.project_id, kept)))
    where = [Account.project_id.in_(project_ids)]
    rows += _corrections(session, Account.project_id, book_ids, moment, where)
    return _grouped(rows)


def by_collectivity(
    session: Session, book_id: int, moment: Moment, collectivity_ids: Collection[int]
) -> dict[int, Balances]:
    """Sum a book by collectivity (0: of none) and place, for ``collectivity_ids``."""
    where: ColumnElement[bool] = Account.collectivity_id.in_(collectivity_ids)
    if NONE in collectivity_ids:
        where = or_(where, Account.collectivity_id.is_(None))
    model = DonorTotal if moment.covers_all_days else DonorMonth
    kept = [model.book_id == book_id, model.collectivity_id.in_(collectivity_ids)]
    if model is DonorMonth:
        kept.append(whole_months(DonorMonth.month, moment))
    rows = list(session.execute(_totals(model, model.collectivity_id, kept)))
    rows += _corrections(session, Account.collectivity_id, [book_id], moment, [where])
    return _grouped(rows)


def by_book(
    session: Session, collectivity_id: int, book_ids: Collection[int], moment: Moment
) -> dict[int, Balances]:
    """Sum a collectivity's money by book and place, in ``book_ids``."""
    model = DonorTotal if moment.covers_all_days else DonorMonth
    kept = [model.book_id.in_(book_ids), model.collectivity_id == collectivity_id]
    if model is DonorMonth:
        kept.append(whole_months(DonorMonth.month, moment))
    rows = list(session.execute(_totals(model, model.book_id, kept)))
    where = Account.collectivity_id == collectivity_id
    rows += _corrections(session, Account.book_id, book_ids, moment, [where])
    return _grouped(rows)


def balance_at(moment: Moment) -> ColumnElement[int]:
    """Return the balance of an Account row at a moment."""
    return balance_on(moment.as_of, moment.up_to_entry, is_present=moment.is_present)


def balance_on(
    as_of: date | BindParameter[date],
    up_to_entry: int | BindParameter[int] | None,
    *,
    is_present: bool,
) -> ColumnElement[int]:
    """Return the balance of an Account row: its counters, unless it has moved since.

    With parameters for the day and the entry, for a statement that is built once.
    """
    counters: ColumnElement[Any] = Account.debits_posted - Account.credits_posted
    if is_present:
        return counters
    # Most accounts are only ever credited, or only ever debited.
    debits = case(
        (Account.debits_posted == 0, 0),
        else_=_moved_on(Transfer.debit_account_id, as_of, up_to_entry),
    )
    credits_ = case(
        (Account.credits_posted == 0, 0),
        else_=_moved_on(Transfer.credit_account_id, as_of, up_to_entry),
    )
    then = debits - credits_
    if up_to_entry is not None:
        return then
    return case((Account.last_moved_on <= as_of, counters), else_=then)


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


def _totals(
    model: type[ProjectTotal | DonorTotal | DonorMonth],
    key: InstrumentedAttribute[int],
    where: Iterable[ColumnElement[bool]],
) -> Select[Any, Any, Any]:
    return (
        select(key, model.place, summed(model.debits - model.credits))
        .where(*where)
        .group_by(key, model.place)
    )


def whole_months(month: InstrumentedAttribute[Any], moment: Moment) -> ColumnElement[bool]:
    """Say which months of kept totals count whole."""
    return month <= moment.month if moment.ends_a_month else month < moment.month


def _corrections(
    session: Session,
    key: InstrumentedAttribute[Any],
    book_ids: Collection[int],
    moment: Moment,
    where: Iterable[ColumnElement[bool]],
) -> list[Row[Any, Any, Any]]:
    """Sum what whole months lack, and, negatively, what came after the entry asked for."""
    rows: list[Row[Any, Any, Any]] = []
    in_book = Transfer.book_id.in_(book_ids)
    if not moment.ends_a_month:
        days = and_(in_book, Transfer.effective_on.between(moment.month, moment.as_of))
        rows += session.execute(_moved(key, days, where, 1)).all()
    if moment.up_to_entry is not None:
        later = and_(
            in_book, Transfer.number > moment.up_to_entry, Transfer.effective_on <= moment.as_of
        )
        rows += session.execute(_moved(key, later, where, -1)).all()
    return rows


def _moved(
    key: InstrumentedAttribute[Any],
    transfers: ColumnElement[bool],
    where: Iterable[ColumnElement[bool]],
    sign: int,
) -> Select[Any, Any, Any]:
    sides = union_all(
        select(Transfer.debit_account_id.label("account_id"), Transfer.amount).where(transfers),
        select(Transfer.credit_account_id, -Transfer.amount).where(transfers),
    ).subquery()
    return (
        select(key, Account.place, summed(sides.c.amount * sign))
        .join(sides, sides.c.account_id == Account.id)
        .where(*where)
        .group_by(key, Account.place)
    )


def _moved_on(
    side: InstrumentedAttribute[int],
    as_of: date | BindParameter[date],
    up_to_entry: int | BindParameter[int] | None,
) -> ColumnElement[int]:
    query = select(summed(Transfer.amount)).where(
        side == Account.id, Transfer.effective_on <= as_of
    )
    if up_to_entry is not None:
        query = query.where(Transfer.number <= up_to_entry)
    return query.correlate(Account).scalar_subquery()


def _grouped(rows: Iterable[Row[Any, Any, Any]]) -> dict[int, Balances]:
    sums: dict[int, Balances] = {}
    for key, place, amount in rows:
        balances = sums.setdefault(key or NONE, defaultdict(int))
        balances[place] += amount
    return sums
