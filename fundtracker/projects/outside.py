"""What is known of a project's money from outside the fund: co-funding edited, totals published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.projects.errors import (
    CofundingNotPositive,
    NoSuchCofunding,
    PublishedInTheFuture,
)
from fundtracker.projects.models import Cofunding, PublishedTotal
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.money import Cents
    from fundtracker.projects.kinds import CofundingStage


@dataclass(frozen=True, kw_only=True, slots=True)
class EditCofunding:
    """What a co-funding is to say: it was agreed since, or paid, or was another amount."""

    cofunding_id: int
    version: int
    cofunder: str
    amount: Cents
    stage: CofundingStage
    dated_on: date
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordPublishedTotal:
    """A project's whole cost as somebody published it, in cents: typed, never computed."""

    project_id: int
    amount: Cents
    dated_on: date
    source: str


def get_cofunding(session: Session, cofunding_id: int) -> Cofunding:
    """Return a co-funding; raise NoSuchCofunding."""
    cofunding = session.get(Cofunding, cofunding_id)
    if cofunding is None:
        raise NoSuchCofunding
    return cofunding


def edit_cofunding(session: Session, request: EditCofunding, *, by: Signature) -> Cofunding:
    """Edit a co-funding, its history keeping what it said. Raises ChangedMeanwhile."""
    cofunding = get_cofunding(session, request.cofunding_id)
    if acts.find_repeat(session, ActKind.EDIT_COFUNDING, request, by=by) is not None:
        return cofunding
    subject = Subject(kind="cofunding", record_id=cofunding.id)
    revisions.check_version(session, subject, request.version)
    session.refresh(cofunding)
    if request.amount <= 0:
        raise CofundingNotPositive
    changes = revisions.differences(
        cofunding,
        {
            "cofunder": text.line(request.cofunder),
            "amount": request.amount,
            "stage": request.stage,
            "dated_on": request.dated_on,
            "source": text.line(request.source, required=False) or None,
        },
    )
    if not changes:
        return cofunding
    act = acts.record(session, ActKind.EDIT_COFUNDING, request, by=by)
    revisions.revise(session, act, subject, changes, cofunding)
    acts.concern(session, act, subject, Subject(kind="project", record_id=cofunding.project_id))
    return cofunding


def record_published_total(
    session: Session, request: RecordPublishedTotal, *, by: Signature
) -> PublishedTotal:
    """Record what was published of a project's whole cost. Raises PublishedInTheFuture."""
    project = get_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.RECORD_PUBLISHED_TOTAL, request, by=by)
    if repeat is not None:
        return session.get_one(PublishedTotal, acts.result_id(session, repeat))
    if request.amount <= 0:
        raise CofundingNotPositive
    if request.dated_on > clock.today():
        raise PublishedInTheFuture
    act = acts.record(session, ActKind.RECORD_PUBLISHED_TOTAL, request, by=by)
    total = PublishedTotal(
        project_id=project.id,
        amount=request.amount,
        dated_on=request.dated_on,
        source=text.line(request.source),
        act_id=act.id,
    )
    session.add(total)
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="published_total", record_id=total.id),
        Subject(kind="project", record_id=project.id),
    )
    return total


def published_totals(session: Session, project_id: int) -> Sequence[PublishedTotal]:
    """List what was published of a project's whole cost, the latest first."""
    return session.scalars(
        select(PublishedTotal)
        .where(PublishedTotal.project_id == project_id)
        .order_by(PublishedTotal.dated_on.desc(), PublishedTotal.id.desc())
    ).all()
