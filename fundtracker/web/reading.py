"""One database session per request, opened when first asked for, closed at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, g

from fundtracker.db import Database

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Keep the database of the installation in ``app.extensions``; close sessions after use."""
    app.extensions["database"] = Database(settings.database_url)
    app.teardown_appcontext(_close)


def database() -> Database:
    """Return the database of this installation."""
    found: Database = current_app.extensions["database"]
    return found


def session() -> Session:
    """Return the session of this request; it reads until ``transaction()`` makes it write."""
    if "session" not in g:
        g.session = database().session()
    opened: Session = g.session
    return opened


def _close(_error: BaseException | None) -> None:
    opened: Session | None = g.pop("session", None)
    if opened is not None:
        opened.close()
