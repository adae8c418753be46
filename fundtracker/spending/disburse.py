"""Paying a partner under its agreement: what CUF holds for a project is advanced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money, check_second_pair
from fundtracker.i18n import gettext
from fundtracker.ledger import service as ledger
from fundtracker.ledger.places import Place, Purpose
from fundtracker.spending.direct import post_own
from fundtracker.spending.entries import draft
from fundtracker.spending.exchange import check_local
from fundtracker.spending.headings import Heading
from fundtracker.spending.lock import covered_project, lock_agreement
from fundtracker.spending.models import Disbursement
from fundtracker.spending.positions import agreement_position
from fundtracker.spending.projects import check_takes_money
from fundtracker.spending.queries import get_instalment
from fundtracker.spending.records import Charge, record_expenditure
from fundtracker.spending.rules import Posting, check_amount, check_within_agreement, choose
from fundtracker.spending.settle import settle
from fundtracker.spending.sources import sources

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.allocations.rules import Line
    from fundtracker.ledger.models import Book
    from fundtracker.money import Cents
    from fundtracker.projects.models import Project
    from fundtracker.spending.models import PartnerAgreement


@dataclass(frozen=True, kw_only=True, slots=True)
class Disburse:
    """A payment to a partner, in cents; ``lines`` where staff chose whose money pays.

    ``local_amount`` is what the partner's bank gave for it, in hundredths of ``currency``.
    """

    agreement_id: int
    project_id: int
    amount: Cents
    paid_on: date
    instalment_id: int | None = None
    bank_reference: str = ""
    piece: str = ""
    currency: str | None = None
    local_amount: Cents | None = None
    lines: tuple[Line, ...] | None = None
    memo: str = ""
    # What CUF's own bank took for the transfer, in cents: spent by CUF, in the same act.
    bank_fee: Cents | None = None


def disburse(session: Session, request: Disburse, *, by: Signature) -> Disbursement:
    """Pay a partner, then post in the same act the expenditures that waited for it.

    Without lines, the payment is split in proportion to what each donation has left for the
    project on that day (largest remainder, ties by donation id), frozen money left out. Raises
    FundClosed, ProjectNotCovered, ProjectTakesNoMoney, AgreementExceeded, MoreThanLeft saying how
    much is left, what binds a chosen donation, or the ledger's refusals of dates.
    """
    agreement, fund, book = lock_agreement(session, request.agreement_id)
    repeat = acts.find_repeat(session, ActKind.DISBURSE, request, by=by)
    if repeat is not None:
        return session.get_one(Disbursement, acts.result_id(session, repeat))
    check_moves_money(fund)
    project = covered_project(session, agreement, request.project_id)
    check_takes_money(project)
    _check(session, request, agreement)
    held = sources(session, Place.HELD, project, None, request.paid_on, lines=request.lines)
    parts = choose(held, request.amount, request.paid_on, request.lines)
    check_second_pair(fund, ActKind.DISBURSE, request, request.amount, by=by)
    act = acts.record(session, ActKind.DISBURSE, request, by=by)
    bank_reference = text.line(request.bank_reference, required=False)
    (entry,) = ledger.post(
        session,
        act,
        book,
        draft(
            Purpose.DISBURSEMENT,
            parts,
            request.paid_on,
            project_id=project.id,
            agreement_id=agreement.id,
            piece=text.line(request.piece, required=False) or bank_reference,
            memo=text.prose(request.memo),
        ),
    )
    disbursement = Disbursement(
        agreement_id=agreement.id,
        project_id=project.id,
        instalment_id=request.instalment_id,
        book_id=book.id,
        number=entry.number,
        bank_reference=bank_reference,
        currency=request.currency,
        local_amount=request.local_amount,
        act_id=act.id,
    )
    _finish(session, act, book, disbursement, project, request.paid_on)
    if request.bank_fee:
        _charge_fee(session, act, book, request, project, bank_reference)
    return disbursement


def _check(session: Session, request: Disburse, agreement: PartnerAgreement) -> None:
    check_amount(request.amount)
    check_local(request.currency, request.local_amount)
    if request.instalment_id is not None:
        get_instalment(session, agreement.id, request.instalment_id)
    position = agreement_position(session, agreement.id)
    check_within_agreement(
        request.amount,
        agreed=position.amount,
        paid=position.paid,
        refunded=position.refunded,
        reference=agreement.reference,
    )


def _finish(
    session: Session,
    act: Act,
    book: Book,
    disbursement: Disbursement,
    project: Project,
    paid_on: date,
) -> None:
    session.add(disbursement)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="disbursement", record_id=disbursement.id),
        Subject(kind="partner_agreement", record_id=disbursement.agreement_id),
        Subject(kind="project", record_id=project.id),
    )
    settle(session, act, book, disbursement.agreement_id, project, not_before=paid_on)


def _charge_fee(
    session: Session,
    act: Act,
    book: Book,
    request: Disburse,
    project: Project,
    bank_reference: str,
) -> None:
    """Spend the bank's charge out of what CUF still holds for the project."""
    assert request.bank_fee is not None
    check_amount(request.bank_fee)
    held = sources(session, Place.HELD, project, None, request.paid_on)
    parts = choose(held, request.bank_fee, request.paid_on, None)
    fee = record_expenditure(
        session,
        Charge(amount=request.bank_fee, document_total=request.bank_fee),
        (),
        act_id=act.id,
        project_id=project.id,
        agreement_id=None,
        supplier=gettext("Bank"),
        heading=Heading.BANK_CHARGES,
        piece_reference=bank_reference or gettext("bank statement"),
        incurred_on=request.paid_on,
        accepted_on=request.paid_on,
    )
    acts.concern(session, act, Subject(kind="expenditure", record_id=fee.id))
    post_own(
        session, act, book, fee, Posting(expenditure_id=fee.id, on=request.paid_on, parts=parts)
    )
