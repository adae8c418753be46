"""Gathers what a donor report says from the books: the trace of the gifts, and the fund's money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from fundtracker.documents.donor_report.content import (
    DecisionReference,
    Donor,
    DonorReport,
    FeeTerms,
    Source,
)
from fundtracker.documents.donor_report.gather_gifts import gifts
from fundtracker.documents.donor_report.gather_projects import allocations, sheets
from fundtracker.documents.issuer import Issuer
from fundtracker.documents.news import logo_of, told
from fundtracker.documents.paragraphs.words import fields_of, words_of
from fundtracker.donations.fees import Rate, rate_on
from fundtracker.donations.models import Donation
from fundtracker.funds.models import Crisis, Decision, FeeRule, PublishedFigure
from fundtracker.i18n import current_locale
from fundtracker.i18n import gettext as _
from fundtracker.position import commitments
from fundtracker.position.moments import Moment
from fundtracker.position.queries import position, position_and_projects
from fundtracker.position.scopes import CollectivityInFundScope
from fundtracker.position.traces import trace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.documents.donor_report.content import Gift
    from fundtracker.documents.imprint import Imprint
    from fundtracker.funds.models import Fund
    from fundtracker.parties.models import Collectivity


_DONATIONS = (
    select(Donation)
    .where(
        Donation.collectivity_id == bindparam("collectivity"),
        Donation.fund_id == bindparam("fund"),
    )
    .order_by(Donation.id)
)
_RULES = (
    select(FeeRule, Decision)
    .join(Decision, Decision.id == FeeRule.decision_id)
    .where(FeeRule.fund_id == bindparam("fund"))
    .order_by(FeeRule.valid_from, FeeRule.id)
)
# The crisis of a fund, and what was published of it: at least one row.
_KNOWN = (
    select(Crisis.name, PublishedFigure)
    .select_from(Crisis)
    .outerjoin(PublishedFigure, PublishedFigure.fund_id == bindparam("fund"))
    .where(Crisis.id == bindparam("crisis"))
    .order_by(PublishedFigure.id)
)


def gather(
    session: Session,
    fund: Fund,
    collectivity: Collectivity,
    as_of: date,
    *,
    is_demonstration: bool = False,
    imprint: Imprint | None = None,
) -> DonorReport:
    """Return the report of a collectivity's money in a fund as of a day, at the last entry."""
    whose = {"collectivity": collectivity.id, "fund": fund.id}
    donations = session.scalars(_DONATIONS, whose).all()
    ids = [it.id for it in donations]
    by_gift = commitments.by_gift(session, Donation.id.in_(ids), Moment(as_of))
    traced = trace(session, ids, as_of, with_papers=False)
    statement = position(
        session,
        CollectivityInFundScope(
            fund_id=fund.id, book_id=fund.book_id, collectivity_id=collectivity.id
        ),
        as_of,
        committed=commitments.sum_of(by_gift.values()).commitments(),
        amounts=traced.amounts,
    )
    whole, of_projects = position_and_projects(session, fund, as_of, statement.seal)
    given = gifts(session, donations, by_gift, traced, as_of)
    projects = sheets(session, of_projects, traced, as_of, is_fictitious=is_demonstration)
    issuer = Issuer.now(session)
    crisis, sources = _known(session, fund)
    fields = fields_of(
        issuer, as_of, donor=collectivity.name, fund=fund.name, territory=fund.territory
    )
    return DonorReport(
        locale=current_locale(),
        issuer=issuer.name,
        words=words_of(session, "donor_report", current_locale(), fields),
        fund_name=fund.name,
        crisis=crisis,
        donor=Donor(
            name=collectivity.name,
            kind=collectivity.kind,
            siren=collectivity.siren,
            place=collectivity.department or None,
            logo=logo_of(session, collectivity.logo_sha256, collectivity.name),
        ),
        book=fund.code,
        starts_on=_start(fund, given),
        gifts=given,
        allocations=allocations(traced, is_fictitious=is_demonstration),
        projects=projects,
        statement=statement,
        fund_statement=whole,
        # As ``n_giving`` counts them, from the sums that are read already.
        n_fund_donors=whole.commitments.n_received if whole.commitments else 0,
        n_fund_projects=sum(it.allocated != 0 for it in of_projects.values()),
        fee=_fee(session, donations, as_of),
        sources=sources,
        news=told(session, fund.id, as_of, [it.project_id for it in projects]),
        demonstration=is_demonstration,
        imprint=imprint,
    )


def _start(fund: Fund, given: Sequence[Gift]) -> date:
    return min([fund.opened_on, *(step.dated_on for gift in given for step in gift.steps)])


def _fee(session: Session, donations: Sequence[Donation], as_of: date) -> FeeTerms | None:
    """Return the fee of the first gift that has its own, else the fund's rule on the day."""
    for donation in donations:
        if donation.fee_rate_bp is not None:
            return FeeTerms(rate_bp=donation.fee_rate_bp, cap=donation.fee_cap)
    if not donations:
        return None
    rows = session.execute(_RULES, {"fund": donations[0].fund_id}).all()
    rates = [Rate(rate_bp=it.rate_bp, cap=it.cap, valid_from=it.valid_from) for it, _by in rows]
    in_force = rate_on(rates, as_of)
    for rule, decision in reversed(rows):
        if rule.valid_from == in_force.valid_from:
            reference = DecisionReference(
                body=decision.body, decided_on=decision.decided_on, reference=decision.reference
            )
            return FeeTerms(rate_bp=rule.rate_bp, cap=rule.cap, decision=reference)
    return None


def _known(session: Session, fund: Fund) -> tuple[str, tuple[Source, ...]]:
    """Return the name of a fund's crisis, and what others published of the fund."""
    rows = session.execute(_KNOWN, {"fund": fund.id, "crisis": fund.crisis_id}).all()
    published: list[PublishedFigure | None] = [row[1] for row in rows]
    found = []
    for it in filter(None, published):
        parts = [
            _("donors: %(text)s", text=it.donors) if it.donors else "",
            _("collected: %(text)s", text=it.collected) if it.collected else "",
            it.note,
        ]
        fact = _("; ").join(part for part in parts if part)
        found.append(Source(fact=fact, dated=it.as_of, address=it.source))
    return rows[0][0], tuple(found)
