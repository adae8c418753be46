"""Draws a donor report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import PageBreak, Spacer

from fundtracker.documents.donor_report.allocations import allocations_section
from fundtracker.documents.donor_report.cover import draw_cover
from fundtracker.documents.donor_report.fund import fund_section
from fundtracker.documents.donor_report.gift import gift_section
from fundtracker.documents.donor_report.method import method_section
from fundtracker.documents.donor_report.projects import projects_section
from fundtracker.documents.imprint import state_words
from fundtracker.documents.news import news_section
from fundtracker.documents.page import Furniture, build
from fundtracker.documents.wording import printable
from fundtracker.i18n import format_date, use_locale
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import DonorReport
    from fundtracker.documents.tags import TaggedCanvas
from fundtracker.documents.page import Section


def render(report: DonorReport) -> bytes:
    """Return the report as a PDF in its own language; the same report gives the same bytes."""
    with use_locale(report.locale):
        story: list[Flowable] = [
            Spacer(1, 1),
            PageBreak(),
            *gift_section(report),
            *allocations_section(report),
            *projects_section(report),
            *news_section(report.news),
            *fund_section(report),
            *method_section(report),
            *report.words.end(),
        ]
        return build(story, _furniture(report))


def _furniture(report: DonorReport) -> Furniture:
    donor, fund = printable(report.donor.name), printable(report.fund_name)
    seal = report.seal
    as_of = format_date(report.as_of)

    def cover(canvas: TaggedCanvas, sections: Sequence[Section], pages: int) -> None:
        draw_cover(canvas, report, furniture, sections, pages)

    furniture = Furniture(
        title=_("Report to the donor – %(donor)s – %(fund)s", donor=donor, fund=fund),
        author=printable(report.issuer),
        language=report.locale,
        dated=report.as_of,
        subject=f"{fund} · {donor}",
        state=state_words(report.imprint),
        imprint=report.imprint,
        seal=_(
            "Figures as of %(day)s, at entry no. %(number)s (%(hash)s…)",
            day=as_of,
            number=seal.entry_number,
            hash=seal.short_hash,
        ),
        notice=_("Demonstration: fictitious amounts, except those marked “published”")
        if report.demonstration
        else "",
        cover=cover,
    )
    return furniture
