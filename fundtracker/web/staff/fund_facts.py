"""The particulars of a fund: facts, account, fees, phases, states, documents, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from fundtracker import clock
from fundtracker.acts.service import Subject
from fundtracker.files.attachments import attached_to
from fundtracker.funds.accounts import shown_iban
from fundtracker.funds.particulars import particulars
from fundtracker.funds.queries import get_fund
from fundtracker.position.over_time import of_fund
from fundtracker.position.timeline import timeline
from fundtracker.web import pictures, reading
from fundtracker.web.access import Permission
from fundtracker.web.rates import rate_text
from fundtracker.web.staff.attachments import attach_page, remove_page
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from werkzeug import Response


@page("/funds/<code>/facts")
def fund_facts(code: str) -> str:
    """Show what is known of a fund besides its money."""
    session = reading.session()
    shown = particulars(session, code)
    subject = Subject(kind="fund", record_id=shown.fund.id)
    return render_template(
        "staff/fund_facts.html",
        shown=shown,
        fund=shown.fund,
        iban=shown_iban(shown.fund.iban) if shown.fund.iban else None,
        rate_text=rate_text,
        files=attached_to(session, subject),
        over_time=pictures.over_time(of_fund(session, shown.fund.book_id, clock.today())),
        deeds=timeline(session, [subject]),
    )


@form_page("/funds/<code>/documents/new", Permission.MANAGE_FUND, files=True)
def attach_to_fund(code: str) -> tuple[str, int] | Response:
    """Attach a document to a fund."""
    fund = get_fund(reading.session(), code)
    subject = Subject(kind="fund", record_id=fund.id)
    return attach_page(subject, to=fund.name, back=url_for(".fund_facts", code=code))


@form_page("/funds/<code>/documents/<int:attachment_id>/remove", Permission.MANAGE_FUND)
def remove_from_fund(code: str, attachment_id: int) -> tuple[str, int] | Response:
    """Take a document away from a fund."""
    fund = get_fund(reading.session(), code)
    subject = Subject(kind="fund", record_id=fund.id)
    back = url_for(".fund_facts", code=code)
    return remove_page(subject, attachment_id, to=fund.name, back=back)
