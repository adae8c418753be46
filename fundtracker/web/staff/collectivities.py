"""Collectivities."""

from __future__ import annotations

from flask import render_template

from fundtracker.web.staff.blueprint import page


@page("/collectivities")
def collectivities() -> str:
    """Show all funds."""
    return render_template("staff/funds.html", funds=[])
