"""Reading an archive: all of it is checked before anything is done with it."""

from __future__ import annotations

import json
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fundtracker import schema
from fundtracker.cli.archive_manifest import FORMAT, MANIFEST, Manifest, file_member, table_member
from fundtracker.errors import NotFound, RuleViolation
from fundtracker.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class NoSuchArchive(NotFound):
    """There is no such file."""

    sentence = N_("There is no file %(file)s.")


class DamagedArchive(RuleViolation):
    """A file that is no archive, or no longer a whole one."""

    sentence = N_("%(file)s is not a backup of FundTracker, or it is damaged: nothing was done.")


class NewerArchive(RuleViolation):
    """An archive written by a later version of the program."""

    sentence = N_(
        "%(file)s was written by a newer version of FundTracker: install that version first."
    )


class Archive:
    """An archive whose every part was read once and found sound."""

    def __init__(self, content: zipfile.ZipFile, manifest: Manifest) -> None:
        self._content = content
        self.manifest = manifest

    def rows(self, table: str) -> Iterator[list[object]]:
        """Yield the column names of a table, then its rows."""
        with self._content.open(table_member(table)) as member:
            for line in member:
                yield json.loads(line)

    def files(self) -> Iterator[bytes]:
        """Yield the contents of the stored files."""
        prefix = file_member("")
        for name in self._content.namelist():
            if name.startswith(prefix):
                yield self._content.read(name)


@contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Open an archive and check it; raise NoSuchArchive, DamagedArchive or NewerArchive."""
    if not path.is_file():
        raise NoSuchArchive(file=path)
    try:
        content = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DamagedArchive(file=path) from error
    with content:
        yield Archive(content, _checked(content, path))


def _checked(content: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        plain = json.loads(content.read(MANIFEST))
        manifest_format, revision = plain["format"], plain["revision"]
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise DamagedArchive(file=path) from error
    _check_known(manifest_format, revision, path)
    try:
        manifest = Manifest.of_plain(plain)
        is_sound = content.testzip() is None and _is_whole(content, manifest)
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise DamagedArchive(file=path) from error
    if not is_sound:
        raise DamagedArchive(file=path)
    return manifest


def _check_known(manifest_format: object, revision: object, path: Path) -> None:
    if not isinstance(manifest_format, int) or not isinstance(revision, str):
        raise DamagedArchive(file=path)
    try:
        schema.check_known(revision)
    except schema.NewerSchema as error:
        raise NewerArchive(file=path) from error
    if manifest_format > FORMAT:
        raise NewerArchive(file=path)


def _is_whole(content: zipfile.ZipFile, manifest: Manifest) -> bool:
    names = content.namelist()
    if sum(name.startswith(file_member("")) for name in names) != manifest.files:
        return False
    for table, number in manifest.tables.items():
        with content.open(table_member(table)) as member:
            # The first line names the columns.
            if sum(1 for _ in member) != number + 1:
                return False
    return True
