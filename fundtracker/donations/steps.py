"""What a donation's dated steps come to: the last live promise, vote and agreement. Pure.

A step counts as of a day when it is dated on or before it and no step dated by then replaces it.
A cancellation ends every step before it; a reduction lowers the commitments before it. Steps are
taken in the order of their dates, then of their recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundtracker.donations.kinds import StepKind
from fundtracker.money import ZERO, Cents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step, as the rule needs it."""

    id: int
    kind: StepKind
    amount: Cents
    dated_on: date
    replaces_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """What a donor has promised, voted and agreed to give, in cents; zero where there is none."""

    promised: Cents = ZERO
    voted: Cents = ZERO
    agreed: Cents = ZERO

    @property
    def firm(self) -> Cents:
        """What the donor is bound to give: by its agreement or, without one, by its vote."""
        return self.agreed or self.voted

    def still_to_receive(self, received: Cents) -> Cents:
        """Return what is firm and has not come yet, in cents."""
        return Cents(max(self.firm - received, 0))


def live(steps: Sequence[Step], as_of: date) -> list[Step]:
    """Keep the steps dated by ``as_of`` that none of them replaces, in order."""
    dated = [step for step in steps if step.dated_on <= as_of]
    replaced = {step.replaces_id for step in dated}
    kept = [step for step in dated if step.id not in replaced]
    return sorted(kept, key=lambda step: (step.dated_on, step.id))


def commitment(steps: Sequence[Step], as_of: date) -> Commitment:
    """Sum up the live steps of one donation as of a day."""
    amounts: dict[StepKind, int] = {}
    for step in live(steps, as_of):
        if step.kind is StepKind.CANCELLED:
            amounts.clear()
        elif step.kind is StepKind.REDUCED:
            amounts = {kind: max(it - step.amount, 0) for kind, it in amounts.items()}
        elif step.kind.is_commitment:
            amounts[step.kind] = step.amount
    return Commitment(
        promised=Cents(amounts.get(StepKind.PROMISED, 0)),
        voted=Cents(amounts.get(StepKind.VOTED, 0)),
        agreed=Cents(amounts.get(StepKind.AGREED, 0)),
    )
