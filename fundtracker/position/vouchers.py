"""The expenses that money justified, with their papers and the part of it in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker.files.models import StoredFile
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.spending.models import Expenditure, ExpenditureEntry, SupportingDocument

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.position.trace_lines import TraceLine

PROVEN = frozenset({Place.JUSTIFIED, Place.SPENT})


_OF_ENTRIES = (
    select(ExpenditureEntry.book_id, ExpenditureEntry.number, Expenditure)
    .join(Expenditure, Expenditure.id == ExpenditureEntry.expenditure_id)
    .where(
        ExpenditureEntry.book_id.in_(bindparam("books", expanding=True)),
        ExpenditureEntry.number.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(Expenditure.incurred_on, Expenditure.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document that justifies an expense; its content is found by its hash."""

    sha256: str
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """An accepted expense: all of it, and the ``share`` of the money that is traced, in cents.

    ``agreement_id`` is None where CUF spent it itself.
    """

    expenditure_id: int
    project_id: int
    agreement_id: int | None
    supplier: str
    heading: str
    piece_reference: str
    incurred_on: date
    accepted_on: date
    amount: Cents
    share: Cents
    papers: tuple[Paper, ...]


def vouchers(
    session: Session,
    lines: Sequence[TraceLine],
    donations: Collection[int],
    *,
    with_papers: bool = True,
) -> list[Voucher]:
    """Return the expenses that ``lines`` posted, by day; two statements, one without papers.

    The share of an expense is what its entries and their reversals moved of ``donations``.
    """
    shares: dict[tuple[int, int], int] = defaultdict(int)
    for it in lines:
        amount = it.into(PROVEN, donations)
        if amount:
            shares[it.book_id, it.reverses or it.number] += amount
    books, numbers = {book_id for book_id, _ in shares}, {number for _, number in shares}
    rows = session.execute(_OF_ENTRIES, {"books": books, "numbers": numbers})
    found: dict[int, Expenditure] = {}
    parts: dict[int, int] = defaultdict(int)
    for book_id, number, expenditure in rows:
        found[expenditure.id] = expenditure
        parts[expenditure.id] += shares.get((book_id, number), 0)
    papers = _papers(session, found) if with_papers else {}
    return [
        _voucher(it, Cents(parts[it.id]), papers.get(it.id, ()))
        for it in found.values()
        if parts[it.id]
    ]


def _papers(session: Session, ids: Iterable[int]) -> dict[int, tuple[Paper, ...]]:
    rows = session.execute(
        select(SupportingDocument, StoredFile.name)
        .join(StoredFile, StoredFile.sha256 == SupportingDocument.sha256)
        .where(SupportingDocument.expenditure_id.in_(list(ids)))
        .order_by(StoredFile.name, StoredFile.sha256)
    )
    papers: dict[int, tuple[Paper, ...]] = defaultdict(tuple)
    for document, name in rows:
        paper = Paper(sha256=document.sha256, name=name, label=document.label)
        papers[document.expenditure_id] += (paper,)
    return papers


def _voucher(it: Expenditure, share: Cents, papers: tuple[Paper, ...]) -> Voucher:
    return Voucher(
        expenditure_id=it.id,
        project_id=it.project_id,
        agreement_id=it.agreement_id,
        supplier=it.supplier,
        heading=it.heading,
        piece_reference=it.piece_reference,
        incurred_on=it.incurred_on,
        accepted_on=it.accepted_on,
        amount=it.amount,
        share=share,
        papers=papers,
    )
