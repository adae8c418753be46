"""Issuing documents: numbered without a gap, kept as handed out, withdrawn with a reason."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.db import lock_text
from fundtracker.documents.archival import archival
from fundtracker.documents.drafting import draft
from fundtracker.documents.errors import NoSuchDocument, SaysTheSame, WithdrawnAlready
from fundtracker.documents.imprint import Imprint
from fundtracker.documents.models import DocumentNumber, DocumentWithdrawal, IssuedDocument
from fundtracker.files.service import keep

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.documents.requests import Wanted
    from fundtracker.documents.signing import Signer
    from fundtracker.files.store import FileStore

# Crockford's digits: none is taken for another, on paper or on the telephone.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12

# What differs between two versions that say the same.
_OF_THE_ISSUE = ("imprint",)


@dataclass(frozen=True, kw_only=True, slots=True)
class IssueDocument:
    """A document that is to be handed out."""

    wanted: Wanted


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawDocument:
    """A document that is to count no more, and why."""

    document_id: int
    reason: str


def issue(
    session: Session,
    store: FileStore,
    request: IssueDocument,
    *,
    site: str,
    is_demonstration: bool = False,
    signer: Signer | None = None,
    by: Signature,
) -> IssuedDocument:
    """Issue a document: under a new number, or as the next version of the one that is about it.

    It is signed where there is a ``signer``; ``site`` is where documents are checked. Raises what
    its kind may refuse, or SaysTheSame where the last version stands and nothing has changed.
    """
    repeat = acts.find_repeat(session, ActKind.ISSUE_DOCUMENT, request, by=by)
    if repeat is not None:
        return session.get_one(IssuedDocument, acts.result_id(session, repeat))
    wanted = request.wanted
    # One issue at a time: numbers have no gap, and versions follow each other.
    lock_text(session, "documents")
    last = _last_version(session, wanted)
    now = clock.now()
    code = "".join(secrets.choice(_DIGITS) for _ in range(_CODE_LENGTH))
    year, number, version = (
        (last.year, last.number, last.version + 1)
        if last is not None
        else (clock.today().year, _next_number(session, wanted), 1)
    )
    imprint = Imprint(
        number=f"{wanted.kind.prefix}-{year}-{number:04}",
        version=version,
        issued_on=clock.today(),
        code=code,
        address=f"{site}/check/{code}",
    )
    drawn = draft(session, wanted, is_demonstration=is_demonstration, imprint=imprint)
    content_hash = hashlib.sha256(_json(drawn.content, without=_OF_THE_ISSUE)).hexdigest()
    if last is not None and last.content_hash == content_hash and not is_withdrawn(session, last):
        raise SaysTheSame(number=last.shown_number, n_version=last.version)
    content = _json(drawn.content)
    lasting = archival(
        drawn.file,
        json.loads(content),
        dated=wanted.as_of,
        description=f"{imprint.number}, version {version}",
    )
    if signer is not None:
        lasting = signer.sign(lasting, reason=f"{imprint.number}, version {version}")
    file = keep(session, store, lasting, name=f"{imprint.number}-v{version}.pdf")
    act = acts.record(session, ActKind.ISSUE_DOCUMENT, request, by=by)
    document = IssuedDocument(
        kind=wanted.kind,
        year=year,
        number=number,
        version=version,
        subject=wanted.subject,
        collectivity_id=wanted.collectivity_id,
        fund_id=wanted.fund_id,
        donation_id=wanted.donation_id,
        receipt_id=wanted.receipt_id,
        project_id=wanted.project_id,
        decision_id=wanted.decision_id,
        meeting_id=wanted.meeting_id,
        locale=wanted.locale,
        as_of=wanted.as_of,
        issued_at=now,
        content=content.decode(),
        content_hash=content_hash,
        file_sha256=file.sha256,
        code=code,
        act_id=act.id,
    )
    session.add(document)
    session.flush()
    acts.concern(session, act, *_subjects(document))
    return document


def withdraw(session: Session, request: WithdrawDocument, *, by: Signature) -> IssuedDocument:
    """Withdraw a document, with a reason that its verification shows.

    Raises NoSuchDocument or WithdrawnAlready.
    """
    document = session.get(IssuedDocument, request.document_id)
    if document is None:
        raise NoSuchDocument
    if acts.find_repeat(session, ActKind.WITHDRAW_DOCUMENT, request, by=by) is not None:
        return document
    lock_text(session, "documents")
    if is_withdrawn(session, document):
        raise WithdrawnAlready
    reason = text.line(request.reason)
    act = acts.record(session, ActKind.WITHDRAW_DOCUMENT, request, by=by, reason=reason)
    session.add(
        DocumentWithdrawal(
            document_id=document.id, reason=reason, withdrawn_at=clock.now(), act_id=act.id
        )
    )
    session.flush()
    acts.concern(session, act, *_subjects(document))
    return document


def is_withdrawn(session: Session, document: IssuedDocument) -> bool:
    """Tell whether a document counts no more."""
    return session.get(DocumentWithdrawal, document.id) is not None


def _last_version(session: Session, wanted: Wanted) -> IssuedDocument | None:
    return session.scalar(
        select(IssuedDocument)
        .where(IssuedDocument.subject == wanted.subject)
        .order_by(IssuedDocument.id.desc())
        .limit(1)
    )


def _next_number(session: Session, wanted: Wanted) -> int:
    key = (wanted.kind, clock.today().year)
    counter = session.get(DocumentNumber, key, with_for_update=True, populate_existing=True)
    if counter is None:
        counter = DocumentNumber(kind=key[0], year=key[1], last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return counter.last


def _subjects(document: IssuedDocument) -> list[Subject]:
    concerned = {
        "collectivity": document.collectivity_id,
        "donation": document.donation_id,
        "project": document.project_id,
        "decision": document.decision_id,
        "meeting": document.meeting_id,
    }
    if document.collectivity_id is None:
        concerned["fund"] = document.fund_id
    return [
        Subject(kind="issued_document", record_id=document.id),
        *(Subject(kind=kind, record_id=it) for kind, it in concerned.items() if it is not None),
    ]


def _json(content: Any, *, without: tuple[str, ...] = ()) -> bytes:  # noqa: ANN401 - a dataclass
    values = {name: it for name, it in dataclasses.asdict(content).items() if name not in without}
    return json.dumps(
        values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        # A photograph: the file shows it, its hash says which it was.
        return hashlib.sha256(value).hexdigest()
    raise TypeError(type(value).__name__)
