"""The papers that the donor needs to vote, agree and pay, filled in for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker import clock
from fundtracker.web import papers
from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.donations.models import Donation
    from fundtracker.funds.models import Fund
    from fundtracker.web.portal.own import Own


@page("/funds/<code>/kit/<kind>.<ending>")
def kit_paper(own: Own, code: str, kind: str, ending: str) -> Response:
    """Draw one paper of a fund's kit, for the donor's last donation there."""
    fund = own.fund(code).fund
    return papers.kit_paper(kind, ending, fund, own.collectivity, _last(own, fund))


@page("/funds/<code>/kit.zip")
def whole_kit(own: Own, code: str) -> Response:
    """Draw all papers of a fund's kit, for the donor's last donation there."""
    fund = own.fund(code).fund
    return papers.appeal_kit(fund, own.collectivity, _last(own, fund))


def _last(own: Own, fund: Fund) -> Donation | None:
    gifts = own.gifts(clock.today(), fund)
    return max((it.donation for it in gifts), key=lambda it: it.id, default=None)
