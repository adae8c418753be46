"""The list of a fund's donations."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from flask import render_template, request, url_for

from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.statement_of_use.due import year_due
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.web import asked, lists, reading
from fundtracker.web.access import Permission, may
from fundtracker.web.lists import Column, Kind
from fundtracker.web.staff import donation_rows
from fundtracker.web.staff.blueprint import page
from fundtracker.web.staff.donation_rows import DonationRow, Filters
from fundtracker.web.staff.donation_states import DonationState
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug import Response


def _donor(row: DonationRow) -> str:
    return row.collectivity.name if row.collectivity else row.donation.kind.label


def _amount(
    key: str, label: str, value: Callable[[DonationRow], Cents], *, is_usual: bool = True
) -> Column[DonationRow]:
    return Column(key, label, value, Kind.AMOUNT, is_usual=is_usual)


def _text(key: str, label: str, value: Callable[[DonationRow], str | None]) -> Column[DonationRow]:
    return Column(key, label, value, is_usual=False, is_inside=True)


_COLUMNS: list[Column[DonationRow]] = [
    Column("donor", N_("Donation"), _donor, is_drawn=True),
    _text("reference", N_("Reference"), lambda it: it.donation.reference),
    _text("siren", N_("SIREN"), lambda it: it.collectivity.siren if it.collectivity else None),
    _text("kind", N_("Kind"), lambda it: it.donation.kind.label),
    _text("budget", N_("Budget of origin"), lambda it: it.donation.budget.label),
    _amount("promised", N_("Promised"), lambda it: it.commitments.promised),
    _amount("voted", N_("Voted"), lambda it: it.commitments.voted, is_usual=False),
    _amount("agreed", N_("Agreed"), lambda it: it.commitments.agreed, is_usual=False),
    _amount("firm", N_("Firm"), lambda it: it.commitments.firm),
    _amount(
        "due", N_("Still to receive"), lambda it: it.commitments.still_to_receive, is_usual=False
    ),
    _amount("received", N_("Received"), lambda it: it.amounts.received),
    _amount("fees", N_("Management fees"), lambda it: it.amounts.fees, is_usual=False),
    _amount("unallocated", N_("Unallocated"), lambda it: it.amounts.unallocated),
    _amount("allocated", N_("Allocated"), lambda it: it.amounts.allocated),
    _amount("held", N_("To be paid"), lambda it: it.amounts.held, is_usual=False),
    _amount("paid", N_("Paid out"), lambda it: it.amounts.paid_out, is_usual=False),
    _amount("justified", N_("Justified"), lambda it: it.amounts.justified_in_all),
]


@page("/funds/<code>/donations")
def donations(code: str) -> str | Response:
    """Show the donations of a fund; everything chosen is in the address."""
    session = reading.session()
    fund = get_fund(session, code)
    filters = Filters(text=asked.text(), state=_state(), page=asked.number("page"))
    n_all = donation_rows.count(session, fund, filters)
    is_sortable = n_all <= donation_rows.SORTED_AT_MOST
    wanted = lists.wanted(_COLUMNS, order="", is_sortable=is_sortable)
    in_order = partial(lists.in_order, asked_for=wanted) if wanted.order else None
    if wanted.file:
        lists.check_length(n_all)
        rows = donation_rows.find_all(session, fund, filters)
        rows = in_order(rows) if in_order is not None else rows
        sums = {
            it.key: Cents(sum(it.value(row) for row in rows))
            for it in _COLUMNS
            if it.kind is Kind.AMOUNT
        }
        return lists.answer(wanted, rows, title=f"{_('Donations')} {fund.code}", totals=sums)
    found = donation_rows.find(session, fund, filters, n_all, in_order)
    totals = {
        "received": found.totals.received,
        "fees": found.totals.fees,
        "unallocated": found.totals.unallocated,
        "allocated": found.totals.allocated,
        "held": found.totals.held,
        "paid": found.totals.paid_out,
        "justified": found.totals.justified_in_all,
    }
    return render_template(
        "staff/donations.html",
        fund=fund,
        filters=filters,
        found=found,
        shown=lists.show(wanted, found.rows, totals=totals, pages=found.pages),
        states=list(DonationState),
        too_many=None if is_sortable else donation_rows.SORTED_AT_MOST,
        chips=_chips(filters),
        clear=url_for(".donations", code=code),
        year=year_due(),
        to_issue=_to_issue(code) if filters.state is DonationState.UNREPORTED else None,
    )


def _to_issue(code: str) -> str | None:
    """Return where what the list lacks is issued for all donors at once, by those who may."""
    if not may(Permission.ISSUE_DOCUMENTS):
        return None
    day = date(year_due(), 12, 31).isoformat()
    return url_for(".new_batch", code=code, kind=DocumentKind.STATEMENT_OF_USE.value, as_of=day)


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
