"""The picture that other sites show beside a link to a fund's page."""

from __future__ import annotations

from flask import Response, current_app

from fundtracker.documents import card
from fundtracker.i18n import gettext as _
from fundtracker.position.public_pages import public_fund
from fundtracker.web import reading
from fundtracker.web.public.blueprint import page

# As the page's own bar says it, from left to right.
_PARTS = ("fees", "unallocated", "held", "advanced")


@page("/public/<code>/preview.png")
def preview(code: str) -> Response:
    """Draw a fund's name and where its money is."""
    shown = public_fund(reading.session(), code)
    amounts = shown.amounts
    drawn = card.draw(
        card.Card(
            title=shown.fund.name,
            subtitle=shown.crisis.name,
            received=amounts.received,
            parts=(
                *((it, getattr(amounts, it)) for it in _PARTS),
                ("justified", amounts.justified_in_all),
                ("lost", amounts.lost),
            ),
            notice=_("Demonstration")
            if current_app.extensions["settings"].is_demonstration
            else "",
        )
    )
    return Response(drawn, mimetype="image/png")
