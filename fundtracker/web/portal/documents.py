"""The donor's papers: its reports, its deliberations and agreements, decisions of its funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, render_template, request

from fundtracker.documents.kinds import PAPER_ENDINGS, DocumentKind, PaperKind, Subject, kinds_about
from fundtracker.web import asked, papers
from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from datetime import date

    from werkzeug import Response

    from fundtracker.web.portal.own import Own


# What a donor may draw by itself: about itself, and about its donations.
_OWN = (Subject.DONOR, Subject.YEAR, Subject.DONATION, Subject.DONATION_YEAR)


@page("/documents")
def documents(own: Own) -> tuple[str, int]:
    """List the donor's papers, fund by fund."""
    day = asked.day()
    gifts = own.gifts(day.on)
    funds = {it.fund.id: it.fund for it in gifts}.values()
    html = render_template(
        "portal/documents.html",
        day=day,
        collectivity=own.collectivity,
        funds=funds,
        steps={
            fund.id: [
                (gift, step)
                for gift in gifts
                if gift.fund.id == fund.id
                for step in gift.steps
                if step.file_sha256
            ]
            for fund in funds
        },
        decisions=[it for it in own.decisions(*funds) if it.file_sha256],
        attached=own.attachments(),
        issued=own.issued(),
        gifts=gifts,
        over_funds=kinds_about(Subject.DONOR),
        of_year=kinds_about(Subject.YEAR),
        of_donation=kinds_about(Subject.DONATION, Subject.DONATION_YEAR),
        kit=list(PaperKind),
        endings=PAPER_ENDINGS,
    )
    return html, day.status


@page("/documents/<int:document_id>.pdf")
def issued(own: Own, document_id: int) -> Response:
    """Hand out a document as it was issued to the donor."""
    return papers.kept_file(own.issued_one(document_id).document.file_sha256)


@page("/documents/all.zip")
def pack(own: Own) -> Response:
    """Hand all the donor's documents of a year out at once."""
    day = asked.day()
    if day.error:
        abort(422)
    return own.pack(day.on)


@page("/files/<sha256>")
def file(own: Own, sha256: str) -> Response:
    """Show a file that is the donor's to see."""
    papers.check_name(sha256)
    return papers.kept_file(own.file(sha256).sha256)


@page("/funds/<code>/report.pdf")
def report(own: Own, code: str) -> Response:
    """Draw the donor's report of a fund as of a day; a day that is none is refused."""
    found = own.fund(code).fund
    day = asked.day()
    if day.error:
        abort(422)
    return papers.donor_report(own.report(found, day.on), found.code, own.collectivity.id, day.on)


@page("/documents/draft.pdf")
def draft(own: Own) -> Response:
    """Draw a document about the donor, or one of its donations, as a draft."""
    day = asked.day()
    typed = request.args.get("kind", "")
    if day.error or typed not in {it.value for it in kinds_about(*_OWN)}:
        abort(404)
    return papers.drawn(own.wanted(DocumentKind(typed), request.args.get("donation", ""), day.on))


@page("/documents/oda.csv")
def oda_lines(own: Own) -> Response:
    """Hand out what the donor declares of a year as ODA."""
    return papers.oda_lines(own.collectivity, _day())


@page("/documents/scdl.csv")
def open_data(own: Own) -> Response:
    """Hand out the donor's grants of a year as it publishes them."""
    return papers.open_data(own.collectivity, _day())


def _day() -> date:
    day = asked.day()
    if day.error:
        abort(422)
    return day.on
