"""The figures of the position: each named and defined once, and adding up."""

from __future__ import annotations

from datetime import date

import pytest

from fundtracker.i18n import LOCALES, Locale, use_locale
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.figures import FIGURES
from fundtracker.position.moments import Moment
from fundtracker.position.scopes import FundScope, ProjectScope
from fundtracker.position.statement import Commitments, Line, Position, Seal

SEAL = Seal(3, "abcdef0123456789" * 4)
BALANCES = {
    Place.DONOR: -10_000,
    Place.RETURNED: 1_000,
    Place.CARRIED: -500,
    Place.FEES: 300,
    Place.FEES_WITHDRAWN: 200,
    Place.UNALLOCATED: 2_000,
    Place.HELD: 1_500,
    Place.ADVANCED: 2_500,
    Place.JUSTIFIED: 1_200,
    Place.SPENT: 700,
    Place.LOST: 1_100,
}


def whole() -> Position:
    return Position(
        **vars(Amounts.of(BALANCES)),
        scope=FundScope(fund_id=1, book_id=1),
        as_of=date(2020, 1, 1),
        seal=SEAL,
        commitments=Commitments(promised=Cents(9)),
    )


def test_totals_follow_from_the_places() -> None:
    found = Amounts.of(BALANCES)
    assert found.received == 10_000
    assert found.carried == -500
    assert found.net_received == 9_500
    assert found.fees == 500
    assert found.justified_in_all == 1_900
    assert found.paid_out == 5_500
    assert found.allocated == 7_000
    assert found.cash == 3_800
    assert found.net_received == found.fees + found.unallocated + found.allocated


def test_a_position_that_does_not_add_up_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="came in"):
        Position(
            **vars(Amounts.of(BALANCES | {Place.HELD: 1_501})),
            scope=FundScope(fund_id=1, book_id=1),
            as_of=date(2020, 1, 1),
            seal=SEAL,
            commitments=Commitments(),
        )


def test_each_part_of_the_statement_adds_up_to_the_line_above_it() -> None:
    lines = [line for line in whole().lines() if not line.is_outside]
    for index, line in enumerate(lines):
        parts = _parts(lines, index)
        if parts and line.figure.key != "received":
            assert sum(part.sign * part.amount for part in parts) == line.amount, line
    by_key = {line.figure.key: line for line in lines}
    parts = _parts(lines, 0)
    left = by_key["received"].amount + sum(part.sign * part.amount for part in parts)
    assert left == by_key["net_received"].amount


def _parts(lines: list[Line], index: int) -> list[Line]:
    """The lines right under one, up to the next of its own depth."""
    parts = []
    for line in lines[index + 1 :]:
        if line.depth <= lines[index].depth:
            break
        if line.depth == lines[index].depth + 1:
            parts.append(line)
    return parts


def test_what_is_promised_is_outside_every_total() -> None:
    outside = [line.figure.key for line in whole().lines() if line.is_outside]
    assert outside == ["promised", "voted", "agreed", "firm", "still_to_receive"]


def test_a_project_shows_only_what_was_allocated_to_it() -> None:
    found = Position(
        held=Cents(5),
        scope=ProjectScope(book_id=1, project_id=1),
        as_of=date(2020, 1, 1),
        seal=SEAL,
        commitments=None,
    )
    keys = [line.figure.key for line in found.lines()]
    assert keys[0] == "allocated"
    assert not {"received", "fees", "unallocated", "cash", "promised"} & set(keys)
    assert found.lines()[0].depth == 0


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_has_its_own_name_and_definition(locale: Locale) -> None:
    with use_locale(locale):
        names = [figure.name for figure in FIGURES.values()]
        definitions = [figure.definition for figure in FIGURES.values()]
    assert len(set(names)) == len(names)
    assert len(set(definitions)) == len(definitions)
    assert all(definition.endswith(".") for definition in definitions)


def test_amounts_add_up_place_by_place() -> None:
    twice = total([Amounts.of(BALANCES), Amounts.of(BALANCES)])
    assert twice.received == 20_000
    assert twice.carried == -1_000
    assert total([]).is_nothing


def test_only_a_short_part_of_the_hash_is_printed() -> None:
    assert SEAL.short_hash == "abcdef012345"


@pytest.mark.parametrize(
    ("as_of", "ends"),
    [
        (date(2020, 2, 28), False),
        (date(2020, 2, 29), True),
        (date(2020, 12, 31), True),
        (date(2099, 5, 5), True),
    ],
)
def test_whole_months_cover_the_ends_of_months_and_the_present(as_of: date, *, ends: bool) -> None:
    assert Moment(as_of).ends_a_month is ends
