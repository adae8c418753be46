"""How long somebody stays signed in: not beyond a day's work, nor a long lunch without a click.

Whoever is out by then and sends a form finds it again after signing in (see ``errors``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import session
from flask_login import user_logged_in

from fundtracker import clock
from fundtracker.web.entering import BY_DEVICE, PROVED

if TYPE_CHECKING:
    from flask import Flask

# NIST SP 800-63B (2.2.3) for access to personal data: 12 hours at most, 30 minutes to 2 hours idle.
LONGEST = timedelta(hours=12)
IDLE = timedelta(hours=2)

# The cookie is written anew when it is older than this, not with every answer.
_STEP = timedelta(minutes=5)

_BEGUN, _SEEN = "begun", "seen"
_OF_USER = (
    "_user_id",
    "_fresh",
    "_id",
    "fs_cc",
    "fs_paa",
    "identity.name",
    _BEGUN,
    _SEEN,
    PROVED,
    BY_DEVICE,
)


def init_app(app: Flask) -> None:
    """Check each request of somebody who is signed in."""
    app.before_request(_check)
    user_logged_in.connect(_begin, app)


def _begin(_app: Flask, **_values: object) -> None:
    session[_BEGUN] = session[_SEEN] = session[PROVED] = _now()
    session.pop(BY_DEVICE, None)


def _check() -> None:
    if "_user_id" not in session:
        return
    now = _now()
    begun, seen = session.get(_BEGUN, 0), session.get(_SEEN, 0)
    if now - begun > LONGEST.total_seconds() or now - seen > IDLE.total_seconds():
        for name in _OF_USER:
            session.pop(name, None)
    elif now - seen > _STEP.total_seconds():
        session[_SEEN] = now


def _now() -> int:
    return int(clock.now().timestamp())
