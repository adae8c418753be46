"""The list of a fund's donations."""

from __future__ import annotations

from flask import render_template, request, url_for

from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.web import asked, reading
from fundtracker.web.staff import donation_rows
from fundtracker.web.staff.blueprint import page
from fundtracker.web.staff.donation_rows import DonationState, Filters
from fundtracker.web.urls import here


@page("/funds/<code>/donations")
def donations(code: str) -> str:
    """Show the donations of a fund; everything chosen is in the address."""
    session = reading.session()
    fund = get_fund(session, code)
    filters = Filters(text=asked.text(), state=_state(), page=asked.number("page"))
    return render_template(
        "staff/donations.html",
        fund=fund,
        filters=filters,
        found=donation_rows.find(session, fund, filters),
        states=list(DonationState),
        chips=_chips(filters),
        clear=url_for(".donations", code=code),
    )


def _state() -> DonationState | None:
    typed = request.args.get("state", "")
    return DonationState(typed) if typed in set(DonationState) else None


def _chips(filters: Filters) -> list[tuple[str, str]]:
    chips = []
    if filters.text:
        chips.append((_("“%(text)s”", text=filters.text), here(q=None, page=None)))
    if filters.state:
        chips.append((filters.state.label, here(state=None, page=None)))
    return chips
