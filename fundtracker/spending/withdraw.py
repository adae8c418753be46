"""Withdrawing an expenditure that should not have been accepted, or was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger.reversal import post_correction, reversals
from fundtracker.projects.lock import lock_project
from fundtracker.spending.errors import ExpenditureWithdrawn
from fundtracker.spending.models import ExpenditureWithdrawal
from fundtracker.spending.queries import get_expenditure, is_withdrawn, standing_entries
from fundtracker.spending.settle import settle

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.spending.models import Expenditure


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawExpenditure:
    """An expenditure whose acceptance is taken back, and why."""

    expenditure_id: int
    on: date
    reason: str


def withdraw_expenditure(
    session: Session, request: WithdrawExpenditure, *, by: Signature
) -> Expenditure:
    """Reverse whatever an expenditure posted; nothing of it waits any more.

    What is freed of an advance posts the other expenditures that wait for it, in the same act.
    Raises ExpenditureWithdrawn, ReasonMissing, FundClosed, or ReversalTooEarly.
    """
    expenditure = get_expenditure(session, request.expenditure_id)
    project, fund, book = lock_project(session, expenditure.project_id)
    repeat = acts.find_repeat(session, ActKind.WITHDRAW_EXPENDITURE, request, by=by)
    if repeat is not None:
        return expenditure
    check_moves_money(fund)
    if is_withdrawn(session, expenditure.id):
        raise ExpenditureWithdrawn
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    drafts = reversals(session, book, standing_entries(session, expenditure.id), on=request.on)
    act = acts.record(session, ActKind.WITHDRAW_EXPENDITURE, request, by=by, reason=reason)
    session.add(ExpenditureWithdrawal(expenditure_id=expenditure.id, act_id=act.id))
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="expenditure", record_id=expenditure.id),
        Subject(kind="project", record_id=project.id),
    )
    if drafts:
        post_correction(session, act, book, *drafts)
    if drafts and expenditure.agreement_id is not None:
        settle(session, act, book, expenditure.agreement_id, project, not_before=request.on)
    return expenditure
