"""Languages: messages, amounts and dates in French and English, without a web framework.

Messages are written in English in the code; French, the language of the house, comes from
``translations/fr``. The language of the moment is a context variable, so that a page, a PDF and
a job each speak their reader's.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from babel.dates import format_date as babel_format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fundtracker.money import Cents

Locale = Literal["fr", "en"]

LOCALES: tuple[Locale, ...] = ("fr", "en")
DEFAULT_LOCALE: Locale = "fr"

_TRANSLATIONS = Path(__file__).parent / "translations"
_locale: ContextVar[Locale] = ContextVar("locale", default=DEFAULT_LOCALE)


@cache
def _catalogue(locale: Locale) -> NullTranslations:
    """Read the catalogue of a language from its PO file, so that no compiled copy can be stale."""
    path = _TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def current_locale() -> Locale:
    """Return the language of the moment."""
    return _locale.get()


@contextmanager
def use_locale(locale: Locale) -> Iterator[None]:
    """Speak ``locale`` inside the block."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def set_locale(locale: Locale) -> None:
    """Speak ``locale`` from here on, in this context (a request sets it at its start)."""
    _locale.set(locale)


def gettext(message: str, **variables: object) -> str:
    """Translate ``message`` and fill its ``%(name)s`` fields, where variables are given."""
    # The empty message is the catalogue's own header.
    text = _catalogue(_locale.get()).gettext(message) if message else ""
    return text % variables if variables else text


def ngettext(singular: str, plural: str, num: int, **variables: object) -> str:
    """Translate the form for ``num``; ``%(num)s`` is filled in besides the other fields."""
    return plural_form(singular, plural, num) % {"num": num, **variables}


def plural_form(singular: str, plural: str, num: int) -> str:
    """Translate the form for ``num`` and leave its fields to the caller (templates fill them)."""
    return _catalogue(_locale.get()).ngettext(singular, plural, num)


def lazy_gettext(message: str) -> LazyProxy:
    """Translate ``message`` when it is shown, for labels written at import."""
    return LazyProxy(gettext, message, enable_cache=False)


def N_(message: str) -> str:  # noqa: N802 - the name that extraction tools know
    """Mark ``message`` for translation and leave it as it is."""
    return message


def format_number(cents: Cents) -> str:
    """Write cents as euros without the sign: ``1 234,56`` in French, ``1,234.56`` in English."""
    # Written out rather than through Babel, which takes 18 µs an amount: pages show hundreds.
    whole, fraction = divmod(abs(cents), 100)
    minus = "\u2212" if cents < 0 else ""
    if _locale.get() == "fr":
        grouped = f"{whole:,}".replace(",", "\u202f")
        return f"{minus}{grouped},{fraction:02}"
    return f"{minus}{whole:,}.{fraction:02}"


def format_quantity(hundredths: int) -> str:
    """Write hundredths as a number with no more decimals than it has: ``1 200``, ``12,5``."""
    number = format_number(cast("Cents", hundredths))
    return number[:-3] if number.endswith("00") else number.rstrip("0")


def format_amount(cents: Cents) -> str:
    """Write cents as an amount in euros: ``1 234,56 €`` in French, ``€1,234.56`` in English."""
    if _locale.get() == "fr":
        return f"{format_number(cents)}\u00a0€"
    number = format_number(cents)
    return f"\u2212€{number[1:]}" if cents < 0 else f"€{number}"


def format_date(day: date, style: Literal["short", "long"] = "long") -> str:
    """Write a day: ``3 février 2026`` or ``03/02/2026`` in French."""
    if style == "short":
        return day.strftime("%d/%m/%Y")
    text = babel_format_date(day, format="long", locale="fr" if _locale.get() == "fr" else "en_GB")
    return text.replace("1 ", "1er ", 1) if text.startswith("1 ") and _is_french() else text


def format_weekday(day: date) -> str:
    """Name the day of the week, in the language of the moment."""
    return babel_format_date(day, format="EEEE", locale=_locale.get())


def format_percent(part: int, whole: int) -> str:
    """Write ``part`` of ``whole`` as a percentage with one decimal; a dash where whole is zero."""
    if whole == 0:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    minus = "\u2212" if tenths < 0 else ""
    number = f"{minus}{abs(tenths) // 10}.{abs(tenths) % 10}"
    return f"{number.replace('.', ',')}\u00a0%" if _is_french() else f"{number}%"


def _is_french() -> bool:
    return _locale.get() == "fr"
