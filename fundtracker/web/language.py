"""The language of a request: chosen by a link, else the browser's, else French."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from flask import redirect, request, session

from fundtracker.i18n import DEFAULT_LOCALE, LOCALES, Locale, current_locale, set_locale
from fundtracker.web.urls import here

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

CHOICE = "lang"


def init_app(app: Flask) -> None:
    """Give every request its language."""
    app.before_request(_speak)
    app.after_request(_say_language)


def _speak() -> Response | None:
    set_locale(_wanted())
    chosen = request.args.get(CHOICE)
    if chosen is None or request.method != "GET":
        return None
    if chosen in LOCALES:
        session[CHOICE] = chosen
    # Back to the page's own address: the choice is kept in the cookie alone.
    return redirect(here(**{CHOICE: None}), code=303)


def _wanted() -> Locale:
    kept = session.get(CHOICE)
    if kept in get_args(Locale):
        return cast("Locale", kept)
    best = request.accept_languages.best_match(LOCALES)
    return cast("Locale", best) if best else DEFAULT_LOCALE


def _say_language(response: Response) -> Response:
    response.headers.setdefault("Content-Language", current_locale())
    return response
