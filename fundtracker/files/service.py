"""Keeping files and reading them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker import clock
from fundtracker.db import lock_text
from fundtracker.files.errors import EmptyFile, FileTooLarge, ForbiddenKind
from fundtracker.files.kinds import recognise
from fundtracker.files.models import StoredFile
from fundtracker.files.names import clean_name, last_part
from fundtracker.files.queries import get_file
from fundtracker.files.store import hash_content

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.files.store import FileStore


def keep(session: Session, store: FileStore, content: bytes, *, name: str) -> StoredFile:
    """Keep a file under the hash of its content; the same content is kept once.

    ``name`` is what the person's machine calls it. Raises EmptyFile, FileTooLarge or
    ForbiddenKind. A file is no act of its own: it belongs to the act of the record that names
    it, and where that act fails its content stays behind, unnamed and harmless.
    """
    shown = last_part(name)[:80] or "?"
    if not content:
        raise EmptyFile(name=shown)
    if not store.admits(len(content)):
        raise FileTooLarge(name=shown, n_limit=store.largest_mb)
    kind = recognise(content, last_part(name))
    if kind is None:
        raise ForbiddenKind(name=shown)
    sha256 = hash_content(content)
    # Of two people who send the same file at once, the second finds the first one's row.
    lock_text(session, sha256)
    known = session.get(StoredFile, sha256)
    store.put(content)
    if known is not None:
        return known
    file = StoredFile(
        sha256=sha256,
        name=clean_name(name, kind),
        media_type=kind.value,
        size=len(content),
        stored_at=clock.now(),
    )
    session.add(file)
    session.flush()
    return file


def read(session: Session, store: FileStore, sha256: str) -> tuple[StoredFile, bytes]:
    """Return a file and its content. Raises NoSuchFile, or DamagedFile (not a refusal)."""
    file = get_file(session, sha256)
    return file, store.get(file.sha256)
