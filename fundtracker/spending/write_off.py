"""Giving up, by a decision, what a partner will neither justify nor give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
from fundtracker.funds.queries import get_decision
from fundtracker.ledger import service as ledger
from fundtracker.ledger.places import Place, Purpose
from fundtracker.spending.entries import draft
from fundtracker.spending.lock import covered_project, lock_agreement
from fundtracker.spending.rules import choose
from fundtracker.spending.sources import sources

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.allocations.rules import Line
    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class WriteOff:
    """What is given up of an advance, in cents, by a decision of the fund."""

    agreement_id: int
    project_id: int
    amount: Cents
    on: date
    decision_id: int | None
    reason: str = ""
    lines: tuple[Line, ...] | None = None


def write_off(session: Session, request: WriteOff, *, by: Signature) -> int:
    """Give up what was advanced; return the entry's number.

    Borne in proportion to what the partner holds of each donation, frozen ones too: a loss falls
    on all whose money was there. Raises DecisionNeeded, NoSuchDecision, MoreThanLeft, FundClosed,
    ProjectNotCovered, or a refusal of the lines.
    """
    agreement, fund, book = lock_agreement(session, request.agreement_id)
    repeat = acts.find_repeat(session, ActKind.WRITE_OFF, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    decision = get_decision(session, fund.id, request.decision_id)
    project = covered_project(session, agreement, request.project_id)
    advanced = sources(
        session,
        Place.ADVANCED,
        project,
        agreement.id,
        request.on,
        lines=request.lines,
        is_use=False,
    )
    parts = choose(advanced, request.amount, request.on, request.lines)
    act = acts.record(
        session,
        ActKind.WRITE_OFF,
        request,
        by=by,
        reason=text.prose(request.reason),
        decision_id=decision.id,
    )
    (entry,) = ledger.post(
        session,
        act,
        book,
        draft(
            Purpose.WRITE_OFF,
            parts,
            request.on,
            project_id=project.id,
            agreement_id=agreement.id,
        ),
    )
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=entry.number),
        Subject(kind="partner_agreement", record_id=agreement.id),
        Subject(kind="project", record_id=project.id),
    )
    return entry.number
