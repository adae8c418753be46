"""The pure rules of the ledger: bounds over time, routes of money, what a hash covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.ledger.bounds import first_shortfall
from fundtracker.ledger.chain import Sealed, hash_memo, seal
from fundtracker.ledger.places import ROUTES, AccountKey, Place, Purpose, is_route
from fundtracker.ledger.verify import parse_anchor
from fundtracker.ledger.verify.anchors import InvalidAnchor

_DAYS = st.integers(min_value=0, max_value=10).map(lambda n: date(2016, 1, 1) + timedelta(n))
_CHANGES = st.dictionaries(_DAYS, st.integers(min_value=-50, max_value=50), max_size=8)


@given(
    place=st.sampled_from(Place),
    opening=st.integers(min_value=-20, max_value=60),
    changes=_CHANGES,
)
def test_the_first_shortfall_is_the_one_that_a_walk_over_the_days_finds(
    place: Place, opening: int, changes: dict[date, int]
) -> None:
    sign = -1 if place is Place.DONOR else 1
    expected = None
    for day in sorted(changes):
        at_its_end = sign * (opening + sum(it for on, it in changes.items() if on <= day))
        if at_its_end < 0 and place is not Place.CARRIED:
            expected = (day, -at_its_end)
            break
    assert first_shortfall(place, opening, changes) == expected


def test_a_dip_within_a_day_is_no_shortfall_but_one_at_its_end_is() -> None:
    day = date(2016, 1, 1)
    assert first_shortfall(Place.HELD, 10, {day: -10}) is None
    assert first_shortfall(Place.HELD, 10, {day: -11}) == (day, 1)


def _key(place: Place, donation: int = 1, project: int = 2, agreement: int = 3) -> AccountKey:
    return AccountKey(
        place,
        donation,
        project if place.has_project else None,
        agreement if place.has_agreement else None,
    )


@pytest.mark.parametrize("purpose", list(ROUTES))
def test_a_purpose_moves_money_along_its_route_only(purpose: Purpose) -> None:
    credit, debit = ROUTES[purpose]
    for one in Place:
        for other in Place:
            is_its_own = (one, other) == (credit, debit)
            assert is_route(purpose, _key(one), _key(other)) is is_its_own


@pytest.mark.parametrize("purpose", [it for it in ROUTES if all(p.has_project for p in ROUTES[it])])
def test_a_purpose_never_changes_donation_project_nor_agreement(purpose: Purpose) -> None:
    credit, debit = ROUTES[purpose]
    assert not is_route(purpose, _key(credit), _key(debit, donation=9))
    assert not is_route(purpose, _key(credit), _key(debit, project=9))
    if credit.has_agreement and debit.has_agreement:
        assert not is_route(purpose, _key(credit), _key(debit, agreement=9))


def test_a_substitution_exchanges_two_donations_at_one_place() -> None:
    held = _key(Place.HELD)
    assert is_route(Purpose.SUBSTITUTION, held, _key(Place.HELD, donation=9))
    assert not is_route(Purpose.SUBSTITUTION, held, held)
    assert not is_route(Purpose.SUBSTITUTION, held, _key(Place.SPENT, donation=9))
    assert not is_route(Purpose.SUBSTITUTION, held, _key(Place.HELD, donation=9, project=8))
    lost = _key(Place.LOST)
    assert not is_route(Purpose.SUBSTITUTION, lost, _key(Place.LOST, donation=9))


def test_a_carry_over_goes_both_ways_within_one_donation() -> None:
    carried, free = _key(Place.CARRIED), _key(Place.UNALLOCATED)
    assert is_route(Purpose.CARRY_OVER, free, carried)
    assert is_route(Purpose.CARRY_OVER, carried, free)
    assert not is_route(Purpose.CARRY_OVER, free, _key(Place.CARRIED, donation=9))


_SEALED = Sealed(
    previous_hash="0" * 64,
    book_code="equateur-2016",
    number=12,
    purpose="allocation",
    effective_on=date(2016, 10, 1),
    recorded_at=datetime(2016, 10, 2, 8, 0, 0, 5, tzinfo=UTC),
    piece_reference="Délibération n° 7",
    piece_on=date(2016, 9, 30),
    act_id=34,
    actor_id=1,
    confirmed_by_id=None,
    key="k",
    request_hash="a" * 64,
    memo_hash=None,
    files=["b" * 64, "c" * 64],
    reverses=None,
    transfers=[
        (AccountKey(Place.HELD, 1, 2), AccountKey(Place.UNALLOCATED, 1), 500),
        (AccountKey(Place.HELD, 3, 2), AccountKey(Place.UNALLOCATED, 3), 700),
    ],
)


def test_the_canonical_form_never_changes() -> None:
    """A hash printed on paper must be found again by every later version."""
    assert seal(_SEALED) == "f6c1db0ef35698c6d2f36dd075acf6f4751625e7eb317ea38f34f578859027d5"


def test_the_order_of_files_does_not_matter_and_zones_are_the_same_instant() -> None:
    paris = _SEALED.recorded_at.astimezone()
    assert seal(replace(_SEALED, files=["c" * 64, "b" * 64], recorded_at=paris)) == seal(_SEALED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("previous_hash", "1" * 64),
        ("book_code", "equateur-2017"),
        ("number", 13),
        ("purpose", "release"),
        ("effective_on", date(2016, 10, 2)),
        ("recorded_at", datetime(2016, 10, 2, 8, 0, 0, 6, tzinfo=UTC)),
        ("piece_reference", None),
        ("piece_on", None),
        ("act_id", 35),
        ("actor_id", None),
        ("confirmed_by_id", 2),
        ("key", "l"),
        ("request_hash", "b" * 64),
        ("memo_hash", "b" * 64),
        ("files", ["b" * 64]),
        ("reverses", 3),
        ("transfers", _SEALED.transfers[:1]),
        ("transfers", [*reversed(_SEALED.transfers)]),
        ("transfers", [(c, d, a) for d, c, a in _SEALED.transfers]),
        ("transfers", [(d, c, a + 1) for d, c, a in _SEALED.transfers]),
    ],
)
def test_whatever_is_sealed_changes_the_hash(field: str, value: Any) -> None:  # noqa: ANN401
    assert seal(replace(_SEALED, **{field: value})) != seal(_SEALED)


def test_an_absent_memo_has_no_hash() -> None:
    assert hash_memo("") is None
    assert hash_memo("mot") != hash_memo("Mot")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "equateur-2016",
        "equateur-2016:12",
        "equateur-2016:12:abc",
        "equateur-2016:0:abcdef012345",
        "equateur-2016:x:abcdef012345",
        "equateur-2016:12:abcdef01234g",
        f"equateur-2016:1:{'a' * 65}",
    ],
)
def test_what_is_not_an_anchor_is_refused(text: str) -> None:
    with pytest.raises(InvalidAnchor):
        parse_anchor(text)


def test_an_anchor_is_read_as_it_was_printed() -> None:
    anchor = parse_anchor(" equateur-2016:12:ABCD ef01 2345\n")
    assert (anchor.book_code, anchor.number, anchor.hash) == ("equateur-2016", 12, "abcdef012345")
