"""Files are kept once, known by the hash of their content, and refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker.errors import Refusal
from fundtracker.files.errors import EmptyFile, FileTooLarge, ForbiddenKind, NoSuchFile
from fundtracker.files.models import StoredFile
from fundtracker.files.service import keep, read
from fundtracker.files.store import FileStore
from fundtracker.i18n import use_locale

PDF = b"%PDF-1.7\n"


def test_a_file_is_read_back_with_what_is_known_of_it(session: Session, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    kept = keep(session, store, PDF, name="../délibération.pdf")
    file, content = read(session, store, kept.sha256)
    assert content == PDF
    assert (file.name, file.media_type, file.size) == ("délibération.pdf", "application/pdf", 9)


def test_the_same_content_is_kept_once_under_its_first_name(
    session: Session, tmp_path: Path
) -> None:
    store = FileStore(tmp_path)
    first = keep(session, store, PDF, name="a.pdf")
    assert keep(session, store, PDF, name="b.pdf") is first
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
    assert first.name == "a.pdf"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"", "a.pdf", EmptyFile),
        (PDF + b" " * 1_000_000, "a.pdf", FileTooLarge),
        (b"MZ\x00", "a.pdf", ForbiddenKind),
    ],
)
def test_a_refused_file_leaves_nothing(
    session: Session, tmp_path: Path, content: bytes, name: str, kind: type[Refusal]
) -> None:
    with pytest.raises(kind) as refusal:
        keep(session, FileStore(tmp_path, largest_mb=1), content, name=name)
    with use_locale("en"):
        assert "“a.pdf”" in refusal.value.message()
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_exactly_the_limit_is_kept(session: Session, tmp_path: Path) -> None:
    content = PDF + b" " * (1_000_000 - len(PDF))
    assert keep(session, FileStore(tmp_path, largest_mb=1), content, name="a.pdf").size == 1_000_000


def test_an_unknown_hash_is_not_found(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile):
        read(session, FileStore(tmp_path), "a" * 64)
