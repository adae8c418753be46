"""The steps of a donation, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import aliased

from fundtracker.acts.models import Act
from fundtracker.donations.models import DonationStep
from fundtracker.donations.steps import Step
from fundtracker.users.models import User

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from fundtracker.donations.kinds import StepKind
    from fundtracker.funds.states import Origin
    from fundtracker.money import Cents

_later = aliased(DonationStep)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """A step of a donation, in cents, and who recorded it."""

    id: int
    kind: StepKind
    amount: Cents
    dated_on: date
    reference: str
    origin: Origin | None
    source: str | None
    recorded_at: datetime
    actor: str | None
    is_replaced: bool
    file_sha256: str | None
    replaces_id: int | None


def of(session: Session, donation_id: int) -> list[StepLine]:
    """List the steps of a donation by their dates."""
    return of_many(session, [donation_id])[donation_id]


def of_many(session: Session, donation_ids: Collection[int]) -> dict[int, list[StepLine]]:
    """List the steps of donations by their dates, by donation id, in one statement."""
    rows = session.execute(
        select(DonationStep, User.name, _later.id)
        .join(Act, Act.id == DonationStep.act_id)
        .outerjoin(User, User.id == Act.actor_id)
        .outerjoin(_later, _later.replaces_id == DonationStep.id)
        .where(DonationStep.donation_id.in_(donation_ids))
        .order_by(DonationStep.dated_on, DonationStep.id)
    )
    found: dict[int, list[StepLine]] = {donation_id: [] for donation_id in donation_ids}
    for step, actor, replaced_by in rows:
        line = StepLine(
            id=step.id,
            kind=step.kind,
            amount=step.amount,
            dated_on=step.dated_on,
            reference=step.reference,
            origin=step.origin,
            source=step.source,
            recorded_at=step.recorded_at,
            actor=actor,
            is_replaced=replaced_by is not None,
            file_sha256=step.file_sha256,
            replaces_id=step.replaces_id,
        )
        found[step.donation_id].append(line)
    return found


def plain(lines: Iterable[StepLine]) -> list[Step]:
    """Return steps as the rule of what they come to needs them."""
    return [
        Step(
            id=it.id,
            kind=it.kind,
            amount=it.amount,
            dated_on=it.dated_on,
            replaces_id=it.replaces_id,
        )
        for it in lines
    ]
