"""The donor's space: a collectivity's own money, and nobody else's."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fundtracker.web.portal.blueprint import pages

if TYPE_CHECKING:
    from flask import Flask

_MODULES = (
    "home",
    "fund",
    "donation",
    "project",
    "documents",
    "kits",
    "texts",
    "sharing",
    "shared",
    "profile",
    "team",
)


def init_app(app: Flask) -> None:
    """Register every page of the donors."""
    for name in _MODULES:
        import_module(f"{__name__}.{name}")
    app.register_blueprint(pages)
