"""Options that several commands share, and what people type in them."""

from __future__ import annotations

from datetime import date, datetime

import click

from fundtracker.i18n import N_
from fundtracker.i18n import gettext as _

_WRITTEN = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y")


class Day(click.ParamType[date]):
    """A day, as ISO or as the French write it."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read a day; fail with a sentence."""
        day = value if isinstance(value, date) else _read(value)
        if day is None:
            text = str(value)[:40]
            self.fail(_("“%(text)s” is not a day: write 2021-12-31.", text=text), param, ctx)
        return day


def _read(text: str) -> date | None:
    for form in _WRITTEN:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


as_of = click.option(
    "--as-of", type=Day(), metavar="DAY", help=N_("The position on that day (today otherwise).")
)

port = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    envvar="PORT",
    metavar="PORT",
    help=N_("The port to serve on: 8000, or what the variable PORT says."),
)
