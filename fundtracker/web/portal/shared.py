"""A donor's page of a fund, for whoever has the link: read-only, and it leads nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, make_response, render_template

from fundtracker.web import asked, papers
from fundtracker.web.access import Permission, needs
from fundtracker.web.portal import fund_view
from fundtracker.web.portal.blueprint import pages
from fundtracker.web.portal.tokens import opened_by

if TYPE_CHECKING:
    from werkzeug import Response


@pages.get("/shared/<token>")
@needs(Permission.PUBLIC)
def shared(token: str) -> Response:
    """Show what a link opens."""
    own, found, link = opened_by(token)
    day = asked.day()
    html = render_template(
        "portal/fund.html",
        shared=link,
        meeting=None,
        token=token,
        **fund_view.context(own, found, day),
    )
    return _unlisted(make_response(html, day.status))


@pages.get("/shared/<token>/report.pdf")
@needs(Permission.PUBLIC)
def shared_report(token: str) -> Response:
    """Draw the donor's report, for whoever has the link."""
    own, found, _link = opened_by(token)
    day = asked.day()
    if day.error:
        abort(422)
    report = own.report(found.fund, day.on)
    return _unlisted(papers.donor_report(report, found.fund.code, own.collectivity.id, day.on))


@pages.get("/shared/<token>/photos/<photo>.jpg")
@needs(Permission.PUBLIC)
def shared_photo(token: str, photo: str) -> Response:
    """Show a photograph of the fund's news, for whoever has the link."""
    own, found, _link = opened_by(token)
    return _unlisted(own.photo(found.fund.code, photo))


def _unlisted(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
