"""Refusals and errors as pages in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from fundtracker.errors import Conflict, NotFound, Refusal, RuleViolation

if TYPE_CHECKING:
    from flask import Flask

# How each kind of refusal is said in HTTP.
STATUS: dict[type[Refusal], int] = {NotFound: 404, Conflict: 409, RuleViolation: 422}

# Errors that have a page of their own; any other shows the page of 400.
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500})

_BAD_REQUEST = 400
_SERVER_ERROR = 500


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal."""
    return next(code for kind, code in STATUS.items() if isinstance(refusal, kind))


def init_app(app: Flask) -> None:
    """Answer refusals and errors with our own pages."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _failed)


def _refused(refusal: Refusal) -> tuple[str, int]:
    code = status_of(refusal)
    return _page(code, refusal.message()), code


def _expired(_error: CSRFError) -> tuple[str, int]:
    return render_template("errors/expired.html"), _BAD_REQUEST


def _failed(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or _SERVER_ERROR
    if code < _BAD_REQUEST:
        return error
    return _page(code), code


def _page(code: int, message: str | None = None) -> str:
    if code not in PAGES:
        code = _SERVER_ERROR if code > _SERVER_ERROR else _BAD_REQUEST
    return render_template(f"errors/{code}.html", message=message)
