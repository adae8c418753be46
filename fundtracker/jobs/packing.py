"""Making packs, in processes beside the one that serves pages, so that those stay quick."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from fundtracker import clock
from fundtracker.documents import pack_batch as batches
from fundtracker.documents.models import PackBatchItem
from fundtracker.documents.pack_shelf import PackShelf
from fundtracker.errors import Refusal
from fundtracker.files.store import FileStore
from fundtracker.i18n import format_date, ngettext, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.jobs.telling import tell
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    import threading
    from multiprocessing.synchronize import Event
    from pathlib import Path

    from sqlalchemy.orm import Session

    from fundtracker.db import Database

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Packer:
    """What somebody who makes packs must know; it goes to other processes."""

    database_url: str
    files: Path
    shelf: Path
    is_demonstration: bool = False
    has_mail: bool = False


def pack_due(
    database: Database, packer: Packer, ended: Event | threading.Event | None = None
) -> int:
    """Make all packs that are due, clear what has lain for its time; return how many were tried.

    Where mail is sent, whoever asked is told when all are there.
    """
    shelf = PackShelf(packer.shelf)
    with database.session() as session:
        _clear(session, shelf)
        n_tried = 0
        while ended is None or not ended.is_set():
            with transaction(session):
                item = batches.take(session)
                if item is None:
                    break
                batch_id, rank = item.batch_id, item.rank
            n_tried += 1
            size, said = _made(session, shelf, packer, batch_id, rank)
            with transaction(session):
                is_last = batches.note(session, batch_id, rank, size=size, refusal=said)
                if is_last and packer.has_mail:
                    _tell(session, batch_id)
        return n_tried


def is_due(database: Database) -> bool:
    """Tell whether there is a pack to make, or one to clear."""
    with database.session() as session:
        return batches.n_due(session) > 0 or bool(batches.expired(session))


def _made(
    session: Session, shelf: PackShelf, packer: Packer, batch_id: int, rank: int
) -> tuple[int | None, str]:
    """Make a pack and lay it on the shelf; return its size, or the sentence that refuses it."""
    item, store = session.get_one(PackBatchItem, (batch_id, rank)), FileStore(packer.files)
    try:
        content = batches.make(session, store, item, is_demonstration=packer.is_demonstration)
        shelf.put(batch_id, rank, content)
    except Refusal as refusal:
        return None, refusal.message()
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 - said below
        # A pack that cannot be drawn must not keep the others waiting for ever.
        _log.exception("pack %s of batch %s could not be made", rank, batch_id)
        return None, _("This pack could not be made; the server’s log says why.")
    return len(content), ""


def _clear(session: Session, shelf: PackShelf) -> None:
    """Take off the shelf what has lain for its time."""
    for batch in batches.expired(session):
        batch_id = batch.id
        shelf.clear(batch_id)
        with transaction(session):
            batches.note_cleared(session, batch_id)


def _tell(session: Session, batch_id: int) -> None:
    """Write to whoever asked for packs that they are there, and for how long."""
    found = batches.progress(session, batch_id)
    assert found.kept_until is not None, "a batch that is over is kept for its time"
    with use_locale(found.batch.locale):
        tell(
            session,
            found.batch.requested_by_id,
            subject=_("The packs that you asked for are ready"),
            said=ngettext(
                "%(num)s pack is ready; it is kept until %(end)s.",
                "%(num)s packs are ready; they are kept until %(end)s.",
                len(found.made),
                end=format_date(found.kept_until.astimezone(clock.PARIS).date()),
            ),
            address=f"{found.batch.site}/packs/{batch_id}",
        )
