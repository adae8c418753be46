"""Draws a certificate of receipt, or a yearly statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import Spacer

from fundtracker.documents.imprint import state_words
from fundtracker.documents.letterhead import signed
from fundtracker.documents.page import COLUMN, Furniture, Title, build
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import BODY, LEAD, NOTE, TITLE, marked_up, paragraph
from fundtracker.documents.wording import LINE, capitalised, filled, printable
from fundtracker.i18n import format_amount, format_date, format_number, ngettext, use_locale
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.receipts.content import ReceiptLine, Receipts


def render(receipts: Receipts) -> bytes:
    """Return the document as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(receipts.locale):
        story = _certificate(receipts) if receipts.year is None else _statement(receipts)
        return build([*story, *receipts.words.end(), *_end(receipts)], _furniture(receipts))


def _certificate(receipts: Receipts) -> list[Flowable]:
    (line,) = receipts.lines
    text = _(
        "%(issuer)s certifies that it received %(amount)s from %(donor)s on %(day)s, for the"
        " solidarity fund “%(fund)s”, into the fund’s dedicated bank account."
    )
    return [
        Title(_("Certificate of receipt"), TITLE, "certificate"),
        marked_up(
            filled(
                text,
                issuer=printable(receipts.issuer.name),
                amount=format_amount(line.amount),
                donor=printable(receipts.donor),
                day=format_date(line.received_on),
                fund=printable(line.fund),
            ),
            LEAD,
        ),
        Spacer(1, 6),
        facts(
            [
                (_("Donor"), printable(receipts.donor)),
                (_("Kind"), capitalised(receipts.kind_of_donor)),
                ("SIREN", receipts.siren or ""),
                (_("Fund"), printable(line.fund)),
                (_("Donation"), line.donation),
                (_("Deliberation or agreement"), printable(line.paper, LINE)),
                (_("Received on"), format_date(line.received_on)),
                (_("Amount"), format_amount(line.amount)),
                (_("Payer, as the bank names it"), printable(line.payer, LINE)),
                (_("Reference of the bank"), printable(line.bank_reference, LINE)),
                (_("Entry in the journal"), _entry(line)),
            ]
        ),
        paragraph(_proof(), NOTE),
    ]


def _statement(receipts: Receipts) -> list[Flowable]:
    text = ngettext(
        "In %(year)s, %(issuer)s received %(num)s payment from %(donor)s for its solidarity funds:"
        " %(total)s.",
        "In %(year)s, %(issuer)s received %(num)s payments from %(donor)s for its solidarity"
        " funds: %(total)s in all.",
        len(receipts.lines),
        year="%(year)s",
        issuer="%(issuer)s",
        donor="%(donor)s",
        total="%(total)s",
    )
    columns = [
        Column(_("Received on"), 64),
        Column(_("Fund"), 118),
        Column(_("Donation"), 108),
        Column(_("Entry"), COLUMN - 64 - 118 - 108 - 78),
        Column(_("Amount (€)"), 78, is_amount=True),
    ]
    rows = [
        Row(
            (
                format_date(line.received_on, "short"),
                printable(line.fund),
                line.donation,
                _entry(line),
                format_number(line.amount),
            )
        )
        for line in receipts.lines
    ]
    rows.append(Row((_("Total"), "", "", "", format_number(receipts.total)), "total"))
    return [
        Title(_("Yearly statement of receipts, %(year)s", year=receipts.year), TITLE, "statement"),
        marked_up(
            filled(
                text,
                year=str(receipts.year),
                issuer=printable(receipts.issuer.name),
                donor=printable(receipts.donor),
                total=format_amount(receipts.total),
            ),
            LEAD,
        ),
        facts(
            [
                (_("Donor"), printable(receipts.donor)),
                (_("Kind"), capitalised(receipts.kind_of_donor)),
                ("SIREN", receipts.siren or ""),
                (_("Up to"), format_date(receipts.as_of)),
            ]
        ),
        *table(columns, rows),
        paragraph(_proof(), NOTE),
    ]


def _entry(line: ReceiptLine) -> str:
    return _(
        "%(book)s, No %(number)s (%(hash)s…)",
        book=line.book,
        number=line.entry_number,
        hash=line.entry_hash[:12],
    )


def _proof() -> str:
    return _(
        "Entries of the journal are numbered without a gap and bear the hash of the one before:"
        " none is changed or deleted once it is there. Payments that were taken back are not here."
    )


def _end(receipts: Receipts) -> list[Flowable]:
    """Return the day of issue, where there is one, and who signs."""
    if receipts.imprint is None:
        return signed(receipts.issuer)
    day = format_date(receipts.imprint.issued_on)
    return [
        Spacer(1, 14),
        paragraph(_("Issued on %(day)s.", day=day), BODY),
        *signed(receipts.issuer),
    ]


def _furniture(receipts: Receipts) -> Furniture:
    donor = printable(receipts.donor)
    title = (
        _("Certificate of receipt")
        if receipts.year is None
        else _("Yearly statement of receipts, %(year)s", year=receipts.year)
    )
    return Furniture(
        title=f"{title} – {donor}",
        author=printable(receipts.issuer.name),
        language=receipts.locale,
        dated=receipts.as_of,
        subject=f"{printable(receipts.issuer.name)} · {donor}",
        state=state_words(receipts.imprint),
        seal=_("Position on %(day)s", day=format_date(receipts.as_of)),
        notice=_("Demonstration: fictitious amounts, except those marked “published”")
        if receipts.demonstration
        else "",
        imprint=receipts.imprint,
    )
