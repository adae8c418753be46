"""The head and the end of a letter: who writes, to whom, and who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak, Spacer

from fundtracker.documents.grid import Grid, Line, Look, Track
from fundtracker.documents.page import COLUMN
from fundtracker.documents.typography import BODY, CELL, CELL_STRONG, NOTE, paragraph
from fundtracker.documents.wording import LINE, printable
from fundtracker.i18n import format_date
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import date

    from reportlab.platypus import Flowable

    from fundtracker.documents.issuer import Issuer


# Who signs, and the room to do so, stand on one page.
_SIGNING_ROOM = 110
_LOOK = Look(above=3, below=3)


def letterhead(issuer: Issuer, recipient: str, address: str, dated: date) -> list[Flowable]:
    """Return who writes on the left, to whom and where on the right, and the day."""
    left = [paragraph(printable(issuer.name), CELL_STRONG)]
    left += [paragraph(line, CELL) for line in _lines(issuer)]
    right = [
        paragraph(printable(recipient), CELL_STRONG),
        *(paragraph(printable(it, LINE), CELL) for it in address.splitlines() if it.strip()),
        Spacer(1, 14),
        paragraph(_("On %(day)s", day=format_date(dated)), CELL),
    ]
    sides = [Track(COLUMN * 0.55, 12), Track(COLUMN * 0.45, 12)]
    return [Grid(sides, [Line(cells=[left, right], look=_LOOK)]), Spacer(1, 22)]


def _lines(issuer: Issuer) -> list[str]:
    return [
        *filter(None, [printable(issuer.legal_form, LINE)]),
        *(printable(line, LINE) for line in issuer.address.splitlines() if line.strip()),
        *([_("SIRET %(number)s", number=issuer.siret)] if issuer.siret else []),
        *filter(None, [printable(issuer.email), printable(issuer.phone)]),
    ]


def signed(issuer: Issuer) -> list[Flowable]:
    """Return who signs, with room to do so."""
    who = ", ".join(filter(None, (issuer.signatory, issuer.signatory_function)))
    words = _("For %(issuer)s", issuer=printable(issuer.name))
    return [
        CondPageBreak(_SIGNING_ROOM),
        Spacer(1, 20),
        paragraph(f"{words}, {printable(who)}" if who else words, BODY),
        Spacer(1, 34),
        paragraph(_("Signature"), NOTE),
    ]
