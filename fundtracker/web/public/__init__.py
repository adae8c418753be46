"""The pages that everybody may see, without signing in."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fundtracker.web.public.blueprint import pages

if TYPE_CHECKING:
    from flask import Flask

_MODULES = ("funds", "fund", "photos", "preview", "kits", "copies", "check", "robots")


def init_app(app: Flask) -> None:
    """Register every public page."""
    for name in _MODULES:
        import_module(f"{__name__}.{name}")
    app.register_blueprint(pages)
