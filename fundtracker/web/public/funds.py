"""The list of the solidarity funds."""

from __future__ import annotations

from flask import render_template

from fundtracker.position.amounts import total
from fundtracker.position.public_pages import public_funds
from fundtracker.web import reading
from fundtracker.web.public.blueprint import page


@page("/public")
def funds() -> str:
    """Show every fund that was launched."""
    lines = public_funds(reading.session())
    return render_template(
        "public/funds.html", lines=lines, total=total(it.amounts for it in lines)
    )
