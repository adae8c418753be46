"""Drawing a document of any kind, as a draft or with the mark of an issued one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fundtracker.documents import donor_report, receipts, traceability
from fundtracker.documents.donor_report.gather import gather as gather_report
from fundtracker.documents.issuer import ISSUER
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.receipts.gather import gather as gather_receipts
from fundtracker.documents.traceability.gather import gather as gather_trace
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.i18n import use_locale
from fundtracker.parties.queries import get_collectivity

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.documents.imprint import Imprint
    from fundtracker.documents.requests import Wanted


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
    """Draw a document from the books as they are. Raises NothingReceived."""
    collectivity = get_collectivity(session, wanted.collectivity_id)
    with use_locale(wanted.locale):
        if wanted.kind is DocumentKind.DONOR_REPORT:
            assert wanted.fund_id is not None
            report = gather_report(
                session,
                get_fund_by_id(session, wanted.fund_id),
                collectivity,
                wanted.as_of,
                is_demonstration=is_demonstration,
                imprint=imprint,
            )
            return Drawn(report, donor_report.render(report))
        if wanted.kind is DocumentKind.TRACEABILITY:
            assert wanted.donation_id is not None
            sheet = gather_trace(
                session,
                wanted.donation_id,
                collectivity,
                wanted.as_of,
                locale=wanted.locale,
                issuer=ISSUER,
                is_demonstration=is_demonstration,
                imprint=imprint,
            )
            return Drawn(sheet, traceability.render(sheet))
        found = gather_receipts(
            session,
            collectivity,
            wanted.as_of,
            locale=wanted.locale,
            issuer=ISSUER,
            receipt_id=wanted.receipt_id,
            is_demonstration=is_demonstration,
            imprint=imprint,
        )
        return Drawn(found, receipts.render(found))
