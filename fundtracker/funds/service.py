"""Opening funds, and the rules, states and decisions that follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.accounts import parse_bic, parse_iban
from fundtracker.funds.errors import (
    CodeTaken,
    DecidedInTheFuture,
    InvalidCode,
    MoneyLeft,
    RateOutOfRange,
    StateInTheFuture,
    StateNotReachable,
)
from fundtracker.funds.models import (
    Appeal,
    Crisis,
    Decision,
    FeeRule,
    Fund,
    FundRequest,
    FundStateChange,
)
from fundtracker.funds.queries import get_decision, get_fund_by_id, left_in
from fundtracker.funds.states import FIRST_STATES, DecisionBody, FundState
from fundtracker.ledger import service as ledger
from fundtracker.ledger.models import Book

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents

WHOLE_RATE_BP = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenFund:
    """A fund to be opened after a crisis, with its book and its dedicated account."""

    code: str
    name: str
    territory: str
    crisis_name: str
    crisis_on: date
    opened_on: date
    crisis_text: str = ""
    crisis_description: str = ""
    description: str = ""
    state: FundState = FundState.COLLECTING
    requested_by: str = ""
    requested_on: date | None = None
    request_source: str = ""
    appeal_reference: str = ""
    iban: str = ""
    bic: str = ""
    chair: str = ""
    target: Cents | None = None
    leftover_rule: str = ""
    confirm_above: Cents | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordDecision:
    """What was decided about a fund; ``approved`` in cents, where an amount was."""

    fund_id: int
    body: DecisionBody
    decided_on: date
    reference: str
    subject: str
    approved: Cents | None = None
    file_sha256: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetFeeRule:
    """The fee of a fund from a day on: basis points, and the most per donation in cents."""

    fund_id: int
    valid_from: date
    rate_bp: int
    decision_id: int
    cap: Cents | None = None
    applies_to_carried: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeFundState:
    """A fund comes into a state; why, and by which decision where one is needed."""

    fund_id: int
    state: FundState
    since: date
    reason: str
    decision_id: int | None = None


def open_fund(session: Session, request: OpenFund, *, by: Signature) -> Fund:
    """Open a fund and its book, being prepared or collecting already.

    Raises InvalidCode, CodeTaken, InvalidIban, InvalidBic, or StateNotReachable.
    """
    repeat = acts.find_repeat(session, ActKind.OPEN_FUND, request, by=by)
    if repeat is not None:
        return session.get_one(Fund, acts.result_id(session, repeat))
    _check_new(session, request)
    crisis = Crisis(
        name=text.line(request.crisis_name),
        happened_on=request.crisis_on,
        happened_text=request.crisis_text,
        description=text.prose(request.crisis_description),
    )
    book = Book(code=request.code)
    session.add_all([crisis, book])
    act = acts.record(session, ActKind.OPEN_FUND, request, by=by)
    fund = Fund(
        code=request.code,
        name=text.line(request.name),
        book_id=book.id,
        crisis_id=crisis.id,
        territory=text.line(request.territory),
        state=request.state,
        opened_on=request.opened_on,
        iban=parse_iban(request.iban),
        bic=parse_bic(request.bic),
        chair=request.chair or None,
        target=request.target,
        leftover_rule=request.leftover_rule or None,
        confirm_above=request.confirm_above,
        description=text.prose(request.description),
    )
    session.add(fund)
    session.flush()
    _add_origins(session, fund, request)
    _come_into_state(session, fund, request.opened_on, "", act_id=act.id)
    acts.concern(session, act, Subject(kind="fund", record_id=fund.id))
    return fund


def _check_new(session: Session, request: OpenFund) -> None:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", request.code) is None or len(request.code) > 40:  # noqa: PLR2004
        raise InvalidCode
    if session.scalar(select(Fund.id).where(Fund.code == request.code)) is not None:
        raise CodeTaken(code=request.code)
    parse_iban(request.iban)
    parse_bic(request.bic)
    if request.state not in FIRST_STATES:
        raise StateNotReachable(state="", asked=request.state.label)


def _add_origins(session: Session, fund: Fund, request: OpenFund) -> None:
    if request.requested_by:
        session.add(
            FundRequest(
                fund_id=fund.id,
                requested_by=text.line(request.requested_by),
                requested_on=request.requested_on,
                source=request.request_source or None,
            )
        )
    if request.appeal_reference:
        session.add(
            Appeal(
                fund_id=fund.id,
                launched_on=request.opened_on,
                reference=text.line(request.appeal_reference),
            )
        )


def _come_into_state(
    session: Session, fund: Fund, since: date, reason: str, *, act_id: int
) -> None:
    session.add(
        FundStateChange(
            fund_id=fund.id, state=fund.state, since=since, reason=reason, act_id=act_id
        )
    )
    session.flush()


def record_decision(session: Session, request: RecordDecision, *, by: Signature) -> Decision:
    """Record what was decided about a fund. Raises DecidedInTheFuture."""
    get_fund_by_id(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.RECORD_DECISION, request, by=by)
    if repeat is not None:
        return session.get_one(Decision, acts.result_id(session, repeat))
    if request.decided_on > clock.today():
        raise DecidedInTheFuture
    decision = Decision(
        fund_id=request.fund_id,
        body=request.body,
        decided_on=request.decided_on,
        reference=text.line(request.reference),
        subject=text.line(request.subject),
        approved=request.approved,
        file_sha256=request.file_sha256,
    )
    session.add(decision)
    act = acts.record(session, ActKind.RECORD_DECISION, request, by=by)
    acts.concern(
        session,
        act,
        Subject(kind="decision", record_id=decision.id),
        Subject(kind="fund", record_id=request.fund_id),
    )
    return decision


def set_fee_rule(session: Session, request: SetFeeRule, *, by: Signature) -> FeeRule:
    """Set a fund's fee from a day on, by a decision. Raises RateOutOfRange."""
    fund = get_fund_by_id(session, request.fund_id)
    ledger.lock(session, fund.book_id)
    repeat = acts.find_repeat(session, ActKind.SET_FEE_RULE, request, by=by)
    if repeat is not None:
        return session.get_one(FeeRule, acts.result_id(session, repeat))
    if not 0 <= request.rate_bp <= WHOLE_RATE_BP:
        raise RateOutOfRange
    decision = get_decision(session, fund.id, request.decision_id)
    act = acts.record(session, ActKind.SET_FEE_RULE, request, by=by, decision_id=decision.id)
    rule = FeeRule(
        fund_id=fund.id,
        valid_from=request.valid_from,
        rate_bp=request.rate_bp,
        cap=request.cap,
        applies_to_carried=request.applies_to_carried,
        decision_id=decision.id,
        act_id=act.id,
    )
    session.add(rule)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="fee_rule", record_id=rule.id),
        Subject(kind="fund", record_id=fund.id),
    )
    return rule


def change_fund_state(session: Session, request: ChangeFundState, *, by: Signature) -> Fund:
    """Bring a fund into another state.

    Raises StateInTheFuture, StateNotReachable; MoneyLeft on closing with money to allocate, pay
    or justify; DecisionNeeded on reopening without one; ReasonMissing on suspending without one.
    """
    fund = get_fund_by_id(session, request.fund_id)
    ledger.lock(session, fund.book_id)
    repeat = acts.find_repeat(session, ActKind.CHANGE_FUND_STATE, request, by=by)
    if repeat is not None:
        return fund
    session.refresh(fund)
    if request.since > clock.today():
        raise StateInTheFuture
    if request.state not in fund.state.next_states:
        raise StateNotReachable(state=fund.state.label, asked=request.state.label)
    if request.state is FundState.CLOSED:
        _check_empty(session, fund)
    if fund.state is FundState.CLOSED:
        get_decision(session, fund.id, request.decision_id)
    reason = text.prose(request.reason)
    if request.state is FundState.SUSPENDED and not reason:
        raise ReasonMissing
    act = acts.record(
        session,
        ActKind.CHANGE_FUND_STATE,
        request,
        by=by,
        reason=reason,
        decision_id=request.decision_id,
    )
    fund.state = request.state
    _come_into_state(session, fund, request.since, reason, act_id=act.id)
    acts.concern(session, act, Subject(kind="fund", record_id=fund.id))
    return fund


def _check_empty(session: Session, fund: Fund) -> None:
    left = left_in(session, fund)
    if any(left.values()):
        raise MoneyLeft(**{place.value: amount for place, amount in left.items()})
