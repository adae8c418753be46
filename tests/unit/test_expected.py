"""What is expected next of a donation."""

from __future__ import annotations

import pytest

from fundtracker.donations.expected import is_answered, next_expected
from fundtracker.donations.kinds import Expected, StepKind
from fundtracker.donations.steps import Commitment
from fundtracker.money import ZERO, Cents

P, V, A, C = StepKind.PROMISED, StepKind.VOTED, StepKind.AGREED, StepKind.CALLED


@pytest.mark.parametrize(
    ("promised", "voted", "agreed", "kinds", "received", "expected"),
    [
        (0, 0, 0, set(), 0, None),
        (10, 0, 0, {P}, 0, Expected.VOTE),
        (10, 10, 0, {P, V}, 0, Expected.AGREEMENT),
        (0, 10, 10, {V, A}, 0, Expected.CALL),
        (0, 10, 10, {V, A, C}, 4, Expected.PAYMENT),
        (0, 10, 0, {V, C}, 0, Expected.PAYMENT),
        (0, 10, 10, {V, A, C}, 10, None),
        (0, 10, 0, {V}, 12, None),
        (10, 0, 0, {P}, 10, Expected.VOTE),
    ],
)
def test_a_step_waits_for_the_one_after_it(
    promised: int,
    voted: int,
    agreed: int,
    kinds: set[StepKind],
    received: int,
    expected: Expected | None,
) -> None:
    said = Commitment(promised=Cents(promised), voted=Cents(voted), agreed=Cents(agreed))
    assert next_expected(said, kinds, Cents(received)) is expected


@pytest.mark.parametrize(
    ("expected", "step", "is_over"),
    [
        (Expected.VOTE, V, True), (Expected.VOTE, A, True), (Expected.VOTE, P, False),
        (Expected.AGREEMENT, V, False), (Expected.CALL, C, True), (Expected.PAYMENT, C, False),
        (Expected.PAYMENT, StepKind.CANCELLED, True), (Expected.VOTE, StepKind.REDUCED, False),
    ],
)  # fmt: skip
def test_an_expectation_ends_with_its_step_or_a_later_one(
    expected: Expected,
    step: StepKind,
    is_over: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    assert is_answered(expected, step) is is_over


def test_nothing_received_is_not_everything() -> None:
    assert next_expected(Commitment(), set(), ZERO) is None
