"""The blueprint of the donor's pages; each view is given the donor's own records, and no others."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from flask import Blueprint

from fundtracker.web.access import Permission, needs
from fundtracker.web.portal.own import of_reader
from fundtracker.web.portal.standing import standing, whose
from fundtracker.web.uploads import takes_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug import Response

    from fundtracker.web.portal.own import Own

    Answer = Response | str | tuple[str, int]
    View = Callable[..., Answer]

pages = Blueprint("portal", __name__)
pages.context_processor(standing)


def page(rule: str) -> Callable[[View], View]:
    """Register a page that only reads, of the donor who is signed in or of one it follows."""
    return _register(rule, Permission.OWN_GIFTS, ("GET",), whose)


def own_page(rule: str) -> Callable[[View], View]:
    """Register a page that only reads, of the donor who is signed in alone."""
    return _register(rule, Permission.OWN_GIFTS, ("GET",), of_reader)


def form_page(rule: str, permission: Permission, *, files: bool = False) -> Callable[[View], View]:
    """Register a page with a form, of the donor who is signed in; ``files`` where it takes some."""
    return _register(rule, permission, ("GET", "POST"), of_reader, files=files)


def _register(
    rule: str,
    permission: Permission,
    methods: tuple[str, ...],
    of: Callable[[], Own],
    *,
    files: bool = False,
) -> Callable[[View], View]:
    def register(view: View) -> View:
        @wraps(view)
        def with_own(**values: object) -> Answer:
            return view(of(), **values)

        if files:
            takes_files(with_own)
        return pages.route(f"/my{rule}", methods=methods)(needs(permission)(with_own))

    return register
