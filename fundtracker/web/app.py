"""The application: what all requests share, put together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from fundtracker.web import (
    access,
    account,
    addresses,
    by_mail,
    csrf,
    errors,
    headers,
    home,
    language,
    oidc,
    own_data,
    passkeys,
    portal,
    public,
    reading,
    second,
    security_log,
    sessions,
    sign_in,
    staff,
    templating,
    uploads,
)

if TYPE_CHECKING:
    from config import Settings

ROOT = Path(__file__).parent.parent.parent

# No form without files comes near it; without a limit a request could fill the memory.
MAX_BODY = 2 * 1024 * 1024


def build(settings: Settings) -> Flask:
    """Build the application of an installation."""
    app = Flask(
        "fundtracker",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "fundtracker" / "static"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        # Browsers honour __Host- over TLS alone; on http://localhost it would lock everybody out.
        SESSION_COOKIE_NAME="__Host-session" if settings.is_behind_tls else "session",
        SESSION_COOKIE_SECURE=settings.is_behind_tls,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    if settings.url:
        # A request for another name is none of ours: its links would lead there.
        app.config["TRUSTED_HOSTS"] = [urlsplit(settings.url).hostname]
    if settings.is_behind_tls:
        # One proxy stands in front, and says whom it answers: nobody else may reach this port.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    app.extensions["settings"] = settings
    # In this order: a request is given its language before anything may refuse it.
    reading.init_app(app, settings)
    language.init_app(app)
    addresses.init_app(app)
    templating.init_app(app, settings)
    headers.init_app(app, settings)
    errors.init_app(app)
    uploads.init_app(app, settings)
    csrf.init_app(app)
    sessions.init_app(app)
    security_log.init_app(app)
    sign_in.init_app(app, settings)
    account.init_app(app)
    by_mail.init_app(app)
    second.init_app(app)
    passkeys.init_app(app)
    oidc.init_app(app, settings)
    own_data.init_app(app)
    home.init_app(app)
    staff.init_app(app)
    portal.init_app(app)
    public.init_app(app)
    access.init_app(app)
    return app
