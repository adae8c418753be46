"""One of the donor's donations: its steps, and the path of its money down to each expense."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from fundtracker.spending.headings import heading_label
from fundtracker.web import asked, pictures
from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from fundtracker.web.portal.own import Own


@page("/donations/<reference>")
def donation(own: Own, reference: str) -> tuple[str, int]:
    """Show one of the donor's donations as of a day."""
    day = asked.day()
    gift = own.gift(reference, day.on)
    statement = own.statement(gift, day.on)
    html = render_template(
        "portal/donation.html",
        gift=gift,
        day=day,
        position=statement,
        picture=pictures.path(statement),
        receipts=own.receipts(gift),
        trace=own.trace_of([gift], day.on),
        heading_label=heading_label,
        tones=pictures.TONES,
    )
    return html, day.status
