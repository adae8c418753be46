"""Gathers what a financial statement of use says: the trace of a donation over a year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.documents.errors import NothingUsed
from fundtracker.documents.gathered import statuses_on
from fundtracker.documents.receipts.gather import papers_of
from fundtracker.documents.statement_of_use.content import StatementOfUse, UseLine, UseOfProject
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.money import Cents
from fundtracker.parties.models import Partner
from fundtracker.parties.queries import get_collectivity
from fundtracker.position.queries import position, seal_of
from fundtracker.position.scopes import DonationScope, FundScope
from fundtracker.position.traces import trace
from fundtracker.position.vouchers import PROVEN, vouchers
from fundtracker.projects.models import Project
from fundtracker.spending.headings import heading_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from fundtracker.documents.marks import Marks
    from fundtracker.documents.requests import Wanted
    from fundtracker.position.amounts import Amounts
    from fundtracker.position.trace_lines import TraceLine
    from fundtracker.position.traces import ProjectTrace


def gather(session: Session, wanted: Wanted, marks: Marks) -> StatementOfUse:
    """Return the statement of a donation, of the year of ``as_of`` up to that day.

    Raises NoSuchDonation, or NothingUsed where none of its money was there in the year.
    """
    donation = session.get(Donation, wanted.donation)
    if donation is None or donation.collectivity_id is None:
        raise NoSuchDonation
    fund = get_fund_by_id(session, donation.fund_id)
    collectivity = get_collectivity(session, donation.collectivity_id)
    starts_on = date(wanted.as_of.year, 1, 1)
    before = date(wanted.as_of.year - 1, 12, 31)
    scope = DonationScope(book_id=fund.book_id, donation_id=donation.id)
    then, now = position(session, scope, before), position(session, scope, wanted.as_of)
    if not _unused(then) and now.received == then.received and now.carried == then.carried:
        raise NothingUsed
    whole = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), wanted.as_of)
    bound, carried = now.commitments, now.carried - then.carried
    return StatementOfUse(
        **marks.values(),
        donor=collectivity.name,
        siren=collectivity.siren or "",
        fund=fund.name,
        reference=donation.reference,
        paper=papers_of(session, {donation.id}).get(donation.id, ""),
        seal=seal_of(session, fund.book_id),
        starts_on=starts_on,
        due_on=date(wanted.as_of.year + 1, 6, 30),
        opening=_unused(then),
        expected=Cents(max(0, (bound.firm if bound else 0) - then.received)),
        received=Cents(now.received - then.received),
        carried_in=Cents(max(0, -carried)),
        fees=Cents(now.fees - then.fees),
        projects=_projects(session, donation.id, before, wanted.as_of),
        returned=Cents(now.returned - then.returned),
        carried_out=Cents(max(0, carried)),
        lost=Cents(now.lost - then.lost),
        closing=_unused(now),
        fund_given=whole.given,
    )


def _unused(it: Amounts) -> Cents:
    """Add up what is there and was not justified: to allocate, to pay, advanced."""
    return Cents(it.unallocated + it.held + it.advanced)


def _projects(
    session: Session, donation_id: int, before: date, as_of: date
) -> tuple[UseOfProject, ...]:
    mine = (donation_id,)
    traced = trace(session, mine, as_of)
    facts = _facts(session, [it.project_id for it in traced.projects], as_of)
    found = []
    for its in traced.projects:
        earlier = [it for it in its.lines if it.on <= before]
        used_before = sum(it.into(PROVEN, mine) for it in earlier)
        lines = _lines(session, its, mine, before)
        if its.amounts.allocated == used_before and not lines:
            continue
        known = facts[its.project_id]
        found.append(
            UseOfProject(
                project_id=its.project_id,
                title=its.title,
                place=known.place,
                partner=known.partner,
                status=its.status,
                status_reason=known.reason,
                description=known.description,
                results=known.results,
                planned=Cents(its.amounts.allocated - used_before),
                lines=lines,
            )
        )
    return tuple(found)


def _lines(
    session: Session, its: ProjectTrace, mine: Sequence[int], before: date
) -> tuple[UseLine, ...]:
    """Sum by heading what was justified in the year; what no voucher tells stays without one."""
    within: list[TraceLine] = [it for it in its.lines if it.on > before]
    by_heading: dict[str, int] = defaultdict(int)
    for it in vouchers(session, within, mine):
        by_heading[it.heading] += it.share
    used = sum(it.into(PROVEN, mine) for it in within)
    by_heading[""] += used - sum(by_heading.values())
    return tuple(
        UseLine(heading=heading_label(heading) if heading else "", amount=Cents(amount))
        for heading, amount in sorted(by_heading.items())
        if amount
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    place: str
    partner: str
    reason: str
    description: str
    results: str


def _facts(session: Session, ids: Sequence[int], as_of: date) -> Mapping[int, _Facts]:
    statuses = statuses_on(session, ids, as_of)
    rows = session.execute(
        select(Project, Partner.name)
        .outerjoin(Partner, Partner.id == Project.partner_id)
        .where(Project.id.in_(ids))
    )
    return {
        it.id: _Facts(
            place=", ".join(filter(None, (it.place, it.country))),
            partner=partner or "",
            reason=statuses[it.id].reason if it.id in statuses else "",
            description=it.description,
            results=it.results,
        )
        for it, partner in rows
    }
