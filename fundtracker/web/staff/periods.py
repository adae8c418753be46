"""Closing a fund's accounts up to a day, after a look at what is unposted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from fundtracker import clock
from fundtracker.i18n import format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.ledger.errors import LockMovesBackwards, PeriodNotOver
from fundtracker.ledger.periods import LockPeriod, lock_period
from fundtracker.position.period_page import closings, period_page
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import DateField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff import records
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from datetime import date

    from werkzeug import Response


class PeriodForm(Form):
    """The last day of what is closed."""

    until = DateField(lazy_gettext("Close the accounts until"))
    reason = LineField(lazy_gettext("Note"), required=False, limit=300)


@form_page("/funds/<code>/periods", Permission.CLOSE_PERIOD)
def periods(code: str) -> tuple[str, int] | Response:
    """Show what an open period holds, and close it."""
    session = reading.session()
    _fund, book = records.fund_and_book(session, code)
    book_code = book.code
    form = PeriodForm(data={"until": _last_year_end()})
    if form.is_sent() and "look" not in request.form:
        wanted = LockPeriod(
            book_code=book_code, until=form.until.data, reason=form.reason.data or ""
        )
        done = form.record(
            lambda session, by: lock_period(session, wanted, by=by).id,
            {PeriodNotOver: "until", LockMovesBackwards: "until"},
        )
        if done is not None:
            say(
                _(
                    "Accounts closed until %(day)s: nothing is posted on or before it any more.",
                    day=format_date(wanted.until),
                )
            )
            return redirect(url_for(".periods", code=code), code=303)
    fund, book = records.fund_and_book(session, code)
    until = form.until.data or _last_year_end()
    html = render_template(
        "staff/periods.html",
        form=form,
        fund=fund,
        book=book,
        until=until,
        shown=period_page(session, book, fund.id, until),
        closings=closings(session, book.id),
    )
    return html, form.status


def _last_year_end() -> date:
    return clock.today().replace(month=1, day=1) - timedelta(days=1)
