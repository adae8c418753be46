"""The kept stages of donations: what their steps come to from each day on.

Worked out anew for one donation whenever a step of it is recorded, by the rule of ``steps``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from fundtracker.donations.models import DonationStage
from fundtracker.donations.queries import steps_of
from fundtracker.donations.steps import commitment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.donations.steps import Commitment, Step


def keep(session: Session, donation_id: int) -> None:
    """Write the stages of a donation anew; its fund's book is locked, its steps flushed."""
    session.execute(delete(DonationStage).where(DonationStage.donation_id == donation_id))
    session.add_all(
        DonationStage(
            donation_id=donation_id,
            since=since,
            until=until,
            promised=it.promised,
            voted=it.voted,
            agreed=it.agreed,
        )
        for since, until, it in periods(steps_of(session, donation_id))
    )
    session.flush()


def periods(steps: Sequence[Step]) -> list[tuple[date, date | None, Commitment]]:
    """Say from which day to before which day the steps come to what, oldest first."""
    if not steps:
        return []
    days = sorted({step.dated_on for step in steps})
    until: list[date | None] = [*days[1:], None]
    return [(day, end, commitment(steps, day)) for day, end in zip(days, until, strict=True)]
