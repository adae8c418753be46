"""Backing everything up into one file, and restoring it into an empty database of either kind."""

from __future__ import annotations

from pathlib import Path

import click

from fundtracker.cli import opening
from fundtracker.cli.archive_reading import opened_archive
from fundtracker.cli.archive_writing import write_archive
from fundtracker.cli.restoring import restore_into
from fundtracker.cli.speech import Spoken, say
from fundtracker.files.store import FileStore
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _


@click.command(
    cls=Spoken,
    help=N_(
        "Copy everything into FILE: all records and all stored files.\n\n"
        "The copy is of one moment; nobody needs to stop working. It holds hashes of passwords: "
        "keep it safe."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write an archive."""
    its = opening.settings()
    with opening.database(its) as database:
        manifest = write_archive(database, FileStore(opening.files_folder(its)), file)
    for anchor in manifest.anchors:
        say(anchor)
    say(
        _(
            "Written: %(file)s (%(rows)s records, %(files)s files).",
            file=file,
            rows=sum(manifest.tables.values()),
            files=manifest.files,
        )
    )


@click.command(
    cls=Spoken,
    help=N_(
        "Put back what FILE holds, into an empty database.\n\n"
        "The database may be of another kind than the one that was copied. Everything is verified "
        "before it is kept: all of it or nothing."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(file: Path) -> None:
    """Restore an archive, verified against its own anchors."""
    its = opening.settings()
    with opened_archive(file) as archive, opening.database(its, is_ready=False) as database:
        restore_into(database, FileStore(opening.files_folder(its)), archive)
        for anchor in archive.manifest.anchors:
            say(anchor)
    say(_("Restored and verified: everything is as it was written."))
