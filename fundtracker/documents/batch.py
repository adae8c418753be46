"""Issuing many documents: asked for at once, then issued one by one by a job.

Each document of a batch is issued under a key of its own: whoever goes on after a crash issues none
twice. Who works on a batch holds it by a lease, and gives it back after each document.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.documents.errors import NoSuchBatch, NothingToIssue
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.models import DocumentBatch, DocumentBatchItem
from fundtracker.documents.requests import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

# Who takes a batch has this long for one document; if that program ends, another goes on then.
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A document that is asked for, and a name of what it is about."""

    wanted: Wanted
    about: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueBatch:
    """Documents about a fund and its donors, to be issued one after the other.

    ``kind`` is None where they are of several kinds, issued anew.
    """

    fund_id: int
    kind: DocumentKind | None
    as_of: date
    documents: tuple[Asked, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelBatch:
    """A batch that is to go no further; what was issued stays issued."""

    batch_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a batch has come."""

    batch: DocumentBatch
    items: Sequence[DocumentBatchItem]

    @property
    def n_issued(self) -> int:
        """How many of its documents are issued."""
        return sum(it.document_id is not None for it in self.items)

    @property
    def n_refused(self) -> int:
        """How many were refused, with a sentence."""
        return sum(bool(it.refusal) for it in self.items)

    @property
    def n_done(self) -> int:
        """How many are over, either way."""
        return self.n_issued + self.n_refused

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens: all are done, or somebody cancelled it."""
        return self.batch.finished_at is not None


def queue(session: Session, request: QueueBatch, *, site: str, by: Signature) -> DocumentBatch:
    """Queue documents to be issued by a job; raise NothingToIssue where there are none."""
    repeat = acts.find_repeat(session, ActKind.QUEUE_DOCUMENTS, request, by=by)
    if repeat is not None:
        return session.get_one(DocumentBatch, acts.result_id(session, repeat))
    if not request.documents:
        raise NothingToIssue
    act = acts.record(session, ActKind.QUEUE_DOCUMENTS, request, by=by)
    now = clock.now()
    batch = DocumentBatch(
        kind=request.kind,
        fund_id=request.fund_id,
        as_of=request.as_of,
        site=site,
        requested_by_id=by.actor_id,
        requested_at=now,
        due_at=now,
        act_id=act.id,
    )
    session.add(batch)
    session.flush()
    session.add_all(
        DocumentBatchItem(
            batch_id=batch.id, rank=rank, wanted=_written(it.wanted), about=it.about, refusal=""
        )
        for rank, it in enumerate(request.documents, start=1)
    )
    acts.concern(
        session,
        act,
        Subject(kind="document_batch", record_id=batch.id),
        Subject(kind="fund", record_id=request.fund_id),
    )
    return batch


def cancel(session: Session, request: CancelBatch, *, by: Signature) -> DocumentBatch:
    """End a batch where it is; raise NoSuchBatch. One that is over stays as it is."""
    batch = session.get(DocumentBatch, request.batch_id, with_for_update=True)
    if batch is None:
        raise NoSuchBatch
    if acts.find_repeat(session, ActKind.CANCEL_DOCUMENTS, request, by=by) is not None:
        return batch
    if batch.finished_at is not None:
        return batch
    act = acts.record(session, ActKind.CANCEL_DOCUMENTS, request, by=by)
    batch.finished_at, batch.is_cancelled = clock.now(), True
    acts.concern(session, act, Subject(kind="document_batch", record_id=batch.id))
    return batch


def take(session: Session) -> DocumentBatch | None:
    """Take the batch that waits longest, for the time of a lease; None where there is none."""
    batch = session.scalar(
        select(DocumentBatch)
        .where(DocumentBatch.finished_at.is_(None), DocumentBatch.due_at <= clock.now())
        .order_by(DocumentBatch.due_at, DocumentBatch.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if batch is not None:
        batch.due_at = clock.now() + LEASE
        session.flush()
    return batch


def next_item(session: Session, batch_id: int) -> DocumentBatchItem | None:
    """Return the next document of a batch that is neither issued nor refused."""
    return session.scalar(
        select(DocumentBatchItem)
        .where(
            DocumentBatchItem.batch_id == batch_id,
            DocumentBatchItem.document_id.is_(None),
            DocumentBatchItem.refusal == "",
        )
        .order_by(DocumentBatchItem.rank)
        .limit(1)
    )


def signature_of(batch: DocumentBatch, rank: int) -> Signature:
    """Return who issues a document of a batch, and under which key: always the same."""
    return Signature(actor_id=batch.requested_by_id, key=f"batch-{batch.id:08}-{rank:08}")


def wanted_of(item: DocumentBatchItem) -> Wanted:
    """Return what a document of a batch is asked for by."""
    values = json.loads(item.wanted)
    return Wanted(
        **{
            **values,
            "kind": DocumentKind(values["kind"]),
            "as_of": date.fromisoformat(values["as_of"]),
        }
    )


def give_back(session: Session, batch_id: int) -> bool:
    """Let anybody go on with a batch; finish it where nothing is left, and say so."""
    batch = session.get_one(DocumentBatch, batch_id, with_for_update=True, populate_existing=True)
    if batch.finished_at is not None:
        return False
    batch.due_at = clock.now()
    if next_item(session, batch_id) is None:
        batch.finished_at = clock.now()
    session.flush()
    return batch.finished_at is not None


def progress(session: Session, batch_id: int) -> Progress:
    """Return how far a batch has come; raise NoSuchBatch."""
    batch = session.get(DocumentBatch, batch_id)
    if batch is None:
        raise NoSuchBatch
    items = session.scalars(
        select(DocumentBatchItem)
        .where(DocumentBatchItem.batch_id == batch_id)
        .order_by(DocumentBatchItem.rank)
    ).all()
    return Progress(batch=batch, items=items)


def batches_of(
    session: Session, fund_id: int, *, limit: int = 10
) -> list[tuple[DocumentBatch, int]]:
    """List the last batches of a fund with how many documents each asked for, the latest first."""
    rows = session.execute(
        select(DocumentBatch, func.count(DocumentBatchItem.rank))
        .join(DocumentBatchItem, DocumentBatchItem.batch_id == DocumentBatch.id)
        .where(DocumentBatch.fund_id == fund_id)
        .group_by(DocumentBatch.id)
        .order_by(DocumentBatch.id.desc())
        .limit(limit)
    )
    return [(batch, count) for batch, count in rows]


def _written(wanted: Wanted) -> str:
    values = {name: it for name, it in asdict(wanted).items() if it is not None}
    return json.dumps({**values, "as_of": wanted.as_of.isoformat()}, sort_keys=True)
