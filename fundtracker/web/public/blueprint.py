"""The blueprint of the public pages, each kept by whoever asked until something is recorded.

A public page is the same for everybody who reads one language: nothing of a session is in it. Its
tag is known before it is made, so that asking for it again costs next to nothing.
"""

from __future__ import annotations

import time
from functools import wraps
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, make_response, request

from fundtracker import clock
from fundtracker.i18n import current_locale
from fundtracker.position.public_pages import version
from fundtracker.web import reading
from fundtracker.web.access import Permission, needs

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Response | str
    View = Callable[..., Answer]

pages = Blueprint("public", __name__)

# What is committed out of order (see ``version``) is seen after this at the latest, in seconds.
_AGES = 300
_KEPT = 60

_STARTED = str(time.time_ns())


def page(rule: str) -> Callable[[View], View]:
    """Register a page; its view runs only where the reader does not have it already."""

    def register(view: View) -> View:
        @wraps(view)
        def tagged(**values: str) -> Response:
            tag = _tag()
            if request.if_none_match.contains_weak(tag):
                response = Response(status=304)
            else:
                response = make_response(view(**values))
            if response.status_code in {200, 304}:
                response.set_etag(tag, weak=True)
                response.headers["Cache-Control"] = f"public, max-age={_KEPT}"
            # Where it was chosen by a link, the language is in the cookie.
            response.vary.update(("Accept-Language", "Cookie"))
            return response

        return pages.get(rule)(needs(Permission.PUBLIC)(tagged))

    return register


def _tag() -> str:
    """Name this page as it is now: by what was recorded, the day, the language and the program."""
    parts = (
        version(reading.session()),
        clock.today().isoformat(),
        current_locale(),
        request.full_path,
        str(int(time.time() / _AGES)),
        current_app.extensions.setdefault("started", _STARTED),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
