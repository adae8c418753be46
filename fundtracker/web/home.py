"""The address of the house: everybody is led to their own first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, url_for

from fundtracker.web.access import Permission, may, needs

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

pages = Blueprint("home", __name__)


@pages.get("/")
@needs(Permission.PUBLIC)
def home() -> Response:
    """Lead each reader home: the staff to its work, an auditor to its funds, a donor to its money.

    Everybody else to the public pages.
    """
    if may(Permission.READ):
        return redirect(url_for("staff.work"), code=303)
    if may(Permission.READ_FUND):
        return redirect(url_for("staff.funds"), code=303)
    if may(Permission.OWN_GIFTS):
        return redirect(url_for("portal.home"), code=303)
    return redirect(url_for("public.funds"), code=303)


def init_app(app: Flask) -> None:
    """Register the address."""
    app.register_blueprint(pages)
