"""The appeal kit of a fund: what a collectivity needs to vote, agree and pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template, request

from fundtracker.documents.kinds import PAPER_ENDINGS, PaperKind
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation
from fundtracker.funds.queries import get_fund
from fundtracker.parties.queries import get_collectivity
from fundtracker.web import asked, papers, reading
from fundtracker.web.staff.blueprint import page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.funds.models import Fund
    from fundtracker.parties.models import Collectivity


@dataclass(frozen=True, slots=True)
class _For:
    """Whom a kit is for: a fund's, of a collectivity and its donation where named."""

    fund: Fund
    collectivity: Collectivity | None
    donation: Donation | None


@page("/funds/<code>/kit")
def appeal_kit(code: str) -> str:
    """List the papers of a fund's kit, to be saved one by one or all at once."""
    found = _asked(code)
    named = {name: it for name in ("donation", "collectivity") if (it := request.args.get(name))}
    return render_template(
        "staff/appeal_kit.html",
        fund=found.fund,
        collectivity=found.collectivity,
        donation=found.donation,
        papers=list(PaperKind),
        endings=PAPER_ENDINGS,
        named=named,
    )


@page("/funds/<code>/kit/<kind>.<ending>")
def kit_paper(code: str, kind: str, ending: str) -> Response:
    """Draw one paper of the kit."""
    found = _asked(code)
    return papers.kit_paper(kind, ending, found.fund, found.collectivity, found.donation)


@page("/funds/<code>/kit.zip")
def whole_kit(code: str) -> Response:
    """Draw all papers of the kit."""
    found = _asked(code)
    return papers.appeal_kit(found.fund, found.collectivity, found.donation)


def _asked(code: str) -> _For:
    session = reading.session()
    fund = get_fund(session, code)
    if typed := request.args.get("donation"):
        donation = session.get(Donation, asked.identity(typed) or 0)
        if donation is None or donation.collectivity_id is None or donation.fund_id != fund.id:
            raise NoSuchDonation
        return _For(fund, get_collectivity(session, donation.collectivity_id), donation)
    if typed := request.args.get("collectivity"):
        return _For(fund, get_collectivity(session, asked.identity(typed) or 0), None)
    return _For(fund, None, None)
