"""Writing an archive: one moment of the database, and every stored file."""

from __future__ import annotations

import json
import zipfile
from base64 import b64encode
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock, schema
from fundtracker.cli.archive_manifest import MANIFEST, Manifest, file_member, table_member
from fundtracker.cli.files import writing_whole
from fundtracker.db import Base, instant_text
from fundtracker.errors import RuleViolation
from fundtracker.files.errors import DamagedFile
from fundtracker.files.models import StoredFile
from fundtracker.i18n import N_
from fundtracker.ledger.models import Book

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from fundtracker.db import Database
    from fundtracker.files.store import FileStore

_ONLY_OWNER = 0o600
_BATCH = 2_000


class AlreadyThere(RuleViolation):
    """A backup never replaces another."""

    sentence = N_("%(file)s is there already: choose another name.")


class FileDamaged(RuleViolation):
    """A stored file is missing or altered: a backup that hides it would be worse than none."""

    sentence = N_("The stored file %(n_sha256)s is missing or altered: bring it back first.")


def write_archive(database: Database, store: FileStore, path: Path) -> Manifest:
    """Write everything to ``path`` and return what it says of itself.

    Raises AlreadyThere, FileDamaged or NotWritable; the file is there whole or not at all.
    """
    if path.exists():
        raise AlreadyThere(file=path)
    schema.import_models()
    with (
        writing_whole(path, mode=_ONLY_OWNER) as temporary,
        database.session() as session,
        zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        tables = {
            table.name: _write_table(session, archive, table)
            for table in Base.metadata.sorted_tables
        }
        manifest = Manifest(
            revision=schema.latest(),
            made_at=instant_text(clock.now()),
            tables=tables,
            files=_write_files(session, archive, store),
            anchors=_anchors(session),
        )
        archive.writestr(MANIFEST, json.dumps(manifest.to_plain(), indent=1))
    return manifest


def _write_table(session: Session, archive: zipfile.ZipFile, table: Table) -> int:
    number = 0
    rows = session.execute(
        select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    )
    with archive.open(table_member(table.name), "w") as member:
        member.write(_line([column.name for column in table.columns]))
        for part in rows.partitions():
            member.write(b"".join(_line(list(row)) for row in part))
            number += len(part)
    return number


def _line(values: list[object]) -> bytes:
    return (json.dumps(values, ensure_ascii=False, default=_plain) + "\n").encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(type(value).__name__)


def _write_files(session: Session, archive: zipfile.ZipFile, store: FileStore) -> int:
    hashes = session.scalars(select(StoredFile.sha256).order_by(StoredFile.sha256)).all()
    for sha256 in hashes:
        try:
            content = store.get(sha256)
        except DamagedFile as error:
            raise FileDamaged(n_sha256=sha256[:12]) from error
        archive.writestr(file_member(sha256), content)
    return len(hashes)


def _anchors(session: Session) -> tuple[str, ...]:
    books = session.scalars(select(Book).where(Book.last_number > 0).order_by(Book.code))
    return tuple(f"{it.code}:{it.last_number}:{it.last_hash}" for it in books)
