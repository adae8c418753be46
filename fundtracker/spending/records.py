"""Recording an expenditure and its papers, a partner's or CUF's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker import clock, text
from fundtracker.files.queries import get_file
from fundtracker.ledger.errors import DatedInTheFuture, PeriodLocked
from fundtracker.spending.errors import AcceptedBeforeIncurred, MoreThanDocument
from fundtracker.spending.exchange import check_local
from fundtracker.spending.models import Expenditure, SupportingDocument
from fundtracker.spending.rules import check_amount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.ledger.models import Book
    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """A stored file that justifies an expenditure; ``label`` says which part of it, if shared."""

    sha256: str
    label: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """What an expenditure comes to: in cents, and in hundredths of the document's currency."""

    amount: Cents
    document_total: Cents
    currency: str | None = None
    local_amount: Cents | None = None
    local_total: Cents | None = None
    rate: str | None = None


def check_charge(charge: Charge) -> None:
    """Raise unless the amounts can be, and no more is charged than the document says."""
    check_amount(charge.amount)
    check_amount(charge.document_total)
    check_local(charge.currency, charge.local_amount)
    local, local_total = charge.local_amount, charge.local_total
    is_beyond_local = local is not None and local_total is not None and local > local_total
    if charge.amount > charge.document_total or is_beyond_local:
        raise MoreThanDocument


def check_days(book: Book, *, incurred_on: date, accepted_on: date) -> None:
    """Raise unless the days follow one another and an entry might bear the second.

    Asked although nothing may be posted yet: what is accepted is part of the accounts.
    """
    if accepted_on > clock.today():
        raise DatedInTheFuture(on=accepted_on)
    if accepted_on < incurred_on:
        raise AcceptedBeforeIncurred
    if book.locked_until is not None and accepted_on <= book.locked_until:
        raise PeriodLocked(on=accepted_on, locked_until=book.locked_until)


def record_expenditure(  # noqa: PLR0913 - the fields of a voucher
    session: Session,
    charge: Charge,
    files: Sequence[Paper],
    *,
    act_id: int,
    project_id: int,
    agreement_id: int | None,
    supplier: str,
    heading: str,
    piece_reference: str,
    incurred_on: date,
    accepted_on: date,
) -> Expenditure:
    """Add an expenditure with its papers. Raises NoSuchFile, or what is wrong with a text."""
    papers = {paper.sha256: paper for paper in files}
    for sha256 in papers:
        get_file(session, sha256)
    expenditure = Expenditure(
        project_id=project_id,
        agreement_id=agreement_id,
        supplier=text.line(supplier),
        heading=text.line(heading),
        piece_reference=text.line(piece_reference),
        incurred_on=incurred_on,
        accepted_on=accepted_on,
        amount=charge.amount,
        document_total=charge.document_total,
        currency=charge.currency,
        local_amount=charge.local_amount,
        local_total=charge.local_total,
        rate=charge.rate,
        act_id=act_id,
    )
    session.add(expenditure)
    session.flush()
    session.add_all(
        SupportingDocument(
            expenditure_id=expenditure.id,
            sha256=paper.sha256,
            label=text.line(paper.label, required=False),
        )
        for paper in papers.values()
    )
    session.flush()
    return expenditure
