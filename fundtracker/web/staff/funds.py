"""The home page: all funds, how far each is, and what it holds."""

from __future__ import annotations

from flask import render_template

from fundtracker.web import reading
from fundtracker.web.staff.blueprint import page


@page("/")
def funds() -> str:
    """Show all funds."""
    return render_template("staff/funds.html", funds=[])
