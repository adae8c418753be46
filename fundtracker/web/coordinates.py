"""A field for a latitude or a longitude, as maps and people write them."""

from __future__ import annotations

import re

from fundtracker.i18n import N_, gettext
from fundtracker.web.fields import ParsedField

# 0.95, -0,95, 0°57'30"S, 0 57 30 S, 80,45 O (ouest)
_PLACE = re.compile(
    r"(?P<sign>[-\u2212+]?)\s*(?P<degrees>\d{1,3}(?:[.,]\d{1,10})?)\s*°?"
    r"(?:\s*(?P<minutes>\d{1,2}(?:[.,]\d{1,10})?)\s*['\u2019\u2032])?"
    r"(?:\s*(?P<seconds>\d{1,2}(?:[.,]\d{1,10})?)\s*(?:\"|\u2033|''))?\s*(?P<side>[NSEWO]?)",
    re.ASCII | re.IGNORECASE,
)
_MINUTES = 60
_DECIMALS = 6

NO_PLACE = N_("This is no such coordinate: type it like -0.9537, or 0°57'13\"S.")


class CoordinateField(ParsedField):
    """Degrees from -``limit`` to ``limit``; south and west are below zero."""

    def __init__(self, *arguments: object, limit: int, **options: object) -> None:
        super().__init__(*arguments, required=False, **options)
        self.limit = limit

    def read(self, typed: str) -> float:
        """Return the degrees."""
        match = _PLACE.fullmatch(typed.strip())
        if match is None:
            raise ValueError(gettext(NO_PLACE))
        parts = [_number(match[name]) for name in ("degrees", "minutes", "seconds")]
        degrees = parts[0] + parts[1] / _MINUTES + parts[2] / _MINUTES**2
        is_below = match["sign"] in {"-", "\u2212"} or match["side"].upper() in {"S", "W", "O"}
        if degrees > self.limit or max(parts[1:]) >= _MINUTES:
            raise ValueError(gettext(NO_PLACE))
        return round(-degrees if is_below else degrees, _DECIMALS)

    def shown(self, value: float) -> str:
        """Write degrees as they can be typed."""
        return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")

    @property
    def echo(self) -> str | None:
        """The degrees that were read."""
        return f"{self.shown(self.data)}°" if self.typed and self.data is not None else None


def _number(text: str | None) -> float:
    return float((text or "0").replace(",", "."))
