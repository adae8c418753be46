"""Issuing the documents of batches, one in each transaction: whoever goes on issues none twice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from fundtracker.documents import batch as batches
from fundtracker.documents.issue import IssueDocument, issue
from fundtracker.documents.models import DocumentBatchItem
from fundtracker.errors import Refusal
from fundtracker.i18n import gettext as _
from fundtracker.i18n import ngettext, use_locale
from fundtracker.jobs.telling import tell
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    import threading

    from sqlalchemy.orm import Session

    from fundtracker.db import Database
    from fundtracker.documents.models import DocumentBatch
    from fundtracker.documents.signing import Signer
    from fundtracker.files.store import FileStore

_log = logging.getLogger(__name__)


def issue_due(
    database: Database,
    store: FileStore,
    *,
    signer: Signer | None = None,
    is_demonstration: bool = False,
    has_mail: bool = False,
) -> int:
    """Issue all that is due, signed where there is a signer; return how many were tried.

    Where mail is sent, whoever asked for a batch is told that it is over.
    """
    n_tried = 0
    while True:
        with database.session() as session:
            with transaction(session):
                taken = batches.take(session)
                if taken is None:
                    return n_tried
                batch_id = taken.id
            n_tried += _issue_next(
                session, store, batch_id, signer=signer, is_demonstration=is_demonstration
            )
            with transaction(session):
                if batches.give_back(session, batch_id) and has_mail:
                    _tell(session, batch_id)


def keep_issuing(
    database: Database,
    store: FileStore,
    *,
    every: float,
    until: threading.Event,
    signer: Signer | None = None,
    is_demonstration: bool = False,
    has_mail: bool = False,
) -> None:
    """Issue what is due, again and again, until told to end."""
    while not until.wait(every):
        try:
            issue_due(
                database,
                store,
                signer=signer,
                is_demonstration=is_demonstration,
                has_mail=has_mail,
            )
        except SQLAlchemyError:
            # The database may be away for a while: the next round finds out.
            _log.exception("the batches of documents could not be read")


def _issue_next(
    session: Session,
    store: FileStore,
    batch_id: int,
    *,
    signer: Signer | None,
    is_demonstration: bool,
) -> int:
    """Issue the next document of a batch; note the sentence where it is refused."""
    try:
        with transaction(session):
            batch, item = _next(session, batch_id)
            if item is None:
                return 0
            rank = item.rank
            document = issue(
                session,
                store,
                IssueDocument(wanted=batches.wanted_of(item)),
                site=batch.site,
                is_demonstration=is_demonstration,
                signer=signer,
                by=batches.signature_of(batch, rank),
            )
            item.document_id = document.id
    except Refusal as refusal:
        said = refusal.message()
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 - said below
        # A document that cannot be drawn must not keep the others waiting for ever.
        _log.exception("document %s of batch %s could not be drawn", rank, batch_id)
        said = _("This document could not be drawn; the server’s log says why.")
    else:
        return 1
    with transaction(session):
        session.get_one(DocumentBatchItem, (batch_id, rank)).refusal = said
    return 1


def _next(session: Session, batch_id: int) -> tuple[DocumentBatch, DocumentBatchItem | None]:
    batch = batches.progress(session, batch_id).batch
    return batch, None if batch.finished_at else batches.next_item(session, batch_id)


def _tell(session: Session, batch_id: int) -> None:
    """Write to whoever asked for a batch that it is over."""
    found = batches.progress(session, batch_id)
    with use_locale("fr"):
        tell(
            session,
            found.batch.requested_by_id,
            subject=_("The documents that you asked for are issued"),
            said=ngettext(
                "%(num)s document was issued.", "%(num)s documents were issued.", found.n_issued
            ),
            address=f"{found.batch.site}/batches/{batch_id}",
        )
