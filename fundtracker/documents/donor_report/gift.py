"""The donor's money at a glance, and the steps by which it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import (
    any_origin,
    heading,
    origin_label,
    path_of,
    title,
    told,
)
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import NOTE, SUBHEADING, paragraph, prose
from fundtracker.documents.wording import LINE, NAME, capitalised, printable
from fundtracker.donations.kinds import StepKind
from fundtracker.i18n import format_date, format_number
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import DonorReport, Gift, StepLine


def gift_section(report: DonorReport) -> list[Flowable]:
    """Return the sentence, the picture and the steps."""
    story = title(_("Your gift at a glance"), "gift")
    story.append(told(report.statement, report.n_projects))
    story += report.words.begin()
    if report.statement.given:
        story.append(path_of(report.statement))
        story.append(paragraph(_("The widths are in proportion to the amounts."), NOTE))
    story += heading(_("The steps of your gift"), "steps")
    text = _("What was promised, voted or agreed is listed apart and is in no total.")
    story.append(paragraph(text, NOTE))
    for gift in report.gifts:
        story += steps_of(gift)
    return story


def steps_of(gift: Gift) -> list[Flowable]:
    """Return the steps of one gift, under its reference."""
    story: list[Flowable] = [paragraph(printable(gift.reference, NAME), SUBHEADING)]
    if gift.restriction:
        story.append(prose(gift.restriction, NOTE, 3 * LINE))
    if gift.frozen_reason:
        text = _("Frozen by the donor: %(reason)s", reason=gift.frozen_reason)
        story.append(prose(text, NOTE, 3 * LINE))
    marked = any_origin(step.origin for step in gift.steps)
    columns = [
        Column(_("Date"), 54),
        Column(_("Step"), 104),
        Column(_("Reference"), COLUMN - 54 - 104 - 144 - (44 if marked else 0)),
        Column(_("Committed (€)"), 72, is_amount=True),
        Column(_("Received (€)"), 72, is_amount=True),
    ]
    if marked:
        columns.insert(3, Column(_("Origin"), 44))
    rows = [_step(step, marked=marked) for step in gift.steps]
    received = format_number(gift.net_received)
    rows.append(_last(_("Received, net"), "", received, marked=marked))
    if gift.to_receive:
        awaited = format_number(gift.to_receive)
        rows.append(_last(_("Still to receive"), awaited, "", marked=marked))
    return [*story, *table(columns, rows)]


def _step(step: StepLine, *, marked: bool) -> Row:
    label = capitalised(step.kind.label)
    if not step.is_live:
        label = _("%(step)s (replaced)", step=label)
    # A reduction and a cancellation say by how much: what they take away.
    lessens = step.kind in {StepKind.REDUCED, StepKind.CANCELLED}
    amount = format_number(Cents(-step.amount) if lessens else step.amount)
    committed = step.is_commitment
    cells = [
        format_date(step.dated_on, "short"),
        label,
        printable(step.reference, NAME),
        amount if committed else "",
        "" if committed else amount,
    ]
    if marked:
        cells.insert(3, origin_label(step.origin))
    return Row(tuple(cells), "plain" if step.is_live else "faded")


def _last(label: str, committed: str, received: str, *, marked: bool) -> Row:
    cells = ["", label, "", committed, received]
    if marked:
        cells.insert(3, "")
    return Row(tuple(cells), "total")
