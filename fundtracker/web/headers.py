"""What every answer tells the browser: whence it may load, and what it must not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from fundtracker.web.access import is_public

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

    from config import Settings

_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self' data:"
)

HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_TWO_YEARS = "max-age=63072000; includeSubDomains"


def init_app(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, errors included."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.is_behind_tls:
            response.headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
        if not is_public(request.endpoint):
            # Behind sign-in nothing stays in a shared computer's cache.
            response.headers["Cache-Control"] = "no-store, private"
        elif request.endpoint != "static":
            # The sign-in page bears the reader's own token; public pages say themselves how long.
            response.headers.setdefault("Cache-Control", "no-cache, private")
        return response
