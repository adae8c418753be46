"""A donor report refuses lines that do not make its totals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fundtracker.documents.donor_report import DoesNotAddUp, DonorReport
from fundtracker.money import Cents
from tests.unit.donor_report_samples import euros, hostile, huge, normal, tiny


@pytest.mark.parametrize("sample", [tiny(), normal(), huge(3, 10), hostile()])
def test_the_samples_add_up(sample: DonorReport) -> None:
    it = sample.statement
    assert it.net_received == it.fees + it.unallocated + it.allocated


def test_an_allocation_that_is_missing_is_refused() -> None:
    it = normal()
    with pytest.raises(DoesNotAddUp, match="project 1: its allocations"):
        replace(it, allocations=it.allocations[1:])


def test_an_allocation_to_an_unknown_project_is_refused() -> None:
    it = normal()
    astray = replace(it.allocations[0], project_id=99)
    with pytest.raises(DoesNotAddUp, match="that the report lacks"):
        replace(it, allocations=(*it.allocations, astray))


def test_a_project_that_is_missing_is_refused() -> None:
    it = normal()
    with pytest.raises(DoesNotAddUp, match="over the projects"):
        replace(it, projects=it.projects[1:])


def test_a_payment_whose_part_is_a_cent_off_is_refused() -> None:
    sheet = normal().projects[0]
    first, *others = sheet.payments
    wrong = replace(first, donor_amount=Cents(first.donor_amount + 1))
    with pytest.raises(DoesNotAddUp, match="project 1: payments"):
        replace(sheet, payments=(wrong, *others))


def test_an_expense_whose_part_is_a_cent_off_is_refused() -> None:
    sheet = normal().projects[0]
    first, *others = sheet.spending
    wrong = replace(first, donor_amount=Cents(first.donor_amount - 1))
    with pytest.raises(DoesNotAddUp, match="project 1: expenses"):
        replace(sheet, spending=(wrong, *others))


def test_gifts_that_do_not_make_what_is_still_to_receive_are_refused() -> None:
    it = normal()
    gift = replace(it.gifts[0], to_receive=euros(1))
    with pytest.raises(DoesNotAddUp, match="still to receive"):
        replace(it, gifts=(gift,))


def test_receipts_that_do_not_make_what_was_received_are_refused() -> None:
    it = normal()
    gift = replace(it.gifts[0], steps=it.gifts[0].steps[:-1])
    with pytest.raises(DoesNotAddUp, match="received, net, over the gifts"):
        replace(it, gifts=(gift,))


def test_statements_taken_at_different_entries_are_refused() -> None:
    it = normal()
    assert it.fund_statement.seal is not None
    later = replace(it.fund_statement, seal=replace(it.fund_statement.seal, entry_number=215))
    with pytest.raises(DoesNotAddUp, match="the entries of both statements"):
        replace(it, fund_statement=later)


def test_money_brought_from_another_fund_counts_as_given() -> None:
    it = tiny()
    brought = replace(it.statement, received=Cents(0), carried=euros(-2_500))
    report = replace(it, statement=brought)
    assert (report.statement.given, report.statement.brought, report.statement.carried_out) == (
        euros(2_500),
        euros(2_500),
        0,
    )
