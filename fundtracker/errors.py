"""The three kinds of refusal, each with a sentence for the person and its data for the code.

A refusal is the product saying no. A bug (an assertion, a touched immutable row) is none of
these, and nobody catches it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.i18n import format_amount, format_date, gettext
from fundtracker.money import Cents

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Say no to what was asked, in the reader's language.

    ``sentence`` is a message with ``%(name)s`` fields, filled from the keyword arguments: whole
    numbers are cents unless their name starts with ``n_``, days are written out.
    """

    sentence: str

    def __init__(self, **data: object) -> None:
        super().__init__(type(self).__name__)
        self.data = data

    def message(self) -> str:
        """Return the sentence in the language of the moment."""
        return fill(self.sentence, self.data)

    def __str__(self) -> str:
        return self.message()


class NotFound(Refusal):
    """What was asked for does not exist, or not for this person."""


class Conflict(Refusal):
    """What was asked for collides with what somebody did meanwhile."""


class TooSoon(Refusal):
    """What was asked for may be asked again, in some minutes."""

    def __init__(self, *, n_minutes: int) -> None:
        super().__init__(n_minutes=n_minutes)
        self.n_minutes = n_minutes


class RuleViolation(Refusal):
    """A rule of the trade or of the ledger forbids it."""


def fill(sentence: str, data: Mapping[str, object]) -> str:
    """Translate ``sentence`` and fill it: amounts, days, and ``n_`` numbers as they are."""
    return gettext(sentence, **{key: _shown(key, it) for key, it in data.items()})


def _shown(key: str, value: object) -> str:
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and not key.startswith("n_"):
        return format_amount(Cents(value))
    return str(value)
