"""Gathers the path of a donation's money from the books."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.documents.traceability.content import Movement, SheetVoucher, TraceSheet
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Fund
from fundtracker.i18n import format_date
from fundtracker.ledger.models import Entry
from fundtracker.position.queries import position
from fundtracker.position.scopes import DonationScope
from fundtracker.position.traces import trace
from fundtracker.spending.headings import heading_label

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.imprint import Imprint
    from fundtracker.i18n import Locale
    from fundtracker.parties.models import Collectivity
    from fundtracker.position.trace_lines import TraceLine


def gather(
    session: Session,
    donation_id: int,
    collectivity: Collectivity,
    as_of: date,
    *,
    locale: Locale,
    issuer: str,
    is_demonstration: bool = False,
    imprint: Imprint | None = None,
) -> TraceSheet:
    """Return the sheet of a donation as of a day."""
    donation = session.get_one(Donation, donation_id)
    fund = session.get_one(Fund, donation.fund_id)
    scope = DonationScope(book_id=fund.book_id, donation_id=donation.id)
    traced = trace(session, [donation.id], as_of)
    hashes = _hashes(session, fund.book_id, {it.line.number for it in traced.lines})
    return TraceSheet(
        locale=locale,
        issuer=issuer,
        fund=fund.name,
        donor=collectivity.name,
        reference=donation.reference,
        statement=position(session, scope, as_of),
        movements=tuple(
            Movement(
                number=it.line.number,
                entry_hash=hashes[it.line.number],
                on=it.line.on,
                purpose=it.line.purpose.label,
                way=f"{it.line.start.place.label} → {it.line.end.place.label}",
                project=it.line.project or "",
                decision=_decision(it.line),
                amount=it.line.amount,
                unallocated_after=it.after.unallocated,
                is_undone=it.line.is_reversal or it.line.reversed_by is not None,
            )
            for it in traced.lines
        ),
        vouchers=tuple(
            SheetVoucher(
                project=project.title,
                supplier=it.supplier,
                heading=heading_label(it.heading),
                reference=it.piece_reference,
                accepted_on=it.accepted_on,
                amount=it.amount,
                share=it.share,
            )
            for project in traced.projects
            for it in project.vouchers
        ),
        demonstration=is_demonstration,
        imprint=imprint,
    )


def _hashes(session: Session, book_id: int, numbers: Collection[int]) -> dict[int, str]:
    rows = session.execute(
        select(Entry.number, Entry.hash).where(Entry.book_id == book_id, Entry.number.in_(numbers))
    )
    return dict(rows.all())


def _decision(line: TraceLine) -> str:
    if line.decision is None:
        return ""
    return f"{line.decision.reference}, {format_date(line.decision.decided_on, 'short')}"
