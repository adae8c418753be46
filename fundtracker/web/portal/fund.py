"""One fund, as one of its donors sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from fundtracker.web import asked
from fundtracker.web.portal import fund_view
from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.web.portal.own import Own


@page("/funds/<code>")
def fund(own: Own, code: str) -> tuple[str, int]:
    """Show a fund: the donor's own money in it, and the whole."""
    day = asked.day()
    found = own.fund(code)
    context = fund_view.context(own, found, day)
    meeting = own.next_meeting(found.fund)
    html = render_template("portal/fund.html", shared=None, meeting=meeting, **context)
    return html, day.status


@page("/funds/<code>/photos/<photo>.jpg")
def photo(own: Own, code: str, photo: str) -> Response:
    """Show a photograph of a fund's news."""
    return own.photo(code, photo)
