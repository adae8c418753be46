"""The page of a donation: what was promised, what came, where it went, who did what."""

from __future__ import annotations

from flask import render_template

from fundtracker.acts.service import Subject
from fundtracker.position import step_lines
from fundtracker.position.donation_page import awaited, receipt_lines
from fundtracker.position.queries import position
from fundtracker.position.scopes import DonationScope
from fundtracker.position.timeline import timeline
from fundtracker.position.traces import trace
from fundtracker.spending.headings import heading_label
from fundtracker.web import asked, pictures, reading
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import page


@page("/donations/<reference>")
def donation(reference: str) -> tuple[str, int]:
    """Show a donation as of a day."""
    session = reading.session()
    named = records.donation(session, reference)
    found = named.donation
    day = asked.day()
    scope = DonationScope(book_id=named.fund.book_id, donation_id=found.id)
    statement = position(session, scope, day.on)
    steps = step_lines.of(session, found.id)
    html = render_template(
        "staff/donation.html",
        named=named,
        donation=found,
        fund=named.fund,
        day=day,
        position=statement,
        picture=pictures.path(statement),
        steps=steps,
        awaited=awaited(named.expectation, step_lines.plain(steps), statement.received, day.on),
        receipts=receipt_lines(session, found.id),
        trace=trace(session, [found.id], day.on),
        heading_label=heading_label,
        deeds=timeline(session, [Subject(kind="donation", record_id=found.id)]),
    )
    return html, day.status
