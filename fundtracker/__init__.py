"""FundTracker: every euro of a solidarity fund has an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings) -> Flask:
    """Build the web application; the database must have its schema already."""
    # Not at the top: the ledger and the shell are imported without any web.
    from fundtracker.web import app  # noqa: PLC0415

    return app.build(settings)
