"""Draws the report to a donor over all funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import PageBreak, Spacer

from fundtracker.documents.donor_report.allocations import allocations_table
from fundtracker.documents.donor_report.gift import steps_of
from fundtracker.documents.donor_report.method import definitions_table
from fundtracker.documents.donor_report.projects import project_sheets
from fundtracker.documents.marks import furniture
from fundtracker.documents.news import news_section
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading, path_of, sign, title, told
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import BODY, NOTE, TITLE, paragraph
from fundtracker.documents.wording import LINE, NAME, capitalised, printable
from fundtracker.i18n import format_amount, format_date, format_number, format_percent, use_locale
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_overview.content import DonorOverview
    from fundtracker.documents.donor_report.content import DonorReport

_AMOUNT = 62
# What a fund begins with stands together: its sentence, its picture and the first steps.
_BEGUN = 440


def render(overview: DonorOverview) -> bytes:
    """Return the report as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(overview.locale):
        name = _("Your gifts, fund by fund")
        donor = printable(overview.donor.name, NAME)
        story: list[Flowable] = [
            Title(name, TITLE, "all"),
            *_donor(overview),
            told(overview.statement, len(overview.projects)),
            *overview.words.begin(),
        ]
        if overview.statement.given:
            story.append(path_of(overview.statement))
            story.append(paragraph(_("The widths are in proportion to the amounts."), NOTE))
        story += [*_by_fund(overview), *_by_type(overview)]
        # What goes before can stand alone.
        story.append(PageBreak())
        for fund in overview.funds:
            story += _fund(fund)
        story += [*_method(overview), *overview.words.end()]
        subject = f"{printable(overview.issuer.name)} · {donor}"
        return build(story, furniture(overview, title=f"{name} – {donor}", subject=subject))


def _donor(overview: DonorOverview) -> list[Flowable]:
    donor = overview.donor
    starts_on = min(it.starts_on for it in overview.funds)
    period = _(
        "%(first)s – %(last)s",
        first=format_date(starts_on, "short"),
        last=format_date(overview.as_of, "short"),
    )
    return [
        facts(
            [
                (_("Established for"), printable(donor.name)),
                (_("Kind"), capitalised(donor.kind.label)),
                ("SIREN", donor.siren or ""),
                (_("Period"), period),
            ]
        )
    ]


def _by_fund(overview: DonorOverview) -> list[Flowable]:
    columns = [
        Column(_("Fund"), COLUMN - 6 * _AMOUNT),
        Column(_("Received, net (€)"), _AMOUNT, is_amount=True),
        Column(_("Fees (€)"), _AMOUNT, is_amount=True, role="fees"),
        Column(_("Unallocated (€)"), _AMOUNT, is_amount=True, role="unallocated"),
        Column(_("Allocated (€)"), _AMOUNT, is_amount=True),
        Column(_("Paid (€)"), _AMOUNT, is_amount=True),
        Column(_("Justified (€)"), _AMOUNT, is_amount=True, role="justified"),
    ]
    rows = [Row((printable(it.fund_name, LINE), *_figures(it))) for it in overview.funds]
    rows.append(Row((_("All funds"), *_figures(overview)), "total"))
    text = _(
        "Received, net = fees + unallocated + allocated. What was paid is part of what is"
        " allocated, and what is justified is part of what was paid."
    )
    return [
        *heading(_("Fund by fund"), "funds", 160),
        *table(columns, rows),
        paragraph(text, NOTE),
    ]


def _figures(it: DonorReport | DonorOverview) -> tuple[str, ...]:
    statement = it.statement
    amounts = (
        statement.net_received,
        statement.fees,
        statement.unallocated,
        statement.allocated,
        statement.paid_out,
        statement.justified_in_all,
    )
    return tuple(format_number(amount) for amount in amounts)


def _by_type(overview: DonorOverview) -> list[Flowable]:
    uses = overview.uses()
    if not uses:
        return []
    first = COLUMN - 42 - 48 - 3 * 64
    columns = [
        Column(_("Type of action"), first),
        Column(_("Projects"), 42, is_amount=True),
        Column(_("Allocated (€)"), 64, is_amount=True),
        Column(_("Share"), 48, is_amount=True),
        Column(_("Paid (€)"), 64, is_amount=True),
        Column(_("Justified (€)"), 64, is_amount=True),
    ]
    whole = overview.statement.allocated
    rows = [
        Row(
            (
                sign(it.action_type, first),
                str(it.n_projects),
                format_number(it.allocated),
                format_percent(it.allocated, whole),
                format_number(it.paid_out),
                format_number(it.justified),
            )
        )
        for it in uses
    ]
    total = (
        _("Allocated"),
        str(len(overview.projects)),
        format_number(whole),
        format_percent(whole, whole),
        format_number(overview.statement.paid_out),
        format_number(overview.statement.justified_in_all),
    )
    rows.append(Row(total, "total"))
    return [*heading(_("What it serves"), "types", 140), *table(columns, rows)]


def _fund(report: DonorReport) -> list[Flowable]:
    """Return what became of the donor's money in one fund."""
    seal = report.seal
    text = _(
        "%(crisis)s · entry no. %(number)s of book %(book)s (%(hash)s…)",
        crisis=printable(report.crisis, NAME),
        number=seal.entry_number,
        book=report.book,
        hash=seal.short_hash,
    )
    key = f"fund-{report.book}"
    story: list[Flowable] = [
        *title(printable(report.fund_name, NAME), key, _BEGUN),
        paragraph(text, NOTE),
        told(report.statement, report.n_projects),
    ]
    if report.statement.given:
        story.append(path_of(report.statement))
    story += heading(_("The steps of your gift"), f"{key}-steps")
    for gift in report.gifts:
        story += steps_of(gift)
    story += heading(_("What your gift is allocated to"), f"{key}-allocations", 160)
    if report.allocations:
        story += allocations_table(report)
    else:
        left = format_amount(report.statement.unallocated)
        text = _("No allocation yet: %(left)s is still to be allocated.", left=left)
        story.append(paragraph(text, BODY))
    if report.projects:
        story += [Spacer(1, 22), *project_sheets(report)]
    return [*story, *news_section(report.news, f"{key}-news")]


def _method(overview: DonorOverview) -> list[Flowable]:
    story = title(_("Method and definitions"), "method", 260)
    text = _(
        "Every euro is always in exactly one place of one fund. Each figure has one name and one"
        " definition, the same on the pages, in this report and in the exports."
    )
    story.append(paragraph(text, BODY))
    story += definitions_table()
    story += heading(_("How to check"), "check", 140)
    text = _(
        "The figures were taken on %(day)s, each fund’s at the entry below. Each entry bears the"
        " hash (SHA-256) of the one before, so that nothing earlier can be altered unseen: ask CUF"
        " for a fund’s journal up to its entry, and compare.",
        day=format_date(overview.as_of),
    )
    story.append(paragraph(text, BODY))
    columns = [
        Column(_("Fund"), COLUMN - 110 - 70 - 130),
        Column(_("Book"), 110),
        Column(_("Entry"), 70),
        Column(_("Chain hash"), 130),
    ]
    rows = [
        Row(
            (
                printable(it.fund_name, LINE),
                it.book,
                str(it.seal.entry_number),
                f"{it.seal.short_hash}…",
            )
        )
        for it in overview.funds
    ]
    return [*story, *table(columns, rows, tight=True), Spacer(1, 1)]
