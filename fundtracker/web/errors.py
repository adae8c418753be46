"""Refusals and errors as pages in the reader's language."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError

from fundtracker.errors import Conflict, NotFound, Refusal, RuleViolation, TooSoon
from fundtracker.web.security_log import note
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from flask import Flask

# How each kind of refusal is said in HTTP.
STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    Conflict: 409,
    RuleViolation: 422,
    TooSoon: 429,
}

# Errors that have a page of their own; any other shows the page of 400.
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500})

_KEPT_HEADERS = frozenset({"Allow", "Retry-After"})

_BAD_REQUEST = 400
_FORBIDDEN = 403
_SERVER_ERROR = 500

_log = logging.getLogger("fundtracker")


class SignedOut(BadRequest):
    """A form was sent by somebody who is not signed in any more."""


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next(code for kind, code in STATUS.items() if isinstance(refusal, kind))


def init_app(app: Flask) -> None:
    """Answer refusals and errors with our own pages."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(SignedOut, _expired)
    app.register_error_handler(HTTPException, _failed)


def _refused(refusal: Refusal) -> tuple[str, int, dict[str, str]]:
    code = status_of(refusal)
    headers = {}
    if isinstance(refusal, TooSoon):
        note("too_many_attempts")
        headers["Retry-After"] = str(60 * refusal.n_minutes)
    return _page(code, refusal.message()), code, headers


def _expired(error: CSRFError | SignedOut) -> tuple[str, int]:
    note("form_refused", why=type(error).__name__)
    return render_template("errors/expired.html", kept=_kept(), action=here()), _BAD_REQUEST


def _kept() -> list[tuple[str, str]]:
    """Return what was typed, to be sent again; nothing of a form that another site sent."""
    # The browser itself writes this header: another site's page cannot pretend to be ours, and
    # so cannot have its own values confirmed by a click here.
    is_ours = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    if not is_ours or "password" in request.form:
        return []
    return [it for it in request.form.items(multi=True) if it[0] != "csrf_token"]


def _failed(error: HTTPException) -> tuple[str, int, dict[str, str]] | HTTPException:
    code = error.code or _SERVER_ERROR
    # Asked for under another site's name: no page of ours can be drawn there, nor should one.
    if code < _BAD_REQUEST or isinstance(error, SecurityError):
        return error
    if code == _FORBIDDEN:
        note("forbidden")
    # What the standard asks beside the page: which methods there are, when to come back.
    kept = {name: value for name, value in error.get_headers() if name in _KEPT_HEADERS}
    if code >= _SERVER_ERROR:
        # What is shown names nothing of ours; the number finds what was written of it.
        incident = secrets.token_hex(4).upper()
        cause = getattr(error, "original_exception", None) or error
        _log.error("incident %s at %s", incident, request.endpoint, exc_info=cause)
        return _page(code, incident=incident), code, kept
    return _page(code), code, kept


def _page(code: int, message: str | None = None, incident: str | None = None) -> str:
    if code not in PAGES:
        code = _SERVER_ERROR if code > _SERVER_ERROR else _BAD_REQUEST
    return render_template(f"errors/{code}.html", message=message, incident=incident)
