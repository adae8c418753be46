"""Finding issued documents, and whether each still counts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from fundtracker.committee.models import Meeting
from fundtracker.documents.errors import NoSuchDocument
from fundtracker.documents.models import DocumentWithdrawal, IssuedDocument
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Decision, Fund
from fundtracker.i18n import N_, format_date, gettext
from fundtracker.i18n import gettext as _
from fundtracker.parties.models import Collectivity
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from fundtracker.documents.kinds import DocumentKind

_later = aliased(IssuedDocument)


class DocumentState(StrEnum):
    """Whether an issued document still counts."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state in a word, in the language of the moment."""
        return gettext(_STATES[self])


_STATES = {
    DocumentState.VALID: N_("valid"),
    DocumentState.REPLACED: N_("replaced"),
    DocumentState.WITHDRAWN: N_("withdrawn"),
}


_ALL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """An issued document: what it is about, and whether it still counts.

    ``about`` names the donor; of a document that is no donor's, the project, the decision, the
    meeting or the fund. ``replaced_by`` is the number of the last version,
    where there is a later one.
    """

    document: IssuedDocument
    about: str
    withdrawal: DocumentWithdrawal | None
    replaced_by: int | None

    @property
    def state(self) -> DocumentState:
        """Whether it still counts: a withdrawn one does not, whatever came after it."""
        if self.withdrawal is not None:
            return DocumentState.WITHDRAWN
        return DocumentState.REPLACED if self.replaced_by else DocumentState.VALID

    @property
    def can_be_sent(self) -> bool:
        """Whether it is somebody's: a donor's, or the members' whom it convenes."""
        is_somebodys = self.document.collectivity_id or self.document.meeting_id
        return self.state is DocumentState.VALID and bool(is_somebodys)


def of_collectivity(session: Session, collectivity_id: int) -> list[DocumentLine]:
    """List the documents issued to a collectivity, the latest first."""
    return _lines(session, IssuedDocument.collectivity_id == collectivity_id)


def for_donor(session: Session, collectivity_id: int) -> list[DocumentLine]:
    """List what a collectivity may see: its own documents, and those of funds that it gives to."""
    funds = select(Donation.fund_id).where(Donation.collectivity_id == collectivity_id)
    return _lines(
        session,
        or_(
            IssuedDocument.collectivity_id == collectivity_id,
            and_(IssuedDocument.collectivity_id.is_(None), IssuedDocument.fund_id.in_(funds)),
        ),
    )


def of_fund(session: Session, fund_id: int, *, limit: int = 1000) -> list[DocumentLine]:
    """List the documents issued about a fund, the latest first."""
    return _lines(session, IssuedDocument.fund_id == fund_id, limit=limit)


def papers_of_meetings(
    session: Session, fund_id: int
) -> dict[tuple[DocumentKind, int], DocumentLine]:
    """Return the valid papers of a fund's meetings, by kind and meeting."""
    of_meetings = and_(IssuedDocument.fund_id == fund_id, IssuedDocument.meeting_id.is_not(None))
    return {
        (it.document.kind, it.document.meeting_id): it
        for it in _lines(session, of_meetings)
        if it.document.meeting_id is not None and it.state is DocumentState.VALID
    }


def concerning(session: Session, fund_id: int) -> list[DocumentLine]:
    """List all documents that tell of a fund's money: its own, and its donors' yearly ones."""
    donors = select(Donation.collectivity_id).where(Donation.fund_id == fund_id)
    of_years = and_(IssuedDocument.fund_id.is_(None), IssuedDocument.collectivity_id.in_(donors))
    return _lines(session, or_(IssuedDocument.fund_id == fund_id, of_years), limit=_ALL)


def get_document(session: Session, document_id: int) -> DocumentLine:
    """Return an issued document; raise NoSuchDocument."""
    return _one(session, IssuedDocument.id == document_id)


def of_ids(session: Session, document_ids: Collection[int]) -> list[DocumentLine]:
    """List some documents, the latest first."""
    return _lines(session, IssuedDocument.id.in_(document_ids), limit=_ALL)


def by_code(session: Session, code: str) -> DocumentLine:
    """Return the document that bears a code, however it is typed; raise NoSuchDocument."""
    plain = "".join(it for it in code.upper() if it.isalnum())
    # Read as Crockford's digits are: letters that look like others stand for these.
    plain = plain.translate(str.maketrans("OIL", "011"))
    return _one(session, IssuedDocument.code == plain)


def by_file(session: Session, sha256: str) -> DocumentLine:
    """Return the document whose file has a hash; raise NoSuchDocument."""
    return _one(session, IssuedDocument.file_sha256 == sha256)


def _one(session: Session, where: ColumnElement[bool]) -> DocumentLine:
    found = _lines(session, where, limit=1)
    if not found:
        raise NoSuchDocument
    return found[0]


def _lines(
    session: Session, where: ColumnElement[bool], *, limit: int = 1000
) -> list[DocumentLine]:
    last = (
        select(_later.version)
        .where(
            and_(
                _later.kind == IssuedDocument.kind,
                _later.year == IssuedDocument.year,
                _later.number == IssuedDocument.number,
                _later.version > IssuedDocument.version,
            )
        )
        .order_by(_later.version.desc())
        .limit(1)
        .correlate(IssuedDocument)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            IssuedDocument,
            func.coalesce(Collectivity.name, Project.title, Decision.reference, Fund.name),
            Meeting.held_on,
            DocumentWithdrawal,
            last,
        )
        .outerjoin(Collectivity, Collectivity.id == IssuedDocument.collectivity_id)
        .outerjoin(Project, Project.id == IssuedDocument.project_id)
        .outerjoin(Decision, Decision.id == IssuedDocument.decision_id)
        .outerjoin(Meeting, Meeting.id == IssuedDocument.meeting_id)
        .outerjoin(Fund, Fund.id == IssuedDocument.fund_id)
        .outerjoin(DocumentWithdrawal, DocumentWithdrawal.document_id == IssuedDocument.id)
        .where(where)
        .order_by(IssuedDocument.id.desc())
        .limit(limit)
    )
    return [
        DocumentLine(
            document=document,
            about=about if held_on is None else _meeting(held_on),
            withdrawal=withdrawal,
            replaced_by=version,
        )
        for document, about, held_on, withdrawal, version in rows
    ]


def _meeting(held_on: date) -> str:
    return _("meeting of %(day)s", day=format_date(held_on))
