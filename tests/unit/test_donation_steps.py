"""What the steps of a donation come to."""

from __future__ import annotations

from datetime import date

import pytest

from fundtracker.donations.kinds import StepKind
from fundtracker.donations.steps import Commitment, Step, commitment
from fundtracker.money import Cents

P, V, A, R, X = (
    StepKind.PROMISED,
    StepKind.VOTED,
    StepKind.AGREED,
    StepKind.REDUCED,
    StepKind.CANCELLED,
)
DAY = date(2016, 6, 1)


def _step(step_id: int, kind: StepKind, amount: int, day: int, replaces: int | None = None) -> Step:
    return Step(
        id=step_id,
        kind=kind,
        amount=Cents(amount),
        dated_on=date(2016, 6, day),
        replaces_id=replaces,
    )


def _sums(*steps: Step, on: int = 30) -> tuple[int, int, int, int]:
    it = commitment(steps, date(2016, 6, on))
    return it.promised, it.voted, it.agreed, it.firm


def test_a_promise_is_never_firm() -> None:
    assert _sums(_step(1, P, 500, 1)) == (500, 0, 0, 0)


def test_a_vote_is_firm_until_an_agreement_says_otherwise() -> None:
    vote, agreement = _step(1, V, 500, 1), _step(2, A, 400, 5)
    assert _sums(vote) == (0, 500, 0, 500)
    assert _sums(vote, agreement) == (0, 500, 400, 400)


def test_steps_after_the_day_do_not_count_yet() -> None:
    assert _sums(_step(1, V, 500, 1), _step(2, V, 800, 20), on=10) == (0, 500, 0, 500)


def test_the_last_vote_counts_not_their_sum() -> None:
    assert _sums(_step(1, V, 500, 1), _step(2, V, 800, 20)) == (0, 800, 0, 800)


def test_of_two_votes_the_same_day_the_one_recorded_later_counts() -> None:
    assert _sums(_step(2, V, 800, 1), _step(1, V, 500, 1)) == (0, 800, 0, 800)


def test_a_replaced_step_counts_until_the_day_of_what_replaces_it() -> None:
    first, second = _step(1, V, 500, 1), _step(2, V, 300, 20, replaces=1)
    assert _sums(first, second, on=19) == (0, 500, 0, 500)
    assert _sums(first, second, on=20) == (0, 300, 0, 300)


def test_replacing_a_reduction_undoes_it() -> None:
    vote, cut, back = _step(1, V, 500, 1), _step(2, R, 200, 5), _step(3, R, 50, 9, replaces=2)
    assert _sums(vote, cut, on=5) == (0, 300, 0, 300)
    assert _sums(vote, cut, back) == (0, 450, 0, 450)


def test_a_reduction_lowers_what_came_before_it_only() -> None:
    assert _sums(_step(1, V, 500, 1), _step(2, R, 200, 5), _step(3, A, 450, 9)) == (
        0,
        300,
        450,
        450,
    )


def test_a_reduction_never_goes_below_zero() -> None:
    assert _sums(_step(1, V, 500, 1), _step(2, R, 800, 5)) == (0, 0, 0, 0)


def test_a_cancellation_ends_all_before_it_and_a_new_vote_starts_again() -> None:
    old = (_step(1, P, 100, 1), _step(2, V, 500, 2), _step(3, X, 500, 5))
    assert _sums(*old) == (0, 0, 0, 0)
    assert _sums(*old, _step(4, V, 700, 9)) == (0, 700, 0, 700)


@pytest.mark.parametrize(("received", "left"), [(0, 500), (499, 1), (500, 0), (900, 0)])
def test_still_to_receive_is_firm_less_received_and_never_below_zero(
    received: int, left: int
) -> None:
    assert Commitment(voted=Cents(500)).still_to_receive(Cents(received)) == left
