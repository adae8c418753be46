"""A project that the donor's money is in: where, how far, and the donor's part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from fundtracker.spending.headings import heading_label
from fundtracker.web import asked, pictures
from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from fundtracker.web.portal.own import Own


@page("/funds/<code>/projects/<int:project_id>")
def project(own: Own, code: str, project_id: int) -> tuple[str, int]:
    """Show a project that the donor's money is in."""
    day = asked.day()
    share, gifts = own.share(code, project_id, day.on)
    html = render_template(
        "portal/project.html",
        share=share,
        day=day,
        picture=pictures.progress_of(share.whole, share.project.planned),
        course=own.course(share, day.on),
        indicators=own.indicators(share, day.on),
        n_others=own.n_other_donors(share),
        vouchers=own.vouchers(share, gifts, day.on),
        heading_label=heading_label,
        tones=pictures.TONES,
    )
    return html, day.status
