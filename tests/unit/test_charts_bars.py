"""The stages bar, the donor's path and the progress bar."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.charts import path, progress, stages
from fundtracker.money import ZERO, Cents
from tests.unit.charts_geometry import assert_readable, bands, boxes, texts

amounts = st.one_of(st.just(0), st.integers(min_value=0, max_value=99_999_999_99)).map(Cents)
all_stages = st.builds(
    stages.Stages,
    fees=amounts,
    unallocated=amounts,
    held=amounts,
    advanced=amounts,
    justified=amounts,
    lost=amounts,
    to_receive=amounts,
)
all_paths = st.builds(
    path.Path,
    fees=amounts,
    unallocated=amounts,
    held=amounts,
    advanced=amounts,
    justified=amounts,
    lost=amounts,
    returned=amounts,
    carried=amounts,
)
widths = st.sampled_from([320.0, 340.0, 700.0, 920.0])

FUND = stages.Stages(
    fees=Cents(8_00),
    unallocated=Cents(12_00),
    held=Cents(20_00),
    advanced=Cents(25_00),
    justified=Cents(35_00),
    to_receive=Cents(50_00),
)
GIFT = path.Path(
    fees=Cents(1_600_00),
    unallocated=Cents(3_400_00),
    held=Cents(3_000_00),
    advanced=Cents(2_600_00),
    justified=Cents(9_400_00),
)


@given(all_stages, widths)
def test_the_parts_of_the_stages_bar_are_readable_at_every_width(
    fund: stages.Stages, width: float
) -> None:
    assert_readable(stages.draw(fund, width))


@given(all_stages)
def test_the_parts_stand_end_to_end_in_proportion_to_their_amounts(fund: stages.Stages) -> None:
    bar = [box for box in boxes(stages.draw(fund)) if box.y == 44 and box.role != "track"]
    inside = [box for box in bar if box.role != "promised"]
    for before, after in itertools.pairwise(inside):
        assert after.x == pytest.approx(before.x + before.width)
    shown = {role: amount for role, _label, amount in fund.parts() if amount}
    assert [box.role for box in inside] == list(shown)
    for box in inside:
        whole = sum(other.width for other in inside)
        assert box.width * fund.total == pytest.approx(shown[box.role] * whole, rel=1e-6)


def test_promises_stand_apart_hatched_on_the_same_scale_and_in_no_total() -> None:
    bar = boxes(stages.draw(FUND, 920))
    promised = next(box for box in bar if box.role == "promised")
    justified = next(box for box in bar if box.role == "justified")
    assert promised.pattern == "hatching"
    assert promised.x > justified.x + justified.width
    assert promised.width / justified.width == pytest.approx(50 / 35)
    assert FUND.total == 100_00
    assert all(box.pattern is None for box in bar if box.role != "promised")


def test_a_fund_without_money_shows_an_empty_track_and_zeros() -> None:
    nothing = stages.Stages(fees=ZERO, unallocated=ZERO, held=ZERO, advanced=ZERO, justified=ZERO)
    picture = stages.draw(nothing)
    assert [box.role for box in boxes(picture) if box.height == 40] == ["track"]
    assert "0,00\u00a0€" in {text.text for text in texts(picture)}


def test_a_part_below_zero_is_no_picture() -> None:
    with pytest.raises(ValueError, match="negative"):
        stages.draw(replace(FUND, fees=Cents(-1)))
    with pytest.raises(ValueError, match="negative"):
        path.draw(replace(GIFT, justified=Cents(-1)))
    with pytest.raises(ValueError, match="negative"):
        progress.draw(progress.Progress(allocated=Cents(-1), paid=ZERO, justified=ZERO))


def test_a_part_leads_to_its_rows() -> None:
    linked = stages.draw(replace(FUND, hrefs={"held": "/held"}))
    assert {box.href for box in boxes(linked, "held")} == {"/held"}
    assert linked.has_links


@given(all_paths, widths)
def test_the_path_is_readable_at_every_width(gift: path.Path, width: float) -> None:
    assert_readable(path.draw(gift, width))


@given(all_paths)
def test_what_leaves_a_step_is_what_arrived_there(gift: path.Path) -> None:
    steps = [amount for _role, _label, amount in gift.main()]
    for before, after, branch in zip(steps, steps[1:], gift.branches(), strict=False):
        assert before == after + sum(amount for _role, _label, amount in branch)


def test_the_bands_of_the_path_are_as_thick_as_their_amounts() -> None:
    thick = {band.role: band.thickness for band in bands(path.draw(GIFT))}
    assert thick["allocated"] / thick["unallocated"] == pytest.approx(15_000 / 3_400)
    assert thick["paid"] / thick["fees"] == pytest.approx(12_000 / 1_600)


def test_the_path_says_its_sentence() -> None:
    said = path.draw(GIFT).description.replace("\u202f", " ").replace("\u00a0", " ")
    assert "20 000,00 €" in said
    assert "9 400,00 €" in said


def test_a_step_without_money_has_no_mark() -> None:
    unspent = replace(GIFT, held=Cents(15_000_00), advanced=ZERO, justified=ZERO)
    for width in (340, 920):
        drawn = list(boxes(path.draw(unspent, width), "paid", "justified"))
        assert all(box.width == 0 or box.height == 0 for box in drawn)


@given(amounts, amounts, amounts, st.one_of(st.none(), amounts), st.sampled_from([300.0, 480.0]))
def test_the_progress_bar_is_readable_and_passes_the_plan_only_saying_so(
    allocated: Cents, paid: Cents, justified: Cents, planned: Cents | None, width: float
) -> None:
    project = progress.Progress(
        allocated=allocated, paid=paid, justified=justified, planned=planned
    )
    picture = progress.draw(project, width)
    assert_readable(picture)
    alerts = [text for text in texts(picture) if text.role == "alert"]
    assert bool(alerts) == bool(planned and allocated > planned)
    assert bool(boxes(picture, "over")) == bool(alerts)


def test_the_progress_bar_of_a_row_has_no_words_but_says_them() -> None:
    project = progress.Progress(allocated=Cents(2_00), paid=Cents(1_00), justified=ZERO)
    picture = progress.draw(project, 160, labels=False)
    assert not texts(picture)
    assert "2,00" in picture.description


@pytest.mark.parametrize("chart", [FUND, GIFT])
def test_the_table_says_the_same_as_the_picture(chart: stages.Stages | path.Path) -> None:
    draw = stages.draw(chart) if isinstance(chart, stages.Stages) else path.draw(chart)
    cells = {cell for row in chart.table().rows for cell in row}
    shown = {text.text for text in texts(draw) if text.bold and "€" in text.text}
    assert shown <= cells
