"""A fund's pack: its report, its projects' sheets, its committee's papers, what was issued, photos.

For the staff and for auditors: it tells of all donors. The same books, day, issued documents and
news give the same bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.committee.meetings import meetings_of
from fundtracker.committee.minutes import with_minutes
from fundtracker.documents import queries
from fundtracker.documents.drafting import draft
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.pack_files import PackFile, as_issued, photo_files, zipped
from fundtracker.documents.queries import DocumentState
from fundtracker.documents.requests import Wanted
from fundtracker.funds.models import Decision
from fundtracker.i18n import format_date, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.parties.names import sort_key
from fundtracker.projects.queries import projects_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.files.store import FileStore
    from fundtracker.funds.models import Fund
    from fundtracker.i18n import Locale

_NAME = 60


def fund_pack(
    session: Session,
    store: FileStore,
    fund: Fund,
    as_of: date,
    *,
    locale: Locale,
    is_demonstration: bool = False,
) -> bytes:
    """Return the archive of a fund as of a day."""
    with use_locale(locale):
        files = [
            *_drawn(session, fund, as_of, locale, is_demonstration=is_demonstration),
            *_issued(session, store, fund, as_of),
            *photo_files(session, fund, as_of),
        ]
        head = _(
            "%(fund)s: documents of the fund, position on %(day)s",
            fund=fund.name,
            day=format_date(as_of),
        )
        return zipped(head, files, as_of)


def _drawn(
    session: Session, fund: Fund, as_of: date, locale: Locale, *, is_demonstration: bool
) -> Iterator[PackFile]:
    for name, wanted in _wanted(session, fund, as_of, locale):
        drawn = draft(session, wanted, is_demonstration=is_demonstration)
        words = f"{wanted.kind.label}, {_('Working document, not issued')}"
        yield PackFile(name=f"{fund.code}/{name}.pdf", words=words, content=drawn.file)


def _wanted(
    session: Session, fund: Fund, as_of: date, locale: Locale
) -> Iterator[tuple[str, Wanted]]:
    whole = Wanted(kind=DocumentKind.FUND_REPORT, fund_id=fund.id, as_of=as_of, locale=locale)
    yield whole.kind.prefix, whole
    for project in projects_of(session, fund.id):
        sheet = replace(whole, kind=DocumentKind.PROJECT_SHEET, project_id=project.id)
        yield f"{sheet.kind.prefix}-{project.id}-{_plain(project.title)}", sheet
    decisions = session.scalars(
        select(Decision)
        .where(Decision.fund_id == fund.id, Decision.decided_on <= as_of)
        .order_by(Decision.decided_on, Decision.id)
    )
    for decision in decisions.all():
        record = replace(whole, kind=DocumentKind.DECISION_RECORD, decision_id=decision.id)
        yield f"{record.kind.prefix}-{decision.decided_on.isoformat()}-{decision.id}", record
    noted = with_minutes(session, fund.id)
    for meeting in reversed(meetings_of(session, fund.id)):
        if meeting.held_on > as_of:
            continue
        for kind in (DocumentKind.CONVENING, DocumentKind.MINUTES):
            if kind is DocumentKind.CONVENING or meeting.id in noted:
                paper = replace(whole, kind=kind, meeting_id=meeting.id, as_of=meeting.held_on)
                yield f"{kind.prefix}-{meeting.held_on.isoformat()}-{meeting.id}", paper


def _issued(session: Session, store: FileStore, fund: Fund, as_of: date) -> Iterator[PackFile]:
    """Give what was issued about the fund up to a day and still counts, as it was issued."""
    for line in reversed(queries.of_fund(session, fund.id)):
        document = line.document
        if line.state is DocumentState.VALID and document.as_of <= as_of:
            name = f"{fund.code}/{_('issued')}/{document.kind.prefix}-{_plain(line.about)}"
            yield as_issued(store, name, document)


def _plain(text: str) -> str:
    """Return a text as a part of a file's name."""
    return "-".join(sort_key(text).split())[:_NAME].strip("-") or "-"
