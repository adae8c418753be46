"""What gifts were promised, voted and agreed, and what came in.

Read from the kept stages (``donations.stages``): a gift has one row for each day. Only gifts make
donors.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, DonationStage
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from fundtracker.position.balances import balance_at, summed
from fundtracker.position.statement import Commitments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Subquery
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from fundtracker.position.moments import Moment


def by_donor(
    session: Session, gifts: ColumnElement[bool], moment: Moment
) -> dict[int, Commitments]:
    """Sum up by collectivity the gifts that fit ``gifts``, a condition on Donation."""
    return _by(session, Donation.collectivity_id, gifts, moment)


def by_fund(session: Session, gifts: ColumnElement[bool], moment: Moment) -> dict[int, Commitments]:
    """Sum up by fund the gifts that fit ``gifts``, those of one collectivity."""
    return _by(session, Donation.fund_id, gifts, moment)


def by_gift(session: Session, gifts: ColumnElement[bool], moment: Moment) -> dict[int, Commitments]:
    """Sum up each of the gifts that fit ``gifts``."""
    return _by(session, Donation.id, gifts, moment)


def add_up(parts: Iterable[Commitments]) -> Commitments:
    """Add up the commitments of different collectivities, and count them."""
    kept = list(parts)
    sums = {it.name: sum(getattr(part, it.name) for part in kept) for it in fields(Commitments)}
    return Commitments(**sums)


def _by(
    session: Session,
    key: InstrumentedAttribute[Any],
    gifts: ColumnElement[bool],
    moment: Moment,
) -> dict[int, Commitments]:
    gift = _gifts(key, and_(gifts, Donation.kind == DonationKind.GIFT), moment)
    firm = case((gift.c.agreed > 0, gift.c.agreed), else_=gift.c.voted)
    left = case((firm > gift.c.received, firm - gift.c.received), else_=0)
    columns = (gift.c.promised, gift.c.voted, gift.c.agreed, firm, left, gift.c.received)
    rows = session.execute(
        select(gift.c.key, *(summed(column) for column in columns)).group_by(gift.c.key)
    )
    return {it[0]: _commitments(*it[1:]) for it in rows}


def _commitments(*amounts: Any) -> Commitments:  # noqa: ANN401 - a row's cents
    promised, voted, agreed, firm, left, given = amounts
    return Commitments(
        promised=promised,
        voted=voted,
        agreed=agreed,
        firm=firm,
        still_to_receive=left,
        given=given,
        n_promised=int(promised > 0),
        n_voted=int(voted > 0),
        n_agreed=int(agreed > 0),
        n_received=int(given > 0),
    )


def _gifts(key: InstrumentedAttribute[Any], gifts: ColumnElement[bool], moment: Moment) -> Subquery:
    """One row a gift: what is promised, voted and agreed on the day, and what came in."""
    stage = and_(
        DonationStage.donation_id == Donation.id,
        DonationStage.since <= moment.as_of,
        or_(DonationStage.until.is_(None), DonationStage.until > moment.as_of),
    )
    donor = and_(
        Account.donation_id == Donation.id,
        Account.place == Place.DONOR,
        Account.project_id.is_(None),
    )
    return (
        select(
            key.label("key"),
            func.coalesce(DonationStage.promised, 0).label("promised"),
            func.coalesce(DonationStage.voted, 0).label("voted"),
            func.coalesce(DonationStage.agreed, 0).label("agreed"),
            func.coalesce(-balance_at(moment), 0).label("received"),
        )
        .select_from(Donation)
        .outerjoin(DonationStage, stage)
        .outerjoin(Account, donor)
        .where(gifts)
        .subquery()
    )
