"""What packs are made of: named files with their words, and the archive that holds them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from fundtracker.files.queries import contents_of
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _
from fundtracker.projects.news import news_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.models import IssuedDocument
    from fundtracker.files.store import FileStore
    from fundtracker.funds.models import Fund


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """A document of a pack: its name there, what it is, and the file."""

    name: str
    words: str
    content: bytes


def zipped(head: str, files: Sequence[PackFile], as_of: date) -> bytes:
    """Return the archive of files, a list of them first; the same gives the same bytes."""
    contents = "\n".join(f"{it.name}: {it.words}" for it in files)
    listed = PackFile(name=_("contents.txt"), words="", content=f"{head}\n\n{contents}\n".encode())
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for it in (listed, *files):
            # Dated by its content, so that the same content gives the same archive.
            entry = zipfile.ZipInfo(it.name, (as_of.year, as_of.month, as_of.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, it.content)
    return target.getvalue()


def as_issued(store: FileStore, name: str, document: IssuedDocument) -> PackFile:
    """Return an issued document as it was issued, its number in its name."""
    number = f"{document.shown_number}-v{document.version}"
    words = _(
        "%(document)s %(number)s, issued, position on %(day)s",
        document=document.kind.label,
        number=number,
        day=format_date(document.as_of),
    )
    return PackFile(
        name=f"{name}-{number}.pdf", words=words, content=store.get(document.file_sha256)
    )


def photo_files(
    session: Session,
    fund: Fund,
    until: date,
    *,
    since: date | None = None,
    project_ids: Collection[int] | None = None,
) -> Iterator[PackFile]:
    """Give the photographs of a fund's news, the latest first, under the day of each."""
    told = [
        it
        for it in news_of(session, fund.id, project_ids=project_ids, until=until)
        if it.photo_sha256 and (since is None or it.dated_on >= since)
    ]
    photos = contents_of(session, {it.photo_sha256 for it in told if it.photo_sha256})
    for it in told:
        photo = photos[it.photo_sha256 or ""]
        name = f"{fund.code}/photos/{it.dated_on.isoformat()}-{it.id}.jpg"
        yield PackFile(name=name, words=f"{it.title}. {it.caption}", content=photo.content)
