"""Posting what partners spent and CUF accepted, as far as it was advanced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.lock import check_moves_money
from fundtracker.ledger import service as ledger
from fundtracker.ledger.places import Place, Purpose
from fundtracker.spending.entries import draft
from fundtracker.spending.errors import NothingWaits
from fundtracker.spending.lock import covered_project, lock_agreement
from fundtracker.spending.models import Expenditure, ExpenditureEntry, SupportingDocument
from fundtracker.spending.positions import waiting
from fundtracker.spending.projects import check_justifies
from fundtracker.spending.rules import Waiting, plan
from fundtracker.spending.sources import sources

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.acts.models import Act
    from fundtracker.allocations.rules import Line
    from fundtracker.ledger.drafts import Draft
    from fundtracker.ledger.models import Book
    from fundtracker.projects.models import Project
    from fundtracker.spending.rules import Posting


@dataclass(frozen=True, kw_only=True, slots=True)
class PostWaiting:
    """Expenditures that wait, to be posted out of what was advanced and is free again.

    A payment posts them by itself; this is for money freed otherwise: a freeze lifted, a
    reversal.
    """

    agreement_id: int
    project_id: int
    on: date


def post_waiting(session: Session, request: PostWaiting, *, by: Signature) -> int:
    """Post what waits under an agreement for a project; return the number of the first entry.

    Raises NothingWaits where nothing can be posted, FundClosed, ProjectNotCovered.
    """
    agreement, fund, book = lock_agreement(session, request.agreement_id)
    repeat = acts.find_repeat(session, ActKind.POST_WAITING, request, by=by)
    if repeat is not None:
        return acts.result_id(session, repeat)
    check_moves_money(fund)
    project = covered_project(session, agreement, request.project_id)
    check_justifies(project)
    postings = postings_for(session, agreement.id, project, request.on)
    if not postings:
        raise NothingWaits
    act = acts.record(session, ActKind.POST_WAITING, request, by=by)
    acts.concern(
        session,
        act,
        Subject(kind="entry", record_id=book.last_number + 1),
        Subject(kind="partner_agreement", record_id=agreement.id),
        Subject(kind="project", record_id=project.id),
    )
    post(session, act, book, postings)
    return acts.result_id(session, act)


def settle(
    session: Session,
    act: Act,
    book: Book,
    agreement_id: int,
    project: Project,
    *,
    not_before: date,
) -> None:
    """Post, oldest first, what waits under an agreement for a project.

    Each part is dated the later of its acceptance and ``not_before`` (of the day on which the
    money came, if that is later still).
    """
    post(session, act, book, postings_for(session, agreement_id, project, not_before))


def postings_for(
    session: Session,
    agreement_id: int,
    project: Project,
    not_before: date,
    *,
    new: Waiting | None = None,
    lines: Sequence[Line] | None = None,
) -> list[Posting]:
    """Plan what can be posted of what waits, and of a ``new`` acceptance about to be recorded.

    ``lines`` say whose money pays for the new one. Raises a refusal of the lines.
    """
    waits = [
        Waiting(expenditure_id=it.expenditure_id, accepted_on=it.accepted_on, amount=it.waiting)
        for it in waiting(session, agreement_id=agreement_id, project_id=project.id)
    ]
    chosen: dict[int, Sequence[Line]] = {}
    if new is not None:
        waits = sorted([*waits, new], key=lambda it: it.accepted_on)
        if lines is not None:
            chosen[new.expenditure_id] = lines
    if not waits:
        return []
    advanced = sources(session, Place.ADVANCED, project, agreement_id, not_before, lines=lines)
    return plan(waits, advanced, not_before, chosen)


def post(session: Session, act: Act, book: Book, postings: Sequence[Posting]) -> None:
    """Post planned parts of expenditures, one entry each, with their documents."""
    if not postings:
        return
    ids = {it.expenditure_id for it in postings}
    found = session.scalars(select(Expenditure).where(Expenditure.id.in_(ids)))
    expenditures = {it.id: it for it in found}
    papers = _papers(session, ids)
    drafts = [
        expenditure_draft(
            Purpose.EXPENDITURE, expenditures[it.expenditure_id], it, papers[it.expenditure_id]
        )
        for it in postings
    ]
    entries = ledger.post(session, act, book, *drafts)
    session.add_all(
        ExpenditureEntry(
            book_id=book.id, number=entry.number, expenditure_id=posting.expenditure_id
        )
        for entry, posting in zip(entries, postings, strict=True)
    )
    session.flush()
    acts.concern(session, act, *(Subject(kind="expenditure", record_id=it) for it in sorted(ids)))


def expenditure_draft(
    purpose: Purpose, expenditure: Expenditure, posting: Posting, papers: Sequence[str]
) -> Draft:
    """Draft the entry that posts a part of an expenditure, with its document."""
    return draft(
        purpose,
        posting.parts,
        posting.on,
        project_id=expenditure.project_id,
        agreement_id=expenditure.agreement_id,
        piece=expenditure.piece_reference,
        piece_on=expenditure.incurred_on,
        files=papers,
    )


def _papers(session: Session, expenditure_ids: Collection[int]) -> dict[int, list[str]]:
    papers: dict[int, list[str]] = {expenditure_id: [] for expenditure_id in expenditure_ids}
    rows = session.execute(
        select(SupportingDocument.expenditure_id, SupportingDocument.sha256)
        .where(SupportingDocument.expenditure_id.in_(expenditure_ids))
        .order_by(SupportingDocument.expenditure_id, SupportingDocument.sha256)
    )
    for expenditure_id, sha256 in rows:
        papers[expenditure_id].append(sha256)
    return papers
