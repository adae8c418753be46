"""Finding stored files and photographs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.files.errors import NoSuchFile
from fundtracker.files.models import Photo, StoredFile

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


def get_file(session: Session, sha256: str) -> StoredFile:
    """Return what is known of a file, not its content; raise NoSuchFile."""
    file = session.get(StoredFile, sha256)
    if file is None:
        raise NoSuchFile
    return file


def get_photo(session: Session, sha256: str) -> Photo:
    """Return a photograph; raise NoSuchFile."""
    photo = session.get(Photo, sha256)
    if photo is None:
        raise NoSuchFile
    return photo


def contents_of(session: Session, hashes: Collection[str]) -> dict[str, Photo]:
    """Return photographs by their hashes, in one statement."""
    return {it.sha256: it for it in session.scalars(select(Photo).where(Photo.sha256.in_(hashes)))}
