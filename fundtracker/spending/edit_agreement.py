"""Editing an agreement: its reference, amount, instalments and file; never what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.files.queries import get_file
from fundtracker.spending.errors import AgreementBelowPaid, InstalmentBelowPaid, InstalmentPaid
from fundtracker.spending.lock import lock_agreement
from fundtracker.spending.models import Disbursement, Instalment
from fundtracker.spending.positions import agreement_position
from fundtracker.spending.queries import instalments_of
from fundtracker.spending.rules import check_instalments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents
    from fundtracker.spending.agreements import PlannedInstalment
    from fundtracker.spending.models import PartnerAgreement
    from fundtracker.spending.queries import InstalmentState


@dataclass(frozen=True, kw_only=True, slots=True)
class EditAgreement:
    """What an agreement is to say, instalments in their order; ``version`` was edited."""

    agreement_id: int
    version: int
    reference: str
    amount: Cents
    instalments: tuple[PlannedInstalment, ...] = ()
    file_sha256: str | None = None


def edit_agreement(session: Session, request: EditAgreement, *, by: Signature) -> PartnerAgreement:
    """Edit an agreement, its history keeping what it said. No difference, no act.

    Raises ChangedMeanwhile, InstalmentsExceedAgreement, AgreementBelowPaid, InstalmentBelowPaid,
    InstalmentPaid or NoSuchFile.
    """
    agreement, _fund, _book = lock_agreement(session, request.agreement_id)
    if acts.find_repeat(session, ActKind.EDIT_AGREEMENT, request, by=by) is not None:
        return agreement
    subject = Subject(kind="partner_agreement", record_id=agreement.id)
    revisions.check_version(session, subject, request.version)
    states = instalments_of(session, agreement.id)
    _check(session, request, states)
    if request.file_sha256 is not None:
        get_file(session, request.file_sha256)
    changes = revisions.differences(
        agreement,
        {
            "reference": text.line(request.reference),
            "amount": request.amount,
            "file_sha256": request.file_sha256 or agreement.file_sha256,
        },
    )
    before = [[it.amount, it.condition, it.due_on] for it in states]
    after = [[it.amount, text.prose(it.condition), it.due_on] for it in request.instalments]
    if not changes and before == after:
        return agreement
    act = acts.record(session, ActKind.EDIT_AGREEMENT, request, by=by)
    for name, value in changes.after.items():
        setattr(agreement, name, value)
    _set_instalments(session, agreement.id, request.instalments)
    whole = Changes(
        before={**changes.before, "instalments": before},
        after={**changes.after, "instalments": after},
    )
    revisions.revise(session, act, subject, whole)
    acts.concern(session, act, subject)
    return agreement


def _check(session: Session, request: EditAgreement, states: Sequence[InstalmentState]) -> None:
    check_instalments(request.amount, [it.amount for it in request.instalments])
    position = agreement_position(session, request.agreement_id)
    paid = position.amount - position.left_to_pay
    if request.amount < paid:
        raise AgreementBelowPaid(paid=paid)
    for rank, state in enumerate(states):
        if not state.paid:
            continue
        if rank >= len(request.instalments):
            raise InstalmentPaid(n_rank=state.rank)
        if request.instalments[rank].amount < state.paid:
            raise InstalmentBelowPaid(n_rank=state.rank, paid=state.paid)


def _set_instalments(
    session: Session, agreement_id: int, planned: Sequence[PlannedInstalment]
) -> None:
    """Change instalments by their rank, add those that are new, take away those that are not."""
    rows = list(
        session.scalars(
            select(Instalment)
            .where(Instalment.agreement_id == agreement_id)
            .order_by(Instalment.rank)
        )
    )
    used = set(
        session.scalars(
            select(Disbursement.instalment_id).where(Disbursement.agreement_id == agreement_id)
        )
    )
    for rank, it in enumerate(planned, start=1):
        if rank <= len(rows):
            row = rows[rank - 1]
            row.amount, row.condition, row.due_on = it.amount, text.prose(it.condition), it.due_on
        else:
            session.add(
                Instalment(
                    agreement_id=agreement_id,
                    rank=rank,
                    amount=it.amount,
                    condition=text.prose(it.condition),
                    due_on=it.due_on,
                )
            )
    for row in rows[len(planned) :]:
        # A payment that was reversed since still names its instalment.
        if row.id in used:
            raise InstalmentPaid(n_rank=row.rank)
        session.delete(row)
    session.flush()
