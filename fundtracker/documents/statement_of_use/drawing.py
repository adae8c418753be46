"""Draws a financial statement of use, in the three sheets that the law asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.platypus import CondPageBreak

from fundtracker.documents.letterhead import signed
from fundtracker.documents.marks import furniture
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading, labelled, title
from fundtracker.documents.tables import Column, Row, RowKind, facts, table
from fundtracker.documents.typography import (
    BODY,
    LEAD,
    NOTE,
    SUBHEADING,
    TITLE,
    marked_up,
    paragraph,
    prose,
)
from fundtracker.documents.wording import LINE, NAME, capitalised, filled, printable
from fundtracker.i18n import format_amount, format_date, format_number, format_percent, use_locale
from fundtracker.i18n import gettext as _
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.statement_of_use.content import StatementOfUse, UseOfProject

_AMOUNT, _SHARE = 80, 52
_INDENT = "\u00a0" * 4


def render(statement: StatementOfUse) -> bytes:
    """Return the statement as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(statement.locale):
        story: list[Flowable] = [
            Title(_("Financial statement of use"), TITLE, "statement"),
            *_opening(statement),
            *_account(statement),
            *_figures(statement),
            *_annex(statement),
            *statement.words.end(),
        ]
        donor = printable(statement.donor)
        words = f"{_('Financial statement of use')} {statement.as_of.year} – {donor}"
        subject = f"{printable(statement.fund)} · {donor} · {statement.reference}"
        return build(story, furniture(statement, title=words, subject=subject, seal=statement.seal))


def _opening(it: StatementOfUse) -> list[Flowable]:
    text = _(
        "In %(year)s, %(used)s of the grant of %(donor)s was used and justified, and %(closing)s"
        " is left to be used."
    )
    return [
        marked_up(
            filled(
                text,
                year=str(it.as_of.year),
                used=format_amount(it.used),
                donor=printable(it.donor),
                closing=format_amount(it.closing),
            ),
            LEAD,
        ),
        facts(
            [
                (_("Association"), printable(it.issuer.name)),
                (_("SIRET"), it.issuer.siret),
                ("RNA", it.issuer.rna),
                (_("Grant"), printable(it.fund)),
                (_("Granted by"), printable(it.donor)),
                ("SIREN", it.siren),
                (_("Deliberation or agreement"), printable(it.paper, LINE)),
                (_("Reference"), it.reference),
                (
                    _("Period"),
                    _(
                        "%(first)s to %(last)s",
                        first=format_date(it.starts_on),
                        last=format_date(it.as_of),
                    ),
                ),
                (_("To be handed in by"), format_date(it.due_on)),
            ]
        ),
    ]


def _account(it: StatementOfUse) -> list[Flowable]:
    """Sheet 1: what was done."""
    story = title(_("1. What was done"), "account", 160)
    if not it.projects:
        text = _("Nothing was allocated to a project or spent in this year.")
        return [*story, paragraph(text, BODY)]
    for project in it.projects:
        story += [
            CondPageBreak(110),
            *heading(printable(project.title, NAME), f"project-{project.project_id}", 90),
            facts(
                [
                    (_("Where"), printable(project.place, LINE)),
                    (_("Partner"), printable(project.partner, LINE)),
                    (_("Status"), capitalised(project.status.label)),
                    (_("Used of this grant in the year"), format_amount(project.used)),
                ]
            ),
        ]
        for label, text in ((_("Actions"), project.description), (_("Results"), project.results)):
            story += labelled(label, text)
    return story


def _figures(it: StatementOfUse) -> list[Flowable]:
    """Sheet 2: resources and uses, planned and actual, with gaps in euros and per cent."""
    planned = Cents(it.opening + it.expected)
    rest = Cents(planned - it.planned - it.fees)
    uses = [_group(_("Charges"))]
    for project in it.projects:
        uses.append(_row(printable(project.title, LINE), project.planned, project.used))
        uses += _headings(project)
    uses += [
        _row(_("Share of overheads: management fees"), it.fees, it.fees),
        *_maybe(_("Returned to the donor"), it.returned),
        *_maybe(_("Carried over to another fund"), it.carried_out),
        *_maybe(_("Not recovered from a partner"), it.lost),
        _row(_("To be used: dedicated funds on the last day"), rest, it.closing),
        _row(_("Total charges"), planned, it.uses, kind="total"),
    ]
    resources = [
        _group(_("Products")),
        _row(_("Left over from earlier years"), it.opening, it.opening),
        _row(_("Grant of %(donor)s", donor=printable(it.donor, LINE)), it.expected, it.received),
        *_maybe(_("Brought from another fund, with the donor’s consent"), it.carried_in),
        _row(_("Total products"), planned, it.resources, kind="total"),
    ]
    columns = [
        Column("", COLUMN - 3 * _AMOUNT - _SHARE),
        Column(_("Planned (€)"), _AMOUNT, is_amount=True),
        Column(_("Actual (€)"), _AMOUNT, is_amount=True),
        Column(_("Gap (€)"), _AMOUNT, is_amount=True),
        Column(_("Gap (%)"), _SHARE, is_amount=True),
    ]
    text = _("The grant of %(given)s represents %(share)s of what the fund received so far.")
    given = Cents(it.received + it.carried_in)
    words = filled(text, given=format_amount(given), share=format_percent(given, it.fund_given))
    return [
        *title(_("2. Figures"), "figures", 300),
        *table(columns, uses, tight=True),
        *table(columns, resources, tight=True),
        *([marked_up(words, BODY)] if given else []),
    ]


def _headings(project: UseOfProject) -> list[Row]:
    return [
        Row(
            (
                _INDENT + capitalised(printable(it.heading or _("other expenses"), LINE)),
                "",
                format_number(it.amount),
                "",
                "",
            ),
            "faded",
        )
        for it in project.lines
    ]


def _group(text: str) -> Row:
    return Row((text, "", "", "", ""), "group")


def _maybe(label: str, actual: Cents) -> list[Row]:
    return [_row(label, ZERO, actual)] if actual else []


def _row(label: str, planned: Cents, actual: Cents, *, kind: RowKind = "plain") -> Row:
    gap = Cents(actual - planned)
    percent = format_percent(gap, planned) if planned > 0 else "–"
    cells = (label, format_number(planned), format_number(actual), format_number(gap), percent)
    return Row(cells, kind)


def _annex(it: StatementOfUse) -> list[Flowable]:
    """Sheet 3: the rules, the reasons of gaps, and who certifies."""
    story = title(_("3. Explanations"), "annex", 200)
    story += [
        paragraph(
            _(
                "Planned is what was allocated to each project and not used before the year;"
                " actual is what was justified by accepted documents within it. Overheads are the"
                " management fee alone, at the rate that was announced. What is left is kept as"
                " dedicated funds (account 194), and used or reported on next year."
            ),
            BODY,
        )
    ]
    reasons = [project for project in it.projects if project.status_reason]
    if reasons:
        story.append(paragraph(_("What explains the gaps"), SUBHEADING))
        story += [prose(f"{project.title}: {project.status_reason}", BODY) for project in reasons]
    return [
        *story,
        paragraph(
            _(
                "No contribution in kind is counted. Each expense is listed, with the number of its"
                " entry, in the traceability sheet of this donation."
            ),
            NOTE,
        ),
        paragraph(
            _(
                "Certified to be true, from the fund’s journal of entries, on %(day)s.",
                day=format_date(it.as_of),
            ),
            BODY,
        ),
        *signed(it.issuer),
    ]
