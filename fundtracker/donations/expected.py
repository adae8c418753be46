"""What is expected next of a donation, from its steps and what came in. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.donations.kinds import Expected, StepKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from fundtracker.donations.steps import Commitment
    from fundtracker.money import Cents


def next_expected(
    commitment: Commitment, kinds: Collection[StepKind], received: Cents
) -> Expected | None:
    """Return what a donor, or we, should do next; None where all that was firm has come.

    ``kinds`` are those of the live steps. A promise waits for its vote, a vote for the agreement,
    an agreement for our payment request, and that for the payment; any may be skipped.
    """
    if commitment.firm and received >= commitment.firm:
        return None
    if StepKind.CALLED in kinds:
        return Expected.PAYMENT
    if commitment.agreed:
        return Expected.CALL
    if commitment.voted:
        return Expected.AGREEMENT
    if commitment.promised:
        return Expected.VOTE
    return None


# The step that answers an expectation; a payment is answered by a receipt.
ANSWERS = {
    Expected.VOTE: StepKind.VOTED,
    Expected.AGREEMENT: StepKind.AGREED,
    Expected.CALL: StepKind.CALLED,
}


def is_answered(expected: Expected, by: StepKind) -> bool:
    """Tell whether a step ends an expectation: it is the one awaited, or a later one."""
    order = (StepKind.PROMISED, StepKind.VOTED, StepKind.AGREED, StepKind.CALLED)
    if by is StepKind.CANCELLED:
        return True
    awaited = ANSWERS.get(expected)
    if awaited is None or by not in order:
        return False
    return order.index(by) >= order.index(awaited)
