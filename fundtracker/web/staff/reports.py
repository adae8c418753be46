"""Documents of a fund, drawn when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app

from fundtracker.documents.donor_report.gather import gather
from fundtracker.funds.queries import get_fund
from fundtracker.parties.queries import get_collectivity
from fundtracker.web import asked, papers, reading
from fundtracker.web.staff.blueprint import page

if TYPE_CHECKING:
    from flask import Response

    from config import Settings


@page("/funds/<code>/donors/<int:collectivity_id>/report.pdf")
def donor_report(code: str, collectivity_id: int) -> Response:
    """Draw the donor report of a collectivity as of a day; a day that is none is refused."""
    session = reading.session()
    fund = get_fund(session, code)
    collectivity = get_collectivity(session, min(collectivity_id, 2**62))
    day = asked.day()
    if day.error:
        abort(422)
    settings: Settings = current_app.extensions["settings"]
    report = gather(session, fund, collectivity, day.on, is_demonstration=settings.is_demonstration)
    return papers.donor_report(report, fund.code, collectivity.id, day.on)
