"""Verification of all that is kept: the ledger's, and what the steps of donations come to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.donations.models import Donation, DonationStage, DonationStep
from fundtracker.donations.queries import step_of
from fundtracker.donations.stages import periods
from fundtracker.i18n import N_
from fundtracker.ledger import verify as ledger
from fundtracker.ledger.verify import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.donations.steps import Step
    from fundtracker.ledger.verify import Anchor, Report

_AT_ONCE = 1000
_DIFFERS = N_("Donation %(donation)s: what is kept of its steps is not what they come to.")

# From which day to before which, promised, voted and agreed.
_Stage = tuple["date", "date | None", int, int, int]


def verify(session: Session, anchors: Sequence[Anchor] = ()) -> Report:
    """Work out again what all books and all donations keep; reads only. Raises NoSuchBook."""
    report = ledger.verify(session, anchors=anchors)
    return replace(report, findings=[*report.findings, *differing_stages(session)])


def differing_stages(session: Session) -> Iterator[Finding]:
    """Yield every donation whose kept stages are not what its steps come to."""
    last = 0
    while donations := dict(
        session.execute(
            select(Donation.id, Donation.reference)
            .where(Donation.id > last)
            .order_by(Donation.id)
            .limit(_AT_ONCE)
        ).all()
    ):
        first, last = min(donations), max(donations)
        kept, steps = _kept(session, first, last), _steps(session, first, last)
        for donation_id, reference in donations.items():
            due = [
                (since, until, it.promised, it.voted, it.agreed)
                for since, until, it in periods(steps[donation_id])
            ]
            if kept[donation_id] != due:
                yield Finding(_DIFFERS, donation=reference)


def _kept(session: Session, first: int, last: int) -> dict[int, list[_Stage]]:
    found: dict[int, list[_Stage]] = defaultdict(list)
    rows = session.scalars(
        select(DonationStage)
        .where(DonationStage.donation_id.between(first, last))
        .order_by(DonationStage.donation_id, DonationStage.since)
    )
    for it in rows:
        stage = (it.since, it.until, int(it.promised), int(it.voted), int(it.agreed))
        found[it.donation_id].append(stage)
    return found


def _steps(session: Session, first: int, last: int) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    for it in session.scalars(
        select(DonationStep).where(DonationStep.donation_id.between(first, last))
    ):
        found[it.donation_id].append(step_of(it))
    return found
