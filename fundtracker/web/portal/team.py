"""The people of the donor's team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from fundtracker.web.portal.blueprint import page

if TYPE_CHECKING:
    from fundtracker.web.portal.own import Own


@page("/team")
def team(own: Own) -> str:
    """Show who of the collectivity signs in here."""
    return render_template("portal/team.html", collectivity=own.collectivity, members=own.members())
