"""What CUF spends itself: missions, bank charges, audits, or directly for a project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger import service as ledger
from fundtracker.ledger.places import Place, Purpose
from fundtracker.projects.lock import lock_project
from fundtracker.spending.exchange import Changed
from fundtracker.spending.models import ExpenditureEntry
from fundtracker.spending.projects import check_takes_money
from fundtracker.spending.queries import get_expenditure
from fundtracker.spending.records import Charge, check_charge, check_days, record_expenditure
from fundtracker.spending.rules import Posting, choose
from fundtracker.spending.settle import expenditure_draft
from fundtracker.spending.sources import sources

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.allocations.rules import Line
    from fundtracker.ledger.models import Book
    from fundtracker.money import Cents
    from fundtracker.spending.models import Expenditure
    from fundtracker.spending.records import Paper


@dataclass(frozen=True, kw_only=True, slots=True)
class SpendDirectly:
    """What CUF itself paid for a project, in cents; also in local currency, where it was.

    ``document_total`` is in euros; ``local_amount`` and ``local_total`` in hundredths of
    ``currency``: what the bank took in euros says the rate.
    """

    project_id: int
    supplier: str
    heading: str
    piece_reference: str
    incurred_on: date
    paid_on: date
    amount: Cents
    document_total: Cents
    currency: str | None = None
    local_amount: Cents | None = None
    local_total: Cents | None = None
    files: tuple[Paper, ...] = ()
    lines: tuple[Line, ...] | None = None


def spend_directly(session: Session, request: SpendDirectly, *, by: Signature) -> Expenditure:
    """Spend what CUF holds for a project of action, or for the fund's own costs.

    Split as a payment to a partner is. Raises FundClosed, ProjectTakesNoMoney, MoreThanDocument,
    MoreThanLeft saying how much is left, what binds a chosen donation, or a refusal of dates.
    """
    project, fund, book = lock_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.SPEND_DIRECTLY, request, by=by)
    if repeat is not None:
        return get_expenditure(session, acts.result_id(session, repeat))
    check_moves_money(fund)
    check_takes_money(project)
    check_days(book, incurred_on=request.incurred_on, accepted_on=request.paid_on)
    charge = charge_of(request)
    check_charge(charge)
    held = sources(session, Place.HELD, project, None, request.paid_on, lines=request.lines)
    parts = choose(held, charge.amount, request.paid_on, request.lines)
    act = acts.record(session, ActKind.SPEND_DIRECTLY, request, by=by)
    expenditure = record_spent(session, act, request, charge)
    acts.concern(
        session,
        act,
        Subject(kind="expenditure", record_id=expenditure.id),
        Subject(kind="project", record_id=project.id),
    )
    posting = Posting(expenditure_id=expenditure.id, on=request.paid_on, parts=parts)
    post_own(session, act, book, expenditure, posting, [it.sha256 for it in request.files])
    return expenditure


def charge_of(request: SpendDirectly) -> Charge:
    """Return what is charged; the rate follows where local currency was paid."""
    rate = None
    if request.local_amount is not None and request.local_amount > 0:
        rate = Changed(euros=request.amount, local=request.local_amount).rate
    return Charge(
        amount=request.amount,
        document_total=request.document_total,
        currency=request.currency,
        local_amount=request.local_amount,
        local_total=request.local_total if request.currency is not None else None,
        rate=rate,
    )


def record_spent(session: Session, act: Act, request: SpendDirectly, charge: Charge) -> Expenditure:
    """Add what CUF paid itself."""
    return record_expenditure(
        session,
        charge,
        request.files,
        act_id=act.id,
        project_id=request.project_id,
        agreement_id=None,
        supplier=request.supplier,
        heading=request.heading,
        piece_reference=request.piece_reference,
        incurred_on=request.incurred_on,
        accepted_on=request.paid_on,
    )


def post_own(
    session: Session,
    act: Act,
    book: Book,
    expenditure: Expenditure,
    posting: Posting,
    papers: Sequence[str] = (),
) -> None:
    """Post an expenditure of CUF itself, recorded by the same act."""
    (entry,) = ledger.post(
        session,
        act,
        book,
        expenditure_draft(Purpose.DIRECT_EXPENDITURE, expenditure, posting, papers),
    )
    session.add(
        ExpenditureEntry(book_id=book.id, number=entry.number, expenditure_id=expenditure.id)
    )
    session.flush()
