"""Attaching files to records, and taking them away again; the file itself stays kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.files.errors import NoSuchAttachment
from fundtracker.files.models import Attachment, StoredFile
from fundtracker.files.queries import get_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachFile:
    """A kept file that belongs to a record from now on, under words that say what it is."""

    subject: Subject
    sha256: str
    label: str
    dated_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveFile:
    """An attachment that was put there by mistake; ``reason`` may be empty."""

    attachment_id: int
    reason: str = ""


def attach(session: Session, request: AttachFile, *, by: Signature) -> Attachment:
    """Attach a file that ``files.service.keep`` kept; raise NoSuchFile."""
    repeat = acts.find_repeat(session, ActKind.ATTACH_FILE, request, by=by)
    if repeat is not None:
        return session.get_one(Attachment, acts.result_id(session, repeat))
    file = get_file(session, request.sha256)
    act = acts.record(session, ActKind.ATTACH_FILE, request, by=by)
    attachment = Attachment(
        kind=request.subject.kind,
        record_id=request.subject.record_id,
        sha256=file.sha256,
        label=text.line(request.label, required=False) or file.name,
        dated_on=request.dated_on,
        act_id=act.id,
    )
    session.add(attachment)
    session.flush()
    acts.concern(session, act, Subject(kind="attachment", record_id=attachment.id), request.subject)
    return attachment


def remove(session: Session, request: RemoveFile, *, by: Signature) -> Attachment:
    """Take an attachment away from its record; raise NoSuchAttachment."""
    attachment = session.get(Attachment, request.attachment_id)
    if attachment is None:
        raise NoSuchAttachment
    repeat = acts.find_repeat(session, ActKind.REMOVE_FILE, request, by=by)
    if repeat is not None:
        return attachment
    session.refresh(attachment, with_for_update=True)
    if attachment.removed_act_id is not None:
        raise NoSuchAttachment
    act = acts.record(
        session, ActKind.REMOVE_FILE, request, by=by, reason=text.prose(request.reason)
    )
    attachment.removed_act_id = act.id
    session.flush()
    acts.concern(
        session,
        act,
        Subject(kind="attachment", record_id=attachment.id),
        Subject(kind=attachment.kind, record_id=attachment.record_id),
    )
    return attachment


@dataclass(frozen=True, kw_only=True, slots=True)
class AttachedFile:
    """A file of a record as its page shows it."""

    id: int
    sha256: str
    name: str
    label: str
    size: int
    dated_on: date | None


def attached_to(session: Session, subject: Subject) -> Sequence[AttachedFile]:
    """List the files of a record, the latest first."""
    rows = session.execute(
        select(Attachment, StoredFile)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .where(
            Attachment.kind == subject.kind,
            Attachment.record_id == subject.record_id,
            Attachment.removed_act_id.is_(None),
        )
        .order_by(Attachment.id.desc())
    )
    return [
        AttachedFile(
            id=it.id,
            sha256=it.sha256,
            name=file.name,
            label=it.label,
            size=file.size,
            dated_on=it.dated_on,
        )
        for it, file in rows
    ]
