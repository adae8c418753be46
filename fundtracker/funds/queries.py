"""Finding funds, their rules and their decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from fundtracker.funds.errors import DecisionNeeded, NoSuchDecision, NoSuchFund
from fundtracker.funds.models import Decision, FeeRule, Fund
from fundtracker.ledger.models import ProjectTotal
from fundtracker.ledger.places import Place
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


# Built once: nearly every page begins with it.
_BY_CODE = select(Fund).where(Fund.code == bindparam("code"))


def get_fund(session: Session, code: str) -> Fund:
    """Return the fund of ``code``; raise NoSuchFund."""
    fund = session.scalar(_BY_CODE, {"code": code})
    if fund is None:
        raise NoSuchFund(code=code)
    return fund


def get_fund_by_id(session: Session, fund_id: int) -> Fund:
    """Return a fund; raise NoSuchFund."""
    fund = session.get(Fund, fund_id)
    if fund is None:
        raise NoSuchFund(code="")
    return fund


_FEE_RULES = (
    select(FeeRule)
    .where(FeeRule.fund_id == bindparam("fund_id"))
    .order_by(FeeRule.valid_from, FeeRule.id)
)


def fee_rules(session: Session, fund_id: int) -> Sequence[FeeRule]:
    """List a fund's fee rules, oldest first; of one day the last recorded counts."""
    return session.scalars(_FEE_RULES, {"fund_id": fund_id}).all()


def get_decision(session: Session, fund_id: int, decision_id: int | None) -> Decision:
    """Return a decision of the fund; raise DecisionNeeded without one, NoSuchDecision."""
    if decision_id is None:
        raise DecisionNeeded
    decision = session.get(Decision, decision_id)
    if decision is None or decision.fund_id != fund_id:
        raise NoSuchDecision
    return decision


def decisions_of(session: Session, *fund_ids: int) -> Sequence[Decision]:
    """List the decisions of a fund or several, the latest first."""
    return session.scalars(
        select(Decision)
        .where(Decision.fund_id.in_(fund_ids))
        .order_by(Decision.decided_on.desc(), Decision.id.desc())
    ).all()


# What must be empty before a fund is closed: fees kept are CUF's own affair.
BLOCKING = (Place.UNALLOCATED, Place.HELD, Place.ADVANCED)


def left_in(session: Session, fund: Fund) -> dict[Place, Cents]:
    """Return what blocks the closing of a fund, in cents: to allocate, to pay, to justify."""
    rows = session.execute(
        select(ProjectTotal.place, func.sum(ProjectTotal.debits - ProjectTotal.credits))
        .where(ProjectTotal.book_id == fund.book_id, ProjectTotal.place.in_(BLOCKING))
        .group_by(ProjectTotal.place)
    )
    left = {place: int(amount) for place, amount in rows}
    return {place: Cents(left.get(place, 0)) for place in BLOCKING}
