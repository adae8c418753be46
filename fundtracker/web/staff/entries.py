"""The page of an entry: who moved which money where, and why."""

from __future__ import annotations

from flask import render_template

from fundtracker.acts.kinds import ActKind
from fundtracker.funds.queries import get_fund
from fundtracker.position.entry_page import PAGE, entry_page
from fundtracker.spending.headings import heading_label
from fundtracker.web import asked, reading
from fundtracker.web.staff.blueprint import page

# Beyond any entry, within what both databases hold.
_LARGEST = 2**62


@page("/funds/<code>/entries/<int:number>")
def entry(code: str, number: int) -> str:
    """Show an entry of a fund's book."""
    session = reading.session()
    fund = get_fund(session, code)
    wanted = asked.number("page")
    shown = entry_page(session, fund, min(number, _LARGEST), page=wanted)
    return render_template(
        "staff/entry.html",
        fund=fund,
        shown=shown,
        entry=shown.entry,
        kind=ActKind(shown.act.kind),
        heading_label=heading_label,
        page=wanted,
        pages=-(-shown.owners.n_lines // PAGE),
    )
