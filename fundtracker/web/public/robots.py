"""What robots may read: the public pages, without the addresses that only sort or page them."""

from __future__ import annotations

from flask import Response

from fundtracker.web.public.blueprint import page

_RULES = """User-agent: *
Disallow: /*?
Allow: /public
Allow: /static/
Disallow: /
"""


@page("/robots.txt")
def robots() -> Response:
    """Answer with the rules."""
    return Response(_RULES, mimetype="text/plain")
