"""Drawing a document of any kind, as a draft or with the mark of an issued one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fundtracker.documents import (
    convening,
    decision_record,
    donor_overview,
    donor_report,
    fund_report,
    minutes,
    oda_sheet,
    payment_request,
    project_sheet,
    receipts,
    statement_of_use,
    traceability,
)
from fundtracker.documents.convening.gather import gather as gather_convening
from fundtracker.documents.decision_record.gather import gather as gather_decision
from fundtracker.documents.donor_overview.gather import gather as gather_overview
from fundtracker.documents.donor_report.gather import gather as gather_report
from fundtracker.documents.fund_report.gather import gather as gather_fund
from fundtracker.documents.issuer import Issuer
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.marks import Marks
from fundtracker.documents.minutes.gather import gather as gather_minutes
from fundtracker.documents.oda_sheet.gather import gather as gather_oda
from fundtracker.documents.paragraphs.words import Words, fields_of, words_of
from fundtracker.documents.payment_request.gather import gather as gather_request
from fundtracker.documents.project_sheet.gather import gather as gather_project
from fundtracker.documents.receipts.gather import gather as gather_receipts
from fundtracker.documents.statement_of_use.gather import gather as gather_use
from fundtracker.documents.traceability.gather import gather as gather_trace
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.i18n import use_locale
from fundtracker.parties.queries import get_collectivity

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from fundtracker.documents.donor_report import DonorReport
    from fundtracker.documents.imprint import Imprint
    from fundtracker.documents.receipts import Receipts
    from fundtracker.documents.requests import Wanted
    from fundtracker.documents.traceability import TraceSheet


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document: what it says, and the file."""

    content: Any
    file: bytes


def draft(
    session: Session,
    wanted: Wanted,
    *,
    is_demonstration: bool = False,
    imprint: Imprint | None = None,
) -> Drawn:
    """Draw a document from the books as they are. Raises what its kind may refuse."""
    content = gather(session, wanted, is_demonstration=is_demonstration, imprint=imprint)
    with use_locale(wanted.locale):
        return Drawn(content, _WAYS[wanted.kind][1](content))


def gather(
    session: Session,
    wanted: Wanted,
    *,
    is_demonstration: bool = False,
    imprint: Imprint | None = None,
) -> Any:  # noqa: ANN401 - of its kind
    """Return what a document says, without drawing it. Raises what its kind may refuse."""
    with use_locale(wanted.locale):
        marks = Marks(
            locale=wanted.locale,
            issuer=Issuer.now(session),
            as_of=wanted.as_of,
            demonstration=is_demonstration,
            imprint=imprint,
        )
        if wanted.kind in _WORDS:
            marks = replace(marks, words=_words(session, wanted, marks))
        return _WAYS[wanted.kind][0](session, wanted, marks)


def _words(session: Session, wanted: Wanted, marks: Marks) -> Words:
    """Return the staff's own words in a document."""
    fund = None if wanted.fund_id is None else get_fund_by_id(session, wanted.fund_id)
    donor = wanted.collectivity_id
    fields = fields_of(
        marks.issuer,
        wanted.as_of,
        donor="" if donor is None else get_collectivity(session, donor).name,
        fund=fund.name if fund else "",
        territory=fund.territory if fund else "",
    )
    return words_of(session, _WORDS[wanted.kind], wanted.locale, fields)


def _report(session: Session, wanted: Wanted, marks: Marks) -> DonorReport:
    return gather_report(
        session,
        get_fund_by_id(session, wanted.fund),
        get_collectivity(session, wanted.collectivity),
        wanted.as_of,
        is_demonstration=marks.demonstration,
        imprint=marks.imprint,
    )


def _receipts(session: Session, wanted: Wanted, marks: Marks) -> Receipts:
    collectivity = get_collectivity(session, wanted.collectivity)
    return gather_receipts(session, collectivity, marks, receipt_id=wanted.receipt_id)


def _trace(session: Session, wanted: Wanted, marks: Marks) -> TraceSheet:
    return gather_trace(
        session,
        wanted.donation,
        get_collectivity(session, wanted.collectivity),
        wanted.as_of,
        locale=wanted.locale,
        issuer=marks.issuer.name,
        is_demonstration=marks.demonstration,
        imprint=marks.imprint,
    )


# What the places of a kind's own words are called after; of a report to a donor it asks itself.
_WORDS = {
    DocumentKind.FUND_REPORT: "fund_report",
    DocumentKind.RECEIPT_CERTIFICATE: "receipts",
    DocumentKind.YEAR_STATEMENT: "receipts",
    DocumentKind.PAYMENT_REQUEST: "payment_request",
    DocumentKind.STATEMENT_OF_USE: "statement_of_use",
    DocumentKind.CONVENING: "convening",
}

# How each kind is made: what gathers its content, and what draws it.
_WAYS: dict[
    DocumentKind, tuple[Callable[[Session, Wanted, Marks], Any], Callable[[Any], bytes]]
] = {
    DocumentKind.DONOR_REPORT: (_report, donor_report.render),
    DocumentKind.DONOR_OVERVIEW: (gather_overview, donor_overview.render),
    DocumentKind.RECEIPT_CERTIFICATE: (_receipts, receipts.render),
    DocumentKind.YEAR_STATEMENT: (_receipts, receipts.render),
    DocumentKind.TRACEABILITY: (_trace, traceability.render),
    DocumentKind.PAYMENT_REQUEST: (gather_request, payment_request.render),
    DocumentKind.STATEMENT_OF_USE: (gather_use, statement_of_use.render),
    DocumentKind.ODA_SHEET: (gather_oda, oda_sheet.render),
    DocumentKind.FUND_REPORT: (gather_fund, fund_report.render),
    DocumentKind.PROJECT_SHEET: (gather_project, project_sheet.render),
    DocumentKind.CONVENING: (gather_convening, convening.render),
    DocumentKind.MINUTES: (gather_minutes, minutes.render),
    DocumentKind.DECISION_RECORD: (gather_decision, decision_record.render),
}
