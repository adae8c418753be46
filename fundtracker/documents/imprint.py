"""What an issued document bears on every page: its number, its version, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """The mark of an issued document; a draft has none.

    ``address`` is the page that says whether the document of ``code`` is genuine.
    """

    number: str
    version: int
    issued_on: date
    code: str
    address: str


def state_words(imprint: Imprint | None) -> str:
    """Say at the head of a page what the document is: a draft, or which one."""
    if imprint is None:
        return _("Working document, not issued")
    return _("%(number)s, version %(version)s", number=imprint.number, version=imprint.version)


def shown_code(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))
