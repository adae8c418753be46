"""The signed part of a shared link's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from fundtracker.db import instant_text
from fundtracker.users.errors import NoSuchShare
from fundtracker.web.portal.own import of_link

if TYPE_CHECKING:
    from fundtracker.users.models import ShareLink
    from fundtracker.web.portal.own import Own, OwnFund


def token_of(link: ShareLink) -> str:
    """Return what the address of a link ends with: its id and instant, signed."""
    return _serializer().dumps([link.id, instant_text(link.made_at)])


def opened_by(token: str) -> tuple[Own, OwnFund, ShareLink]:
    """Return what a token opens; raise NoSuchShare for any other text."""
    try:
        share_id, made_at = _serializer().loads(token)
    except (BadData, ValueError, TypeError):
        raise NoSuchShare from None
    own, fund, link = of_link(share_id)
    # An id comes again where a database was made anew under the same secret; an instant does not.
    if instant_text(link.made_at) != made_at:
        raise NoSuchShare
    return own, fund, link


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="share link")
