"""What an address asks for: the day of a statement, the page of a list, a text to look for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from fundtracker import clock
from fundtracker.i18n import N_, gettext
from fundtracker.web.fields import parse_date

if TYPE_CHECKING:
    from datetime import date

_LATER = N_("A position is taken today at the latest.")
_LONGEST = 100
_LAST_PAGE = 10_000_000

# A whole number of more digits is no page and no id; Python refuses to read one of thousands.
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a statement; where what was typed is none, today, and why."""

    on: date
    typed: str
    error: str | None = None

    @property
    def status(self) -> int:
        """The status of a page for that day."""
        return 422 if self.error else 200

    @property
    def is_today(self) -> bool:
        """Whether the statement is the present one."""
        return self.on == clock.today()


def day() -> Day:
    """Return the day that ``?as_of=`` asks for; today without it."""
    typed = request.args.get("as_of", "")[:_LONGEST]
    today = clock.today()
    if not typed.strip():
        return Day(today, "")
    try:
        asked = parse_date(typed)
    except ValueError as fault:
        return Day(today, typed, str(fault))
    if asked > today:
        return Day(today, typed, gettext(_LATER))
    return Day(asked, typed)


def number(name: str) -> int:
    """Return the number that a parameter asks for; 1 without one, or with anything else."""
    typed = identity(request.args.get(name, ""))
    return 1 if typed is None else min(max(typed, 1), _LAST_PAGE)


def identity(typed: str) -> int | None:
    """Return the id that a text is, within what both databases hold; None where it is none."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS
    return int(typed) if is_number else None


def text(name: str = "q") -> str:
    """Return the text that a parameter holds, on one line, without what cannot be seen."""
    typed = request.args.get(name, "")[:_LONGEST]
    seen = (" " if unicodedata.category(it).startswith("C") else it for it in typed)
    return " ".join("".join(seen).split())
