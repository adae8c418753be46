"""The donor's money at a glance, and the steps by which it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.charts import path
from fundtracker.documents.page import COLUMN
from fundtracker.documents.parts import (
    any_origin,
    heading,
    origin_label,
    painted,
    title,
)
from fundtracker.documents.tables import Column, Row, table
from fundtracker.documents.typography import LEAD, NOTE, SUBHEADING, marked_up, paragraph, prose
from fundtracker.documents.wording import LINE, NAME, capitalised, filled, printable
from fundtracker.donations.kinds import StepKind
from fundtracker.i18n import format_date, format_number
from fundtracker.i18n import gettext as _
from fundtracker.money import Cents
from fundtracker.position.summary import summary

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.documents.donor_report.content import DonorReport, Gift, StepLine

_PICTURE = 680


def gift_section(report: DonorReport) -> list[Flowable]:
    """Return the sentence, the picture and the steps."""
    story = title(_("Your gift at a glance"), "gift")
    story.append(marked_up(sentence(report), LEAD))
    story += report.words.begin()
    if report.statement.given:
        story.append(painted(path.draw(path_of(report), _PICTURE)))
        story.append(paragraph(_("The widths are in proportion to the amounts."), NOTE))
    story += heading(_("The steps of your gift"), "steps")
    text = _("What was promised, voted or agreed is listed apart and is in no total.")
    story.append(paragraph(text, NOTE))
    for gift in report.gifts:
        story += _gift(gift)
    return story


def path_of(report: DonorReport) -> path.Path:
    """Return the figures of the picture; what CUF spent itself counts as justified."""
    statement = report.statement
    return path.Path(
        fees=statement.fees,
        unallocated=statement.unallocated,
        held=statement.held,
        advanced=statement.advanced,
        justified=statement.justified_in_all,
        lost=statement.lost,
        returned=statement.returned,
        carried=report.statement.carried_out,
    )


def sentence(report: DonorReport) -> str:
    """Return as markup what became of the money, in one short paragraph."""
    found = summary(report.statement, report.n_projects, report.commitments.still_to_receive)
    return " ".join(filled(it.template, **it.amounts) for it in found)


def _gift(gift: Gift) -> list[Flowable]:
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
