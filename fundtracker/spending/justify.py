"""Accepting what a partner spent: what was advanced is justified, what was not yet waits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
from fundtracker.spending.errors import (
    MoreThanDocument,
    NothingChanged,
    OneAmountNeeded,
    RateOfZero,
)
from fundtracker.spending.exchange import check_local
from fundtracker.spending.lock import covered_project, lock_agreement
from fundtracker.spending.projects import check_justifies
from fundtracker.spending.queries import changed, get_expenditure
from fundtracker.spending.records import Charge, check_charge, check_days, record_expenditure
from fundtracker.spending.rules import Posting, Waiting
from fundtracker.spending.settle import post, postings_for

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.allocations.rules import Line
    from fundtracker.money import Cents
    from fundtracker.projects.models import Project
    from fundtracker.spending.models import Expenditure, PartnerAgreement
    from fundtracker.spending.records import Paper

# What an expenditure is called while it is planned: no row has this id.
_NEW = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptExpenditure:
    """What a partner spent and CUF accepts.

    Either ``amount`` in cents, or ``local_amount`` in hundredths of ``currency``;
    ``document_total`` is in the same currency as the amount given. ``lines`` say whose money
    pays for what is posted at once, where staff chose.
    """

    agreement_id: int
    project_id: int
    supplier: str
    heading: str
    piece_reference: str
    incurred_on: date
    accepted_on: date
    document_total: Cents
    amount: Cents | None = None
    currency: str | None = None
    local_amount: Cents | None = None
    files: tuple[Paper, ...] = ()
    lines: tuple[Line, ...] | None = None


def accept_expenditure(
    session: Session, request: AcceptExpenditure, *, by: Signature
) -> Expenditure:
    """Accept what a partner spent: justified as far as money was advanced, the rest waits.

    Local currency is converted at the mean rate of the instalments actually changed. Raises
    FundClosed, ProjectNotCovered, MoreThanDocument, NothingChanged where no instalment gives a
    rate, AcceptedBeforeIncurred, DatedInTheFuture, PeriodLocked, or a refusal of the lines.
    """
    agreement, fund, book = lock_agreement(session, request.agreement_id)
    repeat = acts.find_repeat(session, ActKind.ACCEPT_EXPENDITURE, request, by=by)
    if repeat is not None:
        return get_expenditure(session, acts.result_id(session, repeat))
    check_moves_money(fund)
    project = covered_project(session, agreement, request.project_id)
    check_justifies(project)
    check_days(book, incurred_on=request.incurred_on, accepted_on=request.accepted_on)
    charge = charge_of(session, request)
    check_charge(charge)
    postings = postings_for(
        session,
        agreement.id,
        project,
        request.accepted_on,
        new=Waiting(expenditure_id=_NEW, accepted_on=request.accepted_on, amount=charge.amount),
        lines=request.lines,
    )
    act = acts.record(session, ActKind.ACCEPT_EXPENDITURE, request, by=by)
    expenditure = record_accepted(session, act, request, charge)
    _concern(session, act, expenditure, agreement, project)
    post(session, act, book, [_of(expenditure, it) for it in postings])
    return expenditure


def _of(expenditure: Expenditure, posting: Posting) -> Posting:
    """Give the planned part of a new expenditure its id."""
    if posting.expenditure_id != _NEW:
        return posting
    return replace(posting, expenditure_id=expenditure.id)


def charge_of(session: Session, request: AcceptExpenditure) -> Charge:
    """Return what is charged, in euros; raise OneAmountNeeded, NothingChanged or RateOfZero."""
    check_local(request.currency, request.local_amount)
    if (request.amount is None) == (request.local_amount is None):
        raise OneAmountNeeded
    if request.amount is not None:
        return Charge(amount=request.amount, document_total=request.document_total)
    assert request.local_amount is not None
    assert request.currency is not None
    if request.local_amount > request.document_total:
        raise MoreThanDocument
    rate = changed(session, request.agreement_id, request.currency)
    if rate is None:
        raise NothingChanged(currency=request.currency)
    amount = rate.convert(request.local_amount)
    if amount == 0:
        raise RateOfZero
    return Charge(
        amount=amount,
        document_total=rate.convert(request.document_total),
        currency=request.currency,
        local_amount=request.local_amount,
        local_total=request.document_total,
        rate=rate.rate,
    )


def record_accepted(
    session: Session, act: Act, request: AcceptExpenditure, charge: Charge
) -> Expenditure:
    """Add what a partner spent, charged as it was found to come to."""
    return record_expenditure(
        session,
        charge,
        request.files,
        act_id=act.id,
        project_id=request.project_id,
        agreement_id=request.agreement_id,
        supplier=request.supplier,
        heading=request.heading,
        piece_reference=request.piece_reference,
        incurred_on=request.incurred_on,
        accepted_on=request.accepted_on,
    )


def _concern(
    session: Session,
    act: Act,
    expenditure: Expenditure,
    agreement: PartnerAgreement,
    project: Project,
) -> None:
    acts.concern(
        session,
        act,
        Subject(kind="expenditure", record_id=expenditure.id),
        Subject(kind="partner_agreement", record_id=agreement.id),
        Subject(kind="project", record_id=project.id),
    )
