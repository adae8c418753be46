"""Collectivities: looking for one, and all its money over the funds."""

from __future__ import annotations

from flask import render_template
from sqlalchemy import func, select

from fundtracker.parties.models import Collectivity
from fundtracker.parties.queries import get_collectivity
from fundtracker.position.collectivity_page import collectivity_page
from fundtracker.web import asked, reading
from fundtracker.web.staff import collectivity_search, pictures
from fundtracker.web.staff.blueprint import page

_SHOWN = 200


@page("/collectivities")
def collectivities() -> str:
    """Look for a collectivity that gives or gave."""
    session = reading.session()
    text = asked.text()
    found = collectivity_search.known(session, text, limit=_SHOWN)
    n_all = session.execute(select(func.count()).select_from(Collectivity)).scalar_one()
    return render_template("staff/collectivities.html", text=text, found=found, n_all=n_all)


@page("/collectivities/<int:collectivity_id>")
def collectivity(collectivity_id: int) -> tuple[str, int]:
    """Show a collectivity: its money in every fund."""
    session = reading.session()
    found = get_collectivity(session, min(collectivity_id, 2**62))
    day = asked.day()
    shown = collectivity_page(session, found.id, day.on)
    html = render_template(
        "staff/collectivity.html",
        collectivity=found,
        day=day,
        page=shown,
        position=shown.position,
        picture=pictures.path(shown.position),
    )
    return html, day.status
