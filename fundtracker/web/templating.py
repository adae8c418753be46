"""What templates know: languages, amounts, dates, and the frame around every page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from fundtracker import clock, i18n
from fundtracker.documents.kinds import Subject as About
from fundtracker.documents.kinds import kinds_about
from fundtracker.i18n import gettext as _
from fundtracker.web.access import Permission, may
from fundtracker.web.urls import absolute, address_of, here

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Flask

    from config import Settings
    from fundtracker.money import Cents


def init_app(app: Flask, settings: Settings) -> None:
    """Prepare the template engine: a name that is missing is an error, every text is escaped."""
    app.jinja_options = {"extensions": ["jinja2.ext.i18n"], "undefined": StrictUndefined}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of the extension
        i18n.gettext, i18n.plural_form, newstyle=True
    )
    app.jinja_env.filters.update(
        amount=i18n.format_amount,
        money=money,
        number=i18n.format_number,
        quantity=i18n.format_quantity,
        date=i18n.format_date,
        percent=i18n.format_percent,
        instant=instant,
        fill=fill,
    )
    # Straight to the catalogue: the extension's own way goes through three calls of the engine.
    app.jinja_env.globals["_"] = _translate
    app.jinja_env.globals.update(
        absolute=absolute,
        address_of=address_of,
        current_locale=i18n.current_locale,
        here=here,
        today=clock.today,
        About=About,
        kinds_about=kinds_about,
    )

    @app.context_processor
    def frame() -> dict[str, Any]:
        return {
            "demonstration": settings.is_demonstration,
            "has_mail": settings.has_mail,
            "has_accounts": bool(settings.oidc_issuer),
            "accounts_name": settings.oidc_name,
            "language_urls": {code: here(lang=code) for code in i18n.LOCALES},
            # Asked by pages that show them: public ones know no reader.
            "places": _places,
            "sign_in_url": address_of("security.login"),
            "sign_out_url": address_of("security.logout"),
        }


def _translate(message: str, **variables: object) -> Markup:
    """Translate a sentence of ours, which is markup, and fill it with values, which are escaped."""
    text = Markup(i18n.gettext(message))  # noqa: S704 - a sentence of ours
    return text % variables if variables else text


def money(cents: Cents, href: str | None = None) -> Markup:
    """Write an amount in cents, marked where it is zero or below; pages show hundreds of them."""
    if not href:
        return _plain_money(cents, i18n.current_locale())
    return Markup(f'<a href="{escape(href)}"{_marked(cents)}>{i18n.format_amount(cents)}</a>')  # noqa: S704 - the address is escaped, a number needs it not


@lru_cache(maxsize=8192)
def _plain_money(cents: Cents, _locale: i18n.Locale) -> Markup:
    """Write an amount; the same ones are on page after page."""
    text, marked = i18n.format_amount(cents), _marked(cents)
    return Markup(f"<span{marked}>{text}</span>" if marked else text)  # noqa: S704 - a number


def _marked(cents: Cents) -> str:
    css = "negative" if cents < 0 else "zero" if cents == 0 else ""
    return f' class="{css}"' if css else ""


def fill(template: str, values: Mapping[str, str]) -> Markup:
    """Fill a translated sentence with values, which stand out."""
    strong = {name: Markup("<strong>%s</strong>") % it for name, it in values.items()}
    return escape(template) % strong


def instant(moment: datetime) -> str:
    """Write an instant as a clock in Paris shows it."""
    local = moment.astimezone(clock.PARIS)
    return f"{i18n.format_date(local.date(), 'short')} {local:%H:%M}"


def _places() -> list[tuple[str, str, bool]]:
    """List the places of whoever reads: the staff's, a donor's, or the public ones."""
    if may(Permission.READ_FUND):
        places = [(_("To do"), "staff.work")] if may(Permission.READ) else []
        places.append((_("Funds"), "staff.funds"))
        if may(Permission.READ):
            places += [
                (_("Collectivities"), "staff.collectivities"),
                (_("Partners"), "staff.partners"),
            ]
        if may(Permission.CONFIRM):
            places.append((_("To be confirmed"), "staff.proposals_list"))
        if may(Permission.MANAGE_USERS):
            places.append((_("Users"), "staff.users"))
        if may(Permission.MANAGE_ORGANISATION):
            places.append((_("Organisation"), "staff.describe_organisation"))
    elif may(Permission.OWN_GIFTS):
        places = [
            (_("Our money"), "portal.home"),
            (_("Documents"), "portal.documents"),
            (_("Our team"), "portal.team"),
            (_("Our collectivity"), "portal.profile"),
        ]
    else:
        places = [(_("Solidarity funds"), "public.funds")]
    return [(label, *_place(address_of(endpoint))) for label, endpoint in places]


def _place(address: str) -> tuple[str, bool]:
    """Return an address, and whether the page is there or below; a first page has none below."""
    below = address != address_of("portal.home") and request.path.startswith(f"{address}/")
    return address, request.path == address or below
