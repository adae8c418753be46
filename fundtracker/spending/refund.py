"""A partner gives back what it did not spend: it is held by CUF again, for the same project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
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
class RefundByPartner:
    """Money that came back from a partner, in cents, on the day the bank gives."""

    agreement_id: int
    project_id: int
    amount: Cents
    received_on: date
    bank_reference: str = ""
    reason: str = ""
    lines: tuple[Line, ...] | None = None


def refund_by_partner(session: Session, request: RefundByPartner, *, by: Signature) -> int:
    """Record what a partner gave back; return the entry's number.

    Split in proportion to what the partner holds of each donation, frozen ones too: the money
    is back, and stands still there. Raises MoreThanLeft above what the partner holds, FundClosed,
    ProjectNotCovered, or a refusal of the lines.
    """
    agreement, fund, book = lock_agreement(session, request.agreement_id)
    repeat = acts.find_repeat(session, ActKind.REFUND_BY_PARTNER, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    project = covered_project(session, agreement, request.project_id)
    advanced = sources(
        session,
        Place.ADVANCED,
        project,
        agreement.id,
        request.received_on,
        lines=request.lines,
        is_use=False,
    )
    parts = choose(advanced, request.amount, request.received_on, request.lines)
    act = acts.record(
        session,
        ActKind.REFUND_BY_PARTNER,
        request,
        by=by,
        reason=text.prose(request.reason),
    )
    (entry,) = ledger.post(
        session,
        act,
        book,
        draft(
            Purpose.PARTNER_REFUND,
            parts,
            request.received_on,
            project_id=project.id,
            agreement_id=agreement.id,
            piece=text.line(request.bank_reference, required=False),
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
