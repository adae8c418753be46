"""Taking back a payment to a partner that never arrived, or was recorded by mistake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger.models import Entry
from fundtracker.ledger.reversal import post_correction, reversals
from fundtracker.spending.lock import lock_agreement
from fundtracker.spending.models import Disbursement, Expenditure, ExpenditureEntry
from fundtracker.spending.queries import get_disbursement, stands

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectPayment:
    """A payment to be taken back on a day, and why."""

    disbursement_id: int
    on: date
    reason: str


def reject_payment(session: Session, request: RejectPayment, *, by: Signature) -> Disbursement:
    """Reverse a payment and, in the same act, what it had posted: those expenditures wait again.

    Unlike a partner's refund, the payment counts as never made. Raises ReasonMissing, FundClosed,
    AlreadyReversed, ReversalTooEarly, or ReverseOthersFirst naming what used the money since.
    """
    disbursement = get_disbursement(session, request.disbursement_id)
    agreement, fund, book = lock_agreement(session, disbursement.agreement_id)
    repeat = acts.find_repeat(session, ActKind.REVERSE, request, by=by)
    if repeat is not None:
        return disbursement
    check_moves_money(fund)
    reason = text.prose(request.reason)
    if not reason:
        raise ReasonMissing
    numbers = [disbursement.number, *_posted_by(session, disbursement)]
    drafts = reversals(session, book, numbers, on=request.on, memo=reason)
    act = acts.record(session, ActKind.REVERSE, request, by=by, reason=reason)
    post_correction(session, act, book, *drafts)
    acts.concern(
        session,
        act,
        Subject(kind="disbursement", record_id=disbursement.id),
        Subject(kind="partner_agreement", record_id=agreement.id),
        Subject(kind="project", record_id=disbursement.project_id),
    )
    return disbursement


def _posted_by(session: Session, disbursement: Disbursement) -> Sequence[int]:
    """List the standing entries by which a payment posted what waited for it.

    What CUF's bank took for the transfer is no such thing: it stays taken.
    """
    return session.scalars(
        select(ExpenditureEntry.number)
        .join(
            Entry,
            (Entry.book_id == ExpenditureEntry.book_id) & (Entry.number == ExpenditureEntry.number),
        )
        .join(Expenditure, Expenditure.id == ExpenditureEntry.expenditure_id)
        .where(
            Entry.act_id == disbursement.act_id,
            Expenditure.agreement_id == disbursement.agreement_id,
            stands(ExpenditureEntry.book_id, ExpenditureEntry.number),
        )
    ).all()
