"""Traces: a donation down to its vouchers, an entry up to its donors, a record's acts."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Subject
from fundtracker.allocations.substitute import Substitute, substitute
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.ledger.errors import NoSuchEntry
from fundtracker.ledger.places import Place, Purpose
from fundtracker.position.timeline import timeline
from fundtracker.position.traces import trace, trace_of_donation, trace_of_entry
from fundtracker.spending.withdraw import WithdrawExpenditure, withdraw_expenditure
from tests.spending_world import ACCEPTED, LATER, PAID, Site, site
from tests.world import DECIDED, RECEIVED, World, by, euros

NOW = date(2099, 1, 1)


def built(session: Session) -> Site:
    """Two gifts, of 3,000 and 1,000: half is paid, a fifth is justified."""
    found = site(World(session), euros(3_000), euros(1_000))
    found.disburse(euros(2_000))
    found.accept(euros(800))
    return found


def test_a_trace_says_each_move_with_what_it_leaves(session: Session) -> None:
    found = built(session)
    traced = trace_of_donation(session, found.gifts[0].id, NOW)
    assert [(it.line.purpose, it.line.amount, it.line.on) for it in traced.lines] == [
        (Purpose.RECEIPT, euros(3_000), RECEIVED),
        (Purpose.ALLOCATION, euros(3_000), DECIDED),
        (Purpose.DISBURSEMENT, euros(1_500), PAID),
        (Purpose.EXPENDITURE, euros(600), ACCEPTED),
    ]
    assert [it.after.unallocated for it in traced.lines] == [euros(3_000), 0, 0, 0]
    assert traced.amounts.held == euros(1_500)
    assert traced.amounts.advanced == euros(900)
    allocation, payment = traced.lines[1].line, traced.lines[2].line
    assert allocation.decision is not None
    assert allocation.decision.decided_on == DECIDED
    assert allocation.project == found.project.title
    assert (payment.agreement, payment.partner) == ("CP-2016-1", "Ville de Sucre")
    assert (payment.start.place, payment.end.place) == (Place.HELD, Place.ADVANCED)


def test_a_trace_stops_at_its_day_and_at_its_entry(session: Session) -> None:
    found = built(session)
    gift = found.gifts[1].id
    assert len(trace_of_donation(session, gift, DECIDED).lines) == 2
    assert len(trace_of_donation(session, gift, NOW, up_to_entry=2).lines) == 1


def test_a_trace_shows_each_expense_with_the_donors_share(session: Session) -> None:
    found = built(session)
    bank = found.spend(euros(40), on=LATER)
    (project,) = trace_of_donation(session, found.gifts[1].id, NOW).projects
    assert [(it.supplier, it.amount, it.share) for it in project.vouchers] == [
        ("Ferretería", euros(800), euros(200)),
        ("Banque", euros(40), euros(10)),
    ]
    assert project.vouchers[1].expenditure_id == bank.id
    assert project.amounts.justified_in_all == euros(210)
    assert project.amounts.allocated == euros(1_000)


def test_a_reversed_expense_leaves_no_share(session: Session) -> None:
    found = built(session)
    (voucher,) = trace_of_donation(session, found.gifts[0].id, NOW).projects[0].vouchers
    request = WithdrawExpenditure(
        expenditure_id=voucher.expenditure_id, on=LATER, reason="Mauvaise pièce"
    )
    withdraw_expenditure(session, request, by=by())
    traced = trace_of_donation(session, found.gifts[0].id, NOW)
    assert traced.projects[0].vouchers == ()
    taken_back, back = traced.lines[-2].line, traced.lines[-1].line
    assert back.is_reversal
    assert back.reverses == taken_back.number
    assert taken_back.reversed_by == back.number
    before = trace_of_donation(session, found.gifts[0].id, ACCEPTED)
    assert [it.share for it in before.projects[0].vouchers] == [euros(600)]


def test_gifts_traced_together_add_up(session: Session) -> None:
    found = built(session)
    ids = [it.id for it in found.gifts]
    both = trace(session, ids, NOW)
    assert both.amounts.received == euros(4_000)
    assert [it.share for it in both.projects[0].vouchers] == [euros(800)]


def test_an_entry_leads_up_to_its_donors(session: Session) -> None:
    found = built(session)
    payment = trace_of_donation(session, found.gifts[0].id, NOW).lines[2].line
    lines = trace_of_entry(session, found.fund.book_id, payment.number)
    assert [(it.start.donation_id, it.amount) for it in lines] == [
        (found.gifts[0].id, euros(1_500)),
        (found.gifts[1].id, euros(500)),
    ]
    assert lines[0].start.reference == found.gifts[0].reference
    assert all(it.start.donor == it.end.donor is not None for it in lines)


def test_a_substitution_shows_both_donations(session: Session) -> None:
    found = built(session)
    world = found.world
    other = world.paid_gift(found.fund, euros(500))
    request = Substitute(
        project_id=found.project.id,
        place=Place.HELD,
        donation_id=found.gifts[0].id,
        by_donation_id=other.id,
        amount=euros(500),
        decision_id=world.decision(found.fund).id,
        on=LATER,
        reason="Budget de l’eau",
    )
    substitute(session, request, by=by())
    left = trace_of_donation(session, found.gifts[0].id, NOW)
    came = trace_of_donation(session, other.id, NOW)
    assert left.amounts.unallocated == euros(500)
    assert came.projects[0].amounts.held == euros(500)
    assert {it.line.end.donation_id for it in left.lines[-2:]} == {found.gifts[0].id, other.id}


def test_what_does_not_exist_has_no_trace(session: Session) -> None:
    fund = World(session).fund()
    with pytest.raises(NoSuchDonation):
        trace_of_donation(session, 404, NOW)
    with pytest.raises(NoSuchEntry):
        trace_of_entry(session, fund.book_id, 1)


def test_a_timeline_lists_the_acts_of_a_record_latest_first(session: Session) -> None:
    found = built(session)
    gift = Subject(kind="donation", record_id=found.gifts[0].id)
    rows = timeline(session, [gift])
    assert rows[-1].kind is ActKind.RECORD_DONATION
    assert [row.act_id for row in rows] == sorted((row.act_id for row in rows), reverse=True)
    assert timeline(session, [gift], before=rows[0].act_id) == rows[1:]
    assert timeline(session, [gift], limit=1) == rows[:1]
