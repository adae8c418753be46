"""What gifts were promised, voted and agreed, and what came in.

Read from the kept stages (``donations.stages``): of a gift, one row holds on a day. Only gifts
make donors. What is firm and still to receive is worked out gift by gift, by the rule of
``donations.steps``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, case, distinct, func, or_, select

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, DonationStage
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.position.balances import AS_OF, balance_of, summed
from fundtracker.position.statement import Commitments

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from fundtracker.position.moments import Moment, MomentKind


class Sums(NamedTuple):
    """What the gifts of one owner come to, in cents: the amounts of ``Commitments``, in its order.

    Lighter than it, as there are as many as a fund has donors.
    """

    promised: int
    voted: int
    agreed: int
    firm: int
    still_to_receive: int
    given: int

    def commitments(self) -> Commitments:
        """Return them as those of one collectivity."""
        return Commitments(
            **{name: Cents(amount) for name, amount in self._asdict().items()},
            n_promised=int(self.promised > 0),
            n_voted=int(self.voted > 0),
            n_agreed=int(self.agreed > 0),
            n_received=int(self.given > 0),
        )


NOTHING = Sums(0, 0, 0, 0, 0, 0)


def by_donor(session: Session, gifts: ColumnElement[bool], moment: Moment) -> dict[int, Sums]:
    """Sum up by collectivity the gifts that fit ``gifts``, a condition on Donation."""
    return _by(session, Donation.collectivity_id, gifts, moment)


def by_fund(session: Session, gifts: ColumnElement[bool], moment: Moment) -> dict[int, Sums]:
    """Sum up by fund the gifts that fit ``gifts``, those of one collectivity."""
    return _by(session, Donation.fund_id, gifts, moment)


def by_gift(session: Session, gifts: ColumnElement[bool], moment: Moment) -> dict[int, Sums]:
    """Sum up each of the gifts that fit ``gifts``."""
    return _by(session, Donation.id, gifts, moment)


def sum_of(parts: Iterable[Sums]) -> Sums:
    """Add up the sums of one collectivity."""
    return Sums(*map(sum, zip(NOTHING, *parts, strict=True)))


def add_up(parts: Collection[Sums]) -> Commitments:
    """Add up the sums of different collectivities, and count them by stage."""
    columns = list(zip(NOTHING, *parts, strict=True))
    counts = [len(it) - it.count(0) for it in columns]
    return Commitments(
        **{name: Cents(sum(it)) for name, it in zip(Sums._fields, columns, strict=True)},
        n_promised=counts[0],
        n_voted=counts[1],
        n_agreed=counts[2],
        n_received=counts[5],
    )


def total(
    session: Session, gifts: ColumnElement[bool], values: Mapping[str, int], moment: Moment
) -> Commitments:
    """Add up gifts and count their donors by stage, in the database.

    What ``add_up`` makes of ``by_donor``, where nobody asks for the donors themselves. ``gifts`` is
    a condition that is kept for the program's life, with parameters for its ``values``. A ``book``
    among these says in which book all of their accounts are.
    """
    statement = _total(gifts, moment.kind, in_book="book" in values)
    row = session.connection().execute(statement, {**moment.values, **values}).one()
    n_amounts = len(Sums._fields)
    n_promised, n_voted, n_agreed, n_received = row[n_amounts:]
    return Commitments(
        **{name: Cents(it) for name, it in zip(Sums._fields, row[:n_amounts], strict=True)},
        n_promised=n_promised,
        n_voted=n_voted,
        n_agreed=n_agreed,
        n_received=n_received,
    )


@cache
def _total(
    gifts: ColumnElement[bool], kind: MomentKind, *, in_book: bool
) -> Select[*tuple[Any, ...]]:
    one = _gifts_at(Donation.collectivity_id, kind, in_book=in_book)
    # Neither database may put what came in, which takes it longest, wherever it is named below.
    owner, promised, voted, agreed, received = one.where(gifts).offset(0).subquery().c
    firm = case((agreed != 0, agreed), else_=voted)
    left = case((firm > received, firm - received), else_=0)
    amounts = (promised, voted, agreed, firm, left, received)
    # None of them is ever below zero: who has something in one gift has something in all.
    counted = (promised, voted, agreed, received)
    return select(
        *(summed(it) for it in amounts),
        *(func.count(distinct(case((it != 0, owner)))) for it in counted),
    )


def _by(
    session: Session,
    key: InstrumentedAttribute[Any],
    gifts: ColumnElement[bool],
    moment: Moment,
) -> dict[int, Sums]:
    sums: dict[int, Sums] = {}
    # Past the ORM, which takes as long over a fund's 1,500 gifts as the database does.
    statement = _gifts_at(key, moment.kind).where(gifts)
    rows = session.connection().execute(statement, moment.values).all()
    for owner, promised, voted, agreed, received in rows:
        firm = agreed or voted
        left = firm - received if firm > received else 0
        it = Sums(promised, voted, agreed, firm, left, received)
        sums[owner] = sum_of((sums[owner], it)) if owner in sums else it
    return sums


@cache
def _gifts_at(
    key: InstrumentedAttribute[Any], kind: MomentKind, *, in_book: bool = False
) -> Select[Any, Any, Any, Any, Any]:
    """Return the statement but for the gifts it is of; built once, executed several times a page.

    The moment's values are its.
    """
    stage = and_(
        DonationStage.donation_id == Donation.id,
        DonationStage.since <= AS_OF,
        or_(DonationStage.until.is_(None), DonationStage.until > AS_OF),
    )
    donor = and_(
        Account.donation_id == Donation.id,
        Account.place == Place.DONOR,
        Account.project_id.is_(None),
    )
    if in_book:
        # So that PostgreSQL reads the donors' accounts of one book, and not of all.
        donor &= Account.book_id == bindparam("book")
    return (
        select(
            key,
            func.coalesce(DonationStage.promised, 0),
            func.coalesce(DonationStage.voted, 0),
            func.coalesce(DonationStage.agreed, 0),
            func.coalesce(-balance_of(kind), 0),
        )
        .select_from(Donation)
        .outerjoin(DonationStage, stage)
        .outerjoin(Account, donor)
        .where(Donation.kind == DonationKind.GIFT)
    )
