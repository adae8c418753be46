"""Packs for all donors of a fund: asked for at once, then made by as many workers as there are.

A worker holds a pack by a lease: what a killed one held is made by another, into the same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from fundtracker import clock
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Subject
from fundtracker.documents.errors import MakingBrokeOff, NoSuchPacks, NothingToPack
from fundtracker.documents.for_donors import for_donors
from fundtracker.documents.fund_pack import fund_pack
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.models import PackBatch, PackBatchItem
from fundtracker.documents.pack import pack
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.parties.names import sort_key
from fundtracker.parties.queries import get_collectivity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from fundtracker.acts.service import Signature
    from fundtracker.files.store import FileStore
    from fundtracker.i18n import Locale

# Who takes a pack has this long to make it; if that program ends, another makes it then.
LEASE = timedelta(minutes=5)

# A pack whose makers ended this often without a word is given up: it may be what ends them.
MOST_TRIES = 3

# How long packs lie on the shelf.
KEPT = timedelta(days=7)

_NAME = 60

_OPEN = and_(PackBatchItem.size.is_(None), PackBatchItem.refusal == "")


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuePacks:
    """The packs of a fund and of all its donors, of the year of a day."""

    fund_id: int
    as_of: date
    locale: Locale


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelPacks:
    """Packs of which no more are to be made; those that are made stay for their time."""

    batch_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PackProgress:
    """How far a batch of packs has come."""

    batch: PackBatch
    items: Sequence[PackBatchItem]

    @property
    def made(self) -> list[PackBatchItem]:
        """The packs that are made."""
        return [it for it in self.items if it.size is not None]

    @property
    def n_refused(self) -> int:
        """How many were refused, with a sentence."""
        return sum(bool(it.refusal) for it in self.items)

    @property
    def n_done(self) -> int:
        """How many are over, either way."""
        return len(self.made) + self.n_refused

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens: all are done, or somebody cancelled it."""
        return self.batch.finished_at is not None

    @property
    def kept_until(self) -> datetime | None:
        """Until when they can be fetched, once it is over."""
        return None if self.batch.finished_at is None else self.batch.finished_at + KEPT

    @property
    def is_kept(self) -> bool:
        """Whether they can still be fetched."""
        return self.kept_until is None or self.kept_until > clock.now()

    def name(self, item: PackBatchItem) -> str:
        """Return a name for the archive of a pack, its own within the batch."""
        plain = "-".join(sort_key(item.about).split())[:_NAME].strip("-")
        return f"{item.rank:03}-{plain}-{self.batch.as_of.isoformat()}.zip"


def queue_packs(session: Session, request: QueuePacks, *, site: str, by: Signature) -> PackBatch:
    """Queue the packs of a fund to be made; raise NothingToPack where nobody paid by the day."""
    repeat = acts.find_repeat(session, ActKind.QUEUE_PACKS, request, by=by)
    if repeat is not None:
        return session.get_one(PackBatch, acts.result_id(session, repeat))
    fund = get_fund_by_id(session, request.fund_id)
    donors = for_donors(
        session, fund, DocumentKind.DONOR_REPORT, request.as_of, locale=request.locale
    )
    if not donors:
        raise NothingToPack
    act = acts.record(session, ActKind.QUEUE_PACKS, request, by=by)
    now = clock.now()
    batch = PackBatch(
        fund_id=request.fund_id,
        as_of=request.as_of,
        locale=request.locale,
        site=site,
        requested_by_id=by.actor_id,
        requested_at=now,
        act_id=act.id,
    )
    session.add(batch)
    session.flush()
    whole = (None, fund.name)
    packs = [whole, *((it.wanted.collectivity_id, it.about) for it in donors)]
    session.add_all(
        PackBatchItem(
            batch_id=batch.id, rank=rank, collectivity_id=donor, about=about, due_at=now, refusal=""
        )
        for rank, (donor, about) in enumerate(packs, start=1)
    )
    acts.concern(
        session,
        act,
        Subject(kind="pack_batch", record_id=batch.id),
        Subject(kind="fund", record_id=request.fund_id),
    )
    return batch


def cancel_packs(session: Session, request: CancelPacks, *, by: Signature) -> PackBatch:
    """Make no more of a batch; raise NoSuchPacks. One that is over stays as it is."""
    batch = session.get(PackBatch, request.batch_id, with_for_update=True)
    if batch is None:
        raise NoSuchPacks
    if acts.find_repeat(session, ActKind.CANCEL_PACKS, request, by=by) is not None:
        return batch
    if batch.finished_at is not None:
        return batch
    act = acts.record(session, ActKind.CANCEL_PACKS, request, by=by)
    batch.finished_at, batch.is_cancelled = clock.now(), True
    acts.concern(session, act, Subject(kind="pack_batch", record_id=batch.id))
    return batch


def take(session: Session) -> PackBatchItem | None:
    """Take the pack that waits longest, for the time of a lease; None where there is none."""
    item = session.scalar(
        select(PackBatchItem)
        .join(PackBatch, PackBatch.id == PackBatchItem.batch_id)
        .where(*_due())
        .order_by(PackBatchItem.batch_id, PackBatchItem.rank)
        .limit(1)
        .with_for_update(skip_locked=True, of=PackBatchItem)
    )
    if item is not None:
        item.due_at = clock.now() + LEASE
        item.n_tries += 1
        session.flush()
    return item


def make(
    session: Session, store: FileStore, item: PackBatchItem, *, is_demonstration: bool
) -> bytes:
    """Make the pack of an item; only reads. Raises MakingBrokeOff, or what its documents do."""
    if item.n_tries > MOST_TRIES:
        raise MakingBrokeOff
    batch = session.get_one(PackBatch, item.batch_id)
    how: dict[str, Any] = {"locale": batch.locale, "is_demonstration": is_demonstration}
    if item.collectivity_id is None:
        fund = get_fund_by_id(session, batch.fund_id)
        return fund_pack(session, store, fund, batch.as_of, **how)
    donor = get_collectivity(session, item.collectivity_id)
    return pack(session, store, donor, batch.as_of, **how)


def note(session: Session, batch_id: int, rank: int, *, size: int | None, refusal: str) -> bool:
    """Note how a pack ended; return whether its batch ended with it."""
    batch = session.get_one(PackBatch, batch_id, with_for_update=True, populate_existing=True)
    item = session.get_one(PackBatchItem, (batch_id, rank), populate_existing=True)
    item.size, item.refusal = size, refusal
    session.flush()
    n_open = session.scalar(select(func.count()).where(PackBatchItem.batch_id == batch_id, _OPEN))
    if batch.finished_at is not None or n_open:
        return False
    batch.finished_at = clock.now()
    return True


def n_due(session: Session) -> int:
    """Count the packs that wait to be made by somebody."""
    found = session.scalar(
        select(func.count())
        .select_from(PackBatchItem)
        .join(PackBatch, PackBatch.id == PackBatchItem.batch_id)
        .where(*_due())
    )
    return found or 0


def note_cleared(session: Session, batch_id: int) -> None:
    """Note that the packs of a batch are no longer kept."""
    session.get_one(PackBatch, batch_id, with_for_update=True).cleared_at = clock.now()
    session.flush()


def expired(session: Session) -> Sequence[PackBatch]:
    """List the batches whose packs have lain for their time, to be cleared."""
    return session.scalars(
        select(PackBatch).where(
            PackBatch.cleared_at.is_(None), PackBatch.finished_at <= clock.now() - KEPT
        )
    ).all()


def progress(session: Session, batch_id: int) -> PackProgress:
    """Return how far a batch has come; raise NoSuchPacks."""
    batch = session.get(PackBatch, batch_id)
    if batch is None:
        raise NoSuchPacks
    items = session.scalars(
        select(PackBatchItem).where(PackBatchItem.batch_id == batch_id).order_by(PackBatchItem.rank)
    ).all()
    return PackProgress(batch=batch, items=items)


def packs_of(session: Session, fund_id: int, *, limit: int = 5) -> Sequence[PackBatch]:
    """List the last batches of packs of a fund, the latest first."""
    return session.scalars(
        select(PackBatch)
        .where(
            PackBatch.fund_id == fund_id,
            or_(PackBatch.finished_at.is_(None), PackBatch.finished_at > clock.now() - KEPT),
        )
        .order_by(PackBatch.id.desc())
        .limit(limit)
    ).all()


def _due() -> tuple[ColumnElement[bool], ...]:
    return (
        PackBatch.finished_at.is_(None),
        # Said so that the index of what is not cleared serves.
        PackBatch.cleared_at.is_(None),
        PackBatchItem.due_at <= clock.now(),
        _OPEN,
    )
