"""The blueprint on which every page of the staff is registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import Blueprint

from fundtracker.web.access import Permission, needs
from fundtracker.web.uploads import takes_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

View = TypeVar("View", bound="Callable[..., Any]")

pages = Blueprint("staff", __name__)

_READING = ("GET",)


# Where the pages of single funds are: auditors open these, of the funds that were named.
_OF_FUNDS = ("/funds", "/donations/", "/files/", "/documents/<int:document_id>")


def page(rule: str, permission: Permission | None = None) -> Callable[[View], View]:
    """Register a page that only reads."""
    usual = Permission.READ_FUND if rule.startswith(_OF_FUNDS) else Permission.READ

    def register(view: View) -> View:
        return pages.route(rule, methods=_READING)(needs(permission or usual)(view))

    return register


def form_page(rule: str, permission: Permission, *, files: bool = False) -> Callable[[View], View]:
    """Register a page with a form: shown by GET, sent by POST; ``files`` where it takes some."""

    def register(view: View) -> View:
        if files:
            takes_files(view)
        return pages.route(rule, methods=("GET", "POST"))(needs(permission)(view))

    return register
