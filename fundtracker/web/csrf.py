"""Forms are accepted only from our own pages: every request that writes bears their token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf import CSRFProtect

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Check the token of every POST, sign-in and sign-out included."""
    app.config.update(
        # As long as the session: a form left open over lunch is still good.
        WTF_CSRF_TIME_LIMIT=None,
        # Flask-WTF would otherwise look for Flask-Babel.
        WTF_I18N_ENABLED=False,
    )
    CSRFProtect(app)
