"""The gifts of a donor for its report: papers and money in one row of dated steps."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, select

from fundtracker.documents.donor_report.content import Gift, StepLine
from fundtracker.donations.models import Donation, DonationStep
from fundtracker.i18n import gettext as _
from fundtracker.ledger.places import Place, Purpose
from fundtracker.money import Cents
from fundtracker.position import commitments
from fundtracker.projects.kinds import Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.funds.states import Origin
    from fundtracker.position.trace_lines import TraceLine
    from fundtracker.position.traces import Trace

# Money comes from these places and leaves to them, seen from the fund.
_OUTSIDE = frozenset({Place.DONOR, Place.RETURNED, Place.CARRIED})


_DONATIONS: BindParameter[int] = bindparam("donations", expanding=True)
_PAPERS = (
    select(DonationStep)
    .where(DonationStep.donation_id.in_(_DONATIONS), DonationStep.dated_on <= bindparam("as_of"))
    .order_by(DonationStep.dated_on, DonationStep.id)
)


def gifts(
    session: Session,
    donations: Sequence[Donation],
    awaited: Mapping[int, commitments.Sums],
    traced: Trace,
    as_of: date,
) -> tuple[Gift, ...]:
    """Return each donation with its steps up to a day, in one statement."""
    ids = [it.id for it in donations]
    papers = _papers(session, ids, as_of)
    origins = {(it.line.book_id, it.line.number): it.line.origin for it in traced.lines}
    money: dict[int, list[StepLine]] = defaultdict(list)
    for it in traced.lines:
        step = _money(it.line, origins)
        if step is not None:
            money[it.line.end.donation_id].append(step)
    return tuple(
        Gift(
            reference=it.reference,
            steps=tuple(sorted([*papers[it.id], *money[it.id]], key=lambda step: step.dated_on)),
            to_receive=Cents(awaited.get(it.id, commitments.NOTHING).still_to_receive),
            restriction=_restriction(it),
            frozen_reason=it.frozen_reason or "",
        )
        for it in donations
    )


def _papers(session: Session, ids: Sequence[int], as_of: date) -> dict[int, list[StepLine]]:
    rows = session.scalars(_PAPERS, {"donations": ids, "as_of": as_of}).all()
    replaced = {it.replaces_id for it in rows}
    papers: dict[int, list[StepLine]] = defaultdict(list)
    for it in rows:
        papers[it.donation_id].append(
            StepLine(
                kind=it.kind,
                dated_on=it.dated_on,
                amount=it.amount,
                reference=it.reference,
                origin=it.origin,
                is_live=it.id not in replaced,
            )
        )
    return papers


def _money(line: TraceLine, origins: dict[tuple[int, int], Origin | None]) -> StepLine | None:
    """Return what came in or left again by a line; None for what moved inside the fund."""
    amount = Cents(-line.into(_OUTSIDE, [line.end.donation_id]))
    if amount == 0 or line.purpose is Purpose.SUBSTITUTION:
        return None
    return StepLine(
        kind=line.purpose,
        dated_on=line.on,
        amount=amount,
        reference=line.piece_reference or "",
        origin=origins.get((line.book_id, line.reverses or line.number)),
    )


def _restriction(donation: Donation) -> str:
    parts = []
    if donation.earmark_action_type is not None:
        parts.append(_("earmarked: %(what)s", what=donation.earmark_action_type.label))
    if donation.earmark_project_id is not None:
        parts.append(_("earmarked for one project"))
    if donation.budget is not Theme.GENERAL:
        parts.append(_("budget of origin: %(budget)s", budget=donation.budget.label))
    return _("; ").join(parts)
