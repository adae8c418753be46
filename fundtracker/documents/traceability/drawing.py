"""Draws a traceability sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.imprint import state_words
from fundtracker.documents.page import COLUMN, Furniture, Title, build
from fundtracker.documents.parts import path_of, told
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import BODY, HEADING, NOTE, TITLE, paragraph
from fundtracker.documents.wording import LINE, capitalised, printable
from fundtracker.i18n import format_date, format_number, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.traceability.content import TraceSheet


def render(sheet: TraceSheet) -> bytes:
    """Return the sheet as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(sheet.locale):
        story: list[Flowable] = [
            Title(_("Traceability sheet"), TITLE, "sheet"),
            *_summary(sheet),
            *_movements(sheet),
            *_vouchers(sheet),
        ]
        return build(story, _furniture(sheet))


def _summary(sheet: TraceSheet) -> list[Flowable]:
    n_projects = len({move.project for move in sheet.movements if move.project})
    story: list[Flowable] = [
        paragraph(f"{printable(sheet.donor)} · {printable(sheet.fund)} · {sheet.reference}", NOTE),
        told(sheet.statement, n_projects),
    ]
    if sheet.statement.given:
        story.append(path_of(sheet.statement))
    return story


def _movements(sheet: TraceSheet) -> list[Flowable]:
    story: list[Flowable] = [Title(_("Every movement"), HEADING, "movements", level=1)]
    if not sheet.movements:
        return [*story, paragraph(_("No money has come yet."), BODY)]
    columns = [
        Column(_("Entry"), 40),
        Column(_("Hash"), 56),
        Column(_("Date"), 48),
        Column(_("What"), 104),
        Column(_("Project, decision"), COLUMN - 40 - 56 - 48 - 104 - 58 - 64),
        Column(_("Amount (€)"), 58, is_amount=True),
        Column(_("Left to allocate"), 64, is_amount=True),
    ]
    rows = [
        Row(
            (
                str(it.number),
                it.entry_hash[:10],
                format_date(it.on, "short"),
                capitalised(it.purpose),
                printable(" · ".join(filter(None, (it.project, it.decision))), LINE) or "–",
                format_number(it.amount),
                format_number(it.unallocated_after),
            ),
            "faded" if it.is_undone else "plain",
        )
        for it in sheet.movements
    ]
    note = _(
        "One line per movement of this donation’s money, by the number and the hash of its entry"
        " in the fund’s journal; pale lines were reversed, or reverse another."
    )
    return [*story, paragraph(note, NOTE), *table(columns, rows, tight=True)]


def _vouchers(sheet: TraceSheet) -> list[Flowable]:
    if not sheet.vouchers:
        return []
    columns = [
        Column(_("Accepted on"), 60),
        Column(_("Supplier, document"), 150),
        Column(_("Project, heading"), COLUMN - 60 - 150 - 130),
        Column(_("Whole (€)"), 65, is_amount=True),
        Column(_("This donation (€)"), 65, is_amount=True),
    ]
    rows = [
        Row(
            (
                format_date(it.accepted_on, "short"),
                printable(" · ".join(filter(None, (it.supplier, it.reference))), LINE),
                printable(f"{it.project} · {it.heading}", LINE),
                format_number(it.amount),
                format_number(it.share),
            )
        )
        for it in sheet.vouchers
    ]
    total = Cents(sum(it.share for it in sheet.vouchers))
    rows.append(Row((_("Total"), "", "", "", format_number(total)), "total"))
    return [
        Title(_("Expenses that it justified"), HEADING, "vouchers", level=1),
        *table(columns, rows),
    ]


def _furniture(sheet: TraceSheet) -> Furniture:
    donor = printable(sheet.donor)
    seal = sheet.statement.seal
    assert seal is not None  # a donation is of one book
    return Furniture(
        title=_("Traceability sheet") + f" – {sheet.reference} – {donor}",
        author=printable(sheet.issuer),
        language=sheet.locale,
        dated=sheet.statement.as_of,
        subject=f"{printable(sheet.fund)} · {donor} · {sheet.reference}",
        state=state_words(sheet.imprint),
        seal=_(
            "Figures as of %(day)s, at entry no. %(number)s (%(hash)s…)",
            day=format_date(sheet.statement.as_of),
            number=seal.entry_number,
            hash=seal.short_hash,
        ),
        notice=_("Demonstration: fictitious amounts, except those marked “published”")
        if sheet.demonstration
        else "",
        imprint=sheet.imprint,
    )
