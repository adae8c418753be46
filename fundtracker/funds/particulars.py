"""What is known of a fund besides its money: the page of its particulars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.acts.models import Act
from fundtracker.funds.errors import NoSuchFund
from fundtracker.funds.models import (
    Appeal,
    Crisis,
    Decision,
    FeeRule,
    Fund,
    FundRequest,
    FundStateChange,
    PublishedFigure,
)
from fundtracker.funds.phases import phases_of
from fundtracker.ledger.models import Book

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.funds.models import FundPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """A fund with everything that was said of it, each list in the order of its days."""

    fund: Fund
    crisis: Crisis
    book: Book
    requests: Sequence[FundRequest]
    appeals: Sequence[Appeal]
    rules: Sequence[tuple[FeeRule, Decision]]
    states: Sequence[tuple[FundStateChange, Decision | None]]
    phases: Sequence[FundPhase]
    published: Sequence[PublishedFigure]


def particulars(session: Session, code: str) -> Particulars:
    """Return what is known of a fund, in seven statements; raise NoSuchFund."""
    row = session.execute(
        select(Fund, Crisis, Book)
        .join(Crisis, Crisis.id == Fund.crisis_id)
        .join(Book, Book.id == Fund.book_id)
        .where(Fund.code == code)
    ).one_or_none()
    if row is None:
        raise NoSuchFund(code=code[:40])
    fund, crisis, book = row
    return Particulars(
        fund=fund,
        crisis=crisis,
        book=book,
        requests=session.scalars(
            select(FundRequest).where(FundRequest.fund_id == fund.id).order_by(FundRequest.id)
        ).all(),
        appeals=session.scalars(
            select(Appeal).where(Appeal.fund_id == fund.id).order_by(Appeal.launched_on)
        ).all(),
        rules=_rules(session, fund.id),
        states=_states(session, fund.id),
        phases=phases_of(session, fund.id),
        published=session.scalars(
            select(PublishedFigure)
            .where(PublishedFigure.fund_id == fund.id)
            .order_by(PublishedFigure.id)
        ).all(),
    )


def _rules(session: Session, fund_id: int) -> list[tuple[FeeRule, Decision]]:
    rows = session.execute(
        select(FeeRule, Decision)
        .join(Decision, Decision.id == FeeRule.decision_id)
        .where(FeeRule.fund_id == fund_id)
        .order_by(FeeRule.valid_from, FeeRule.id)
    )
    return [(rule, decision) for rule, decision in rows]


def _states(session: Session, fund_id: int) -> list[tuple[FundStateChange, Decision | None]]:
    rows = session.execute(
        select(FundStateChange, Decision)
        .join(Act, Act.id == FundStateChange.act_id)
        .outerjoin(Decision, Decision.id == Act.decision_id)
        .where(FundStateChange.fund_id == fund_id)
        .order_by(FundStateChange.id.desc())
    )
    return [(change, decision) for change, decision in rows]
