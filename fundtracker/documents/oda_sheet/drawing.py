"""Draws a sheet for the yearly ODA return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.marks import furniture
from fundtracker.documents.oda_sheet.content import CHANNEL, FINANCE, FLOW, PARENT_CHANNEL
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import LEAD, NOTE, TITLE, marked_up, paragraph
from fundtracker.documents.wording import LINE, capitalised, filled, printable
from fundtracker.i18n import format_amount, format_date, format_number, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.projects.purposes import purpose_label

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.oda_sheet.content import OdaLine, OdaSheet

_AMOUNT = 76


def render(sheet: OdaSheet) -> bytes:
    """Return the sheet as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(sheet.locale):
        year = sheet.as_of.year
        name = _("Yearly ODA return: payments of %(year)s", year=year)
        text = _(
            "In %(year)s %(donor)s paid %(total)s through %(channel)s: these are the lines to be"
            " declared in the campaign of spring %(next)s."
        )
        story: list[Flowable] = [
            Title(name, TITLE, "sheet"),
            marked_up(
                filled(
                    text,
                    year=str(year),
                    donor=printable(sheet.donor),
                    total=format_amount(sheet.total),
                    channel=CHANNEL,
                    next=str(year + 1),
                ),
                LEAD,
            ),
            facts(
                [
                    (_("Declared by"), printable(sheet.donor)),
                    ("SIREN", sheet.siren),
                    (_("Kind"), capitalised(sheet.kind_of_donor)),
                    (_("Channel"), f"{CHANNEL} ({_('parent %(code)s', code=PARENT_CHANNEL)})"),
                    (_("Type of flow"), _("%(code)s, ODA", code=FLOW)),
                    (_("Type of finance"), _("%(code)s, grant", code=FINANCE)),
                    (
                        _("Type of aid"),
                        sheet.aid_type.label
                        if sheet.aid_type
                        else _(
                            "B03, contribution to a fund with a purpose, or C01, project: as the"
                            " ministry’s guide of the year says"
                        ),
                    ),
                ]
            ),
            *_lines(sheet),
            *_payments(sheet),
            paragraph(
                _(
                    "Each payment is split as its whole donation is used on the day of this sheet,"
                    " to the cent. Whether a country may receive ODA is to be checked in the DAC’s"
                    " list of the year; markers (0, 1, 2) are the declarant’s to set."
                ),
                NOTE,
            ),
        ]
        donor = printable(sheet.donor)
        subject = f"{printable(sheet.issuer.name)} · {donor}"
        return build(story, furniture(sheet, title=f"{name} – {donor}", subject=subject))


def _lines(sheet: OdaSheet) -> list[Flowable]:
    columns = [
        Column(_("Country"), 90),
        Column(_("Purpose (CRS code)"), 170),
        Column(_("Fund, project"), COLUMN - 90 - 170 - _AMOUNT),
        Column(_("Paid (€)"), _AMOUNT, is_amount=True),
    ]
    rows = [
        Row(
            (
                printable(it.country, LINE),
                purpose_label(it.purpose),
                _what(it),
                format_number(it.amount),
            )
        )
        for it in sheet.lines
    ]
    rows.append(Row((_("Total"), "", "", format_number(sheet.total)), "total"))
    return [*heading(_("Lines to declare"), "lines"), *table(columns, rows, tight=True)]


def _what(it: OdaLine) -> str:
    return printable(" · ".join(filter(None, (it.fund, it.title))), LINE)


def _payments(sheet: OdaSheet) -> list[Flowable]:
    columns = [
        Column(_("Paid on"), 70),
        Column(_("Fund"), COLUMN - 70 - 140 - _AMOUNT),
        Column(_("Donation"), 140),
        Column(_("Amount (€)"), _AMOUNT, is_amount=True),
    ]
    rows = [
        Row(
            (
                format_date(it.paid_on, "short"),
                printable(it.fund, LINE),
                it.reference,
                format_number(it.amount),
            )
        )
        for it in sheet.payments
    ]
    total = Cents(sum(it.amount for it in sheet.payments))
    rows.append(Row((_("Total"), "", "", format_number(total)), "total"))
    return [*heading(_("Payments of the year"), "payments"), *table(columns, rows, tight=True)]
