"""What every document says of itself: who issues it, whether it is a draft, its language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from fundtracker.documents.imprint import state_words
from fundtracker.documents.page import Furniture
from fundtracker.documents.paragraphs.words import Words
from fundtracker.documents.wording import printable
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import date

    from fundtracker.documents.imprint import Imprint
    from fundtracker.documents.issuer import Issuer
    from fundtracker.i18n import Locale
    from fundtracker.position.statement import Seal


_NO_WORDS = Words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The marks of one document, which its content begins with; a draft has no ``imprint``."""

    locale: Locale
    issuer: Issuer
    as_of: date
    demonstration: bool = False
    imprint: Imprint | None = None
    words: Words = _NO_WORDS

    def values(self) -> dict[str, Any]:
        """Return the marks by their names, for a document that begins with them."""
        return {it.name: getattr(self, it.name) for it in fields(Marks)}


def furniture(marks: Marks, *, title: str, subject: str, seal: Seal | None = None) -> Furniture:
    """Return what stands on every page of a document that bears ``marks``."""
    day = format_date(marks.as_of)
    return Furniture(
        title=title,
        author=printable(marks.issuer.name),
        language=marks.locale,
        dated=marks.as_of,
        subject=subject,
        state=state_words(marks.imprint),
        seal=_("Position on %(day)s", day=day)
        if seal is None
        else _(
            "Figures as of %(day)s, at entry no. %(number)s (%(hash)s…)",
            day=day,
            number=seal.entry_number,
            hash=seal.short_hash,
        ),
        notice=_("Demonstration: fictitious amounts, except those marked “published”")
        if marks.demonstration
        else "",
        imprint=marks.imprint,
    )
