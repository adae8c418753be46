"""Addresses that no link of ours has: with characters that cannot be seen, nothing is there."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from flask import abort, request

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Refuse such addresses before any view; PostgreSQL would not even take them as text."""
    app.before_request(_refuse_hidden)


def _refuse_hidden() -> None:
    if _hides(request.path):
        abort(404)
    if any("\x00" in value for values in request.args.listvalues() for value in values):
        abort(400)


def _hides(text: str) -> bool:
    return not text.isprintable() and any(unicodedata.category(it) == "Cc" for it in text)
