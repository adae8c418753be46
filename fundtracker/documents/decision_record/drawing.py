"""Draws the record of a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.marks import furniture
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import BODY, LEAD, NOTE, TITLE, marked_up, paragraph
from fundtracker.documents.wording import LINE, capitalised, filled, printable
from fundtracker.i18n import format_amount, format_date, format_number, use_locale
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.decision_record.content import DecisionRecord


def render(record: DecisionRecord) -> bytes:
    """Return the record as a PDF in its own language; the same content gives the same bytes."""
    with use_locale(record.locale):
        story: list[Flowable] = [
            Title(_("Record of a decision"), TITLE, "record"),
            marked_up(
                filled(
                    _("On %(day)s the %(body)s of the fund “%(fund)s” decided: %(subject)s."),
                    day=format_date(record.decided_on),
                    body=record.body.label,
                    fund=printable(record.fund),
                    subject=printable(record.subject, 4 * LINE).rstrip("."),
                ),
                LEAD,
            ),
            facts(
                [
                    (_("Reference"), printable(record.reference, LINE)),
                    (_("Decided by"), capitalised(record.body.label)),
                    (_("Decided on"), format_date(record.decided_on)),
                    (
                        _("Amount approved"),
                        "" if record.approved is None else format_amount(record.approved),
                    ),
                    (_("Voices"), _voices(record)),
                    (_("Besides"), ", ".join(record.others)),
                ]
            ),
            *_moves(record),
        ]
        name = printable(record.reference) or format_date(record.decided_on)
        subject = f"{printable(record.fund)} · {name}"
        words = f"{_('Record of a decision')} – {name}"
        return build(story, furniture(record, title=words, subject=subject, seal=record.seal))


def _voices(record: DecisionRecord) -> str:
    if record.vote is None:
        return ""
    return _(
        "for: %(for)s · against: %(against)s · abstained: %(abstained)s",
        **{
            "for": record.vote.n_for,
            "against": record.vote.n_against,
            "abstained": record.vote.n_abstained,
        },
    )


def _moves(record: DecisionRecord) -> list[Flowable]:
    story = heading(_("What moved under this decision"), "moves")
    if not record.moves:
        return [*story, paragraph(_("No money has moved under it yet."), BODY)]
    columns = [
        Column(_("Entry"), 40),
        Column(_("Date"), 54),
        Column(_("What"), 84),
        Column(_("Project"), COLUMN - 40 - 54 - 84 - 62 - 80),
        Column(_("Donations"), 62, is_amount=True),
        Column(_("Amount (€)"), 80, is_amount=True),
    ]
    rows = [
        Row(
            (
                str(it.number),
                format_date(it.on, "short"),
                capitalised(it.purpose.label),
                printable(it.project, LINE) or "–",
                str(it.n_donations),
                format_number(it.amount),
            ),
            "faded" if it.is_undone else "plain",
        )
        for it in record.moves
    ]
    note = _(
        "What was approved and what moved are two things. Pale lines were reversed, and count no"
        " more."
    )
    return [*story, paragraph(note, NOTE), *table(columns, rows)]
