"""What looks odd about a step or a payment of a donor: warned of, never refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker.donations.kinds import StepKind
from fundtracker.donations.models import Donation, DonationStage, DonationStep
from fundtracker.i18n import format_amount, format_date, gettext
from fundtracker.money import Cents

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

_NEAR = timedelta(days=15)
_SHOWN = 3

# Above it a subsidy needs an agreement, each year and donor: décret 2001-495, art. 1.
AGREEMENT_ABOVE = Cents(23_000_00)


def coherence(
    session: Session,
    collectivity_id: int,
    *,
    kind: StepKind,
    amount: Cents,
    on: date,
    reference: str = "",
    donation_id: int | None = None,
) -> list[str]:
    """List what looks odd about a step of a donor, in sentences."""
    rows = session.execute(
        select(DonationStep, Donation.reference)
        .join(Donation, Donation.id == DonationStep.donation_id)
        .where(Donation.collectivity_id == collectivity_id)
        .order_by(DonationStep.id.desc())
    ).all()
    found = []
    alike = [
        (step, name)
        for step, name in rows
        if step.kind is kind and step.amount == amount and abs(step.dated_on - on) <= _NEAR
    ]
    found += [
        gettext(
            "The same amount is recorded within 15 days: %(amount)s on %(day)s, %(reference)s.",
            amount=format_amount(step.amount),
            day=format_date(step.dated_on, "short"),
            reference=name,
        )
        for step, name in alike[:_SHOWN]
    ]
    if reference and any(step.reference == reference and step.kind is kind for step, _ in rows):
        found.append(
            gettext(
                "Another step of this donor bears the reference “%(reference)s”.",
                reference=reference,
            )
        )
    mine = [step for step, _name in rows if step.donation_id == donation_id]
    found += _against(mine, kind, amount)
    if kind is not StepKind.AGREED and _lacks_agreement(session, collectivity_id, kind, amount, on):
        found.append(
            gettext(
                "With this, the donor gives more than %(limit)s this year over all funds, without "
                "an agreement for it: one will be needed.",
                limit=format_amount(AGREEMENT_ABOVE),
            )
        )
    return found


def _against(mine: list[DonationStep], kind: StepKind, amount: Cents) -> list[str]:
    """Compare with the last step of the same donation that said an amount."""
    last = next((it for it in mine if it.kind.is_commitment), None)
    if last is None:
        return []
    found = []
    if amount in {last.amount * 10, last.amount // 10} and amount != last.amount:
        found.append(
            gettext(
                "The step before said %(amount)s: ten times more or less. Is a zero too many, or "
                "missing?",
                amount=format_amount(last.amount),
            )
        )
    elif kind.is_commitment and amount < last.amount:
        found.append(
            gettext("The step before said more: %(amount)s.", amount=format_amount(last.amount))
        )
    return found


def _lacks_agreement(
    session: Session, collectivity_id: int, kind: StepKind, amount: Cents, on: date
) -> bool:
    """Tell whether a year's votes of a donor pass the limit, agreements left aside."""
    if kind is not StepKind.VOTED:
        return False
    voted = session.scalar(
        select(func.coalesce(func.sum(DonationStage.voted), 0))
        .join(Donation, Donation.id == DonationStage.donation_id)
        .where(
            Donation.collectivity_id == collectivity_id,
            DonationStage.until.is_(None),
            DonationStage.agreed == 0,
            DonationStage.since >= on.replace(month=1, day=1),
            DonationStage.since <= on.replace(month=12, day=31),
        )
    )
    return int(voted or 0) + amount > AGREEMENT_ABOVE
