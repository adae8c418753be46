"""What concerns security, written line by line for whoever watches: as JSON, without secrets.

Who is meant is told by the user's id; of addresses that nobody has, by the start of a hash. What
people do to the books is kept by acts: here stands from where, beside the start of the act's key.
Who of the staff reads what is known of people is here too, and not of whom.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from flask import request
from flask_login import current_user, user_logged_in, user_logged_out

from fundtracker import clock
from fundtracker.db import instant_text

if TYPE_CHECKING:
    from flask import Flask

    from fundtracker.web.signed_in import SignedIn

_log = logging.getLogger("fundtracker.security")

# Of a path, no more than tells which page was meant: a token in it opens something.
_SECRET_PATHS = ("/enter/", "/shared/")


def init_app(app: Flask) -> None:
    """Note who comes and goes."""
    user_logged_in.connect(_came, app)
    user_logged_out.connect(_went, app)


def note(event: str, **facts: object) -> None:
    """Write what happened, from which network address, to which page."""
    path = request.path
    for start in _SECRET_PATHS:
        if path.startswith(start):
            path = f"{start}…"
    line = {
        "at": instant_text(clock.now()),
        "event": event,
        "address": request.remote_addr,
        "method": request.method,
        "path": path[:200],
        **facts,
    }
    if "user" not in line:
        line["user"] = current_user.id if current_user.is_authenticated else None
    _log.info(json.dumps(line, ensure_ascii=True))


def _came(_app: Flask, user: SignedIn, **_values: object) -> None:
    note("signed_in", user=user.id, role=user.role.value)


def _went(_app: Flask, user: SignedIn, **_values: object) -> None:
    note("signed_out", user=user.id if user.is_authenticated else None)
