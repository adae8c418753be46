"""Documents attached to records: shown, taken away, and never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature, Subject
from fundtracker.files.attachments import AttachFile, RemoveFile, attach, attached_to, remove
from fundtracker.files.errors import NoSuchAttachment, NoSuchFile
from fundtracker.files.service import keep, read
from fundtracker.files.store import FileStore
from tests.world import by

FUND = Subject(kind="fund", record_id=1)
PDF = b"%PDF-1.7\n"


def _asked(session: Session, folder: Path, label: str = "Statuts") -> AttachFile:
    kept = keep(session, FileStore(folder), PDF, name="statuts.pdf")
    return AttachFile(subject=FUND, sha256=kept.sha256, label=label, dated_on=date(2016, 5, 1))


def test_a_document_is_shown_with_its_record_alone(session: Session, tmp_path: Path) -> None:
    attach(session, _asked(session, tmp_path), by=by())
    (shown,) = attached_to(session, FUND)
    assert (shown.label, shown.name, shown.size) == ("Statuts", "statuts.pdf", len(PDF))
    assert attached_to(session, Subject(kind="fund", record_id=2)) == []
    assert attached_to(session, Subject(kind="project", record_id=1)) == []


def test_a_document_without_words_bears_the_name_of_its_file(
    session: Session, tmp_path: Path
) -> None:
    assert attach(session, _asked(session, tmp_path, label=""), by=by()).label == "statuts.pdf"


def test_a_second_click_attaches_nothing_more(session: Session, tmp_path: Path) -> None:
    asked, signature = _asked(session, tmp_path), Signature()
    first = attach(session, asked, by=signature)
    assert attach(session, asked, by=signature) is first
    assert session.scalar(select(func.count()).select_from(Act)) == 1


def test_what_is_taken_away_is_kept_but_no_longer_shown(session: Session, tmp_path: Path) -> None:
    attachment = attach(session, _asked(session, tmp_path), by=by())
    asked, signature = RemoveFile(attachment_id=attachment.id, reason="Doublon"), Signature()
    remove(session, asked, by=signature)
    remove(session, asked, by=signature)
    assert attached_to(session, FUND) == []
    assert read(session, FileStore(tmp_path), attachment.sha256)[1] == PDF
    with pytest.raises(NoSuchAttachment):
        remove(session, asked, by=by())


def test_a_file_that_was_never_kept_is_not_attached(session: Session) -> None:
    with pytest.raises(NoSuchFile):
        attach(session, AttachFile(subject=FUND, sha256="0" * 64, label="x"), by=by())
    with pytest.raises(NoSuchAttachment):
        remove(session, RemoveFile(attachment_id=7), by=by())
