"""The papers for any collectivity that wants to give to a fund that is open to donations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort

from fundtracker.funds.queries import get_fund
from fundtracker.funds.states import FundState
from fundtracker.web import papers, reading
from fundtracker.web.public.blueprint import page

if TYPE_CHECKING:
    from flask import Response


@page("/public/<code>/kit.zip")
def kit(code: str) -> Response:
    """Draw the appeal kit of a fund that is open to donations."""
    fund = get_fund(reading.session(), code)
    if fund.state is not FundState.COLLECTING:
        abort(404)
    return papers.appeal_kit(fund)
