"""The blueprint of the donor's pages; each view is given the donor's own records, and no others."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from flask import Blueprint

from fundtracker.web.access import Permission, needs
from fundtracker.web.portal.own import of_reader
from fundtracker.web.uploads import takes_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug import Response

    from fundtracker.web.portal.own import Own

    Answer = Response | str | tuple[str, int]
    View = Callable[..., Answer]

pages = Blueprint("portal", __name__)


def page(rule: str) -> Callable[[View], View]:
    """Register a page that only reads, of the donor who is signed in."""
    return _register(rule, Permission.OWN_GIFTS, ("GET",))


def form_page(rule: str, permission: Permission, *, files: bool = False) -> Callable[[View], View]:
    """Register a page with a form, of the donor who is signed in; ``files`` where it takes some."""
    return _register(rule, permission, ("GET", "POST"), files=files)


def _register(
    rule: str, permission: Permission, methods: tuple[str, ...], *, files: bool = False
) -> Callable[[View], View]:
    def register(view: View) -> View:
        @wraps(view)
        def with_own(**values: object) -> Answer:
            own: Own = of_reader()
            return view(own, **values)

        if files:
            takes_files(with_own)
        return pages.route(f"/my{rule}", methods=methods)(needs(permission)(with_own))

    return register
