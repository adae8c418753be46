"""Finding stored files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.files.errors import NoSuchFile
from fundtracker.files.models import StoredFile

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def get_file(session: Session, sha256: str) -> StoredFile:
    """Return what is known of a file, not its content; raise NoSuchFile."""
    file = session.get(StoredFile, sha256)
    if file is None:
        raise NoSuchFile
    return file
