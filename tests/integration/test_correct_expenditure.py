"""Correcting an expenditure: the right one in its place, by one act, and nobody else touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker.acts.errors import ReasonMissing
from fundtracker.acts.models import Act
from fundtracker.corrections.correct_expenditure import CorrectExpenditure, correct_expenditure
from fundtracker.corrections.errors import SpenderStays
from fundtracker.ledger.errors import PeriodLocked
from fundtracker.ledger.models import Book, Entry
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.position.expenditure_page import expenditure_page
from fundtracker.spending.direct import SpendDirectly
from fundtracker.spending.errors import ExpenditureWithdrawn, MoreThanDocument, MoreThanLeft
from fundtracker.spending.models import Expenditure
from fundtracker.spending.positions import waiting
from fundtracker.spending.queries import is_withdrawn
from tests.spending_world import ACCEPTED, INCURRED, LATER, PAID, Site, sign, site
from tests.world import World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def correct(here: Site, wrong: Expenditure, amount: Cents, **fields: Any) -> Expenditure:  # noqa: ANN401
    on = fields.pop("accepted_on", wrong.accepted_on)
    right = here.acceptance(amount, on, **fields)
    request = CorrectExpenditure(expenditure_id=wrong.id, right=right, reason="faute de frappe")
    return correct_expenditure(here.world.session, request, by=by())


def own(here: Site, wrong: Expenditure, amount: Cents, **fields: Any) -> Expenditure:  # noqa: ANN401
    usual: dict[str, Any] = {
        "project_id": here.project.id,
        "supplier": "Banque",
        "heading": "bank_charges",
        "piece_reference": "R-1",
        "incurred_on": PAID,
        "paid_on": PAID,
        "amount": amount,
        "document_total": amount,
    }
    right = SpendDirectly(**usual | fields)
    request = CorrectExpenditure(expenditure_id=wrong.id, right=right, reason="faute de frappe")
    return correct_expenditure(here.world.session, request, by=by())


def rest(here: Site) -> list[int]:
    return [it.waiting for it in waiting(here.world.session, agreement_id=here.agreement.id)]


def test_those_who_paid_go_on_paying_and_nobody_else(world: World) -> None:
    here = site(world, Cents(100), Cents(200), Cents(300))
    here.disburse(Cents(600))
    wrong = here.accept(Cents(60), lines=(here.line(0, Cents(20)), here.line(1, Cents(40))))
    right = correct(here, wrong, Cents(30), supplier="Ferretería Sucre")
    assert here.at(Place.JUSTIFIED) == [10, 20, 0]
    assert here.posted(right) == [(ACCEPTED, 30)]
    assert right.supplier == "Ferretería Sucre"
    assert is_withdrawn(world.session, wrong.id)
    assert rest(here) == []


def test_what_it_is_dearer_is_shared_and_waits_beyond_what_was_advanced(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(100))
    wrong = here.accept(Cents(20), lines=(here.line(0, Cents(20)),))
    right = correct(here, wrong, Cents(120))
    assert here.at(Place.JUSTIFIED) == [50, 50]
    assert rest(here) == [20]
    assert sum(amount for _, amount in here.posted(right)) == 100


def test_money_frozen_since_goes_on_paying_what_it_paid_and_no_more(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(200))
    wrong = here.accept(Cents(40), lines=(here.line(0, Cents(40)),))
    here.freeze(0)
    correct(here, wrong, Cents(50))
    assert here.at(Place.JUSTIFIED) == [40, 10]


def test_it_is_posted_again_on_the_days_on_which_the_money_was_there(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(30))
    wrong = here.accept(Cents(50))
    here.disburse(Cents(40), LATER)
    assert here.posted(wrong) == [(ACCEPTED, 30), (LATER, 20)]
    right = correct(here, wrong, Cents(45))
    assert here.posted(right) == [(ACCEPTED, 30), (LATER, 15)]
    assert here.at(Place.ADVANCED) == [25]


def test_another_project_is_paid_by_its_own_donors(world: World) -> None:
    here = site(world, Cents(100))
    other = world.project(here.fund)
    gift = world.paid_gift(here.fund, Cents(50))
    world.allocate(other, (gift, Cents(50)))
    here.gifts.append(gift)
    here.agreement = sign(world, here.fund, here.project, other, amount=euros(10), reference="C-2")
    here.disburse(Cents(80))
    here.disburse(Cents(50), project_id=other.id)
    wrong = here.accept(Cents(40))
    correct(here, wrong, Cents(40), project_id=other.id)
    assert here.at(Place.JUSTIFIED) == [0, 0]
    here.project = other
    assert here.at(Place.JUSTIFIED) == [0, 40]


def test_what_cuf_spent_is_corrected_in_one_entry(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    wrong = here.spend(Cents(30), lines=(here.line(1, Cents(30)),))
    own(here, wrong, Cents(40))
    assert here.at(Place.SPENT) == [6, 34]
    again = world.session.scalars(select(Expenditure).order_by(Expenditure.id.desc())).first()
    assert again is not None
    own(here, again, Cents(20), supplier="Crédit")
    assert here.at(Place.SPENT) == [3, 17]
    latest = world.session.scalars(select(Expenditure).order_by(Expenditure.id.desc())).first()
    assert latest is not None
    with pytest.raises(MoreThanLeft):
        own(here, latest, Cents(201))


def test_it_bears_the_days_of_what_it_corrects_unless_they_are_closed(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100))
    wrong = here.accept(Cents(40))
    right = correct(here, wrong, Cents(30))
    days = world.session.scalars(
        select(Entry.effective_on).where(Entry.act_id == right.act_id).order_by(Entry.number)
    ).all()
    assert days == [ACCEPTED, ACCEPTED]
    book = world.session.get_one(Book, here.fund.book_id)
    book.locked_until = ACCEPTED
    world.session.flush()
    with pytest.raises(PeriodLocked):
        correct(here, right, Cents(25))
    day = ACCEPTED + timedelta(days=40)
    last = correct(here, right, Cents(25), accepted_on=day, incurred_on=INCURRED)
    assert here.posted(last) == [(day, 25)]
    assert here.at(Place.JUSTIFIED) == [25]


def test_it_is_one_act_done_once_that_says_what_it_replaced(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100))
    wrong = here.accept(Cents(40))
    before = world.session.scalar(select(func.count(Act.id)))
    request = CorrectExpenditure(
        expenditure_id=wrong.id, right=here.acceptance(Cents(30), ACCEPTED), reason="faute"
    )
    signature = by()
    right = correct_expenditure(world.session, request, by=signature)
    assert correct_expenditure(world.session, request, by=signature).id == right.id
    assert world.session.scalar(select(func.count(Act.id))) == (before or 0) + 1
    old = expenditure_page(world.session, here.fund.code, wrong.id)
    new = expenditure_page(world.session, here.fund.code, right.id)
    assert (old.replaced_by, old.replaces) == (right.id, None)
    assert (new.replaced_by, new.replaces) == (None, wrong.id)


def test_what_cannot_be_corrected_is_refused_and_nothing_is_written(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(99))
    wrong, of_cuf = here.accept(Cents(40)), here.spend(Cents(1))
    right = here.acceptance(Cents(30), ACCEPTED)
    good = CorrectExpenditure(expenditure_id=wrong.id, right=right, reason="faute")
    for bad, refusal in (
        (replace(good, reason="  "), ReasonMissing),
        (replace(good, expenditure_id=of_cuf.id), SpenderStays),
        (replace(good, right=replace(right, document_total=Cents(10))), MoreThanDocument),
    ):
        with pytest.raises(refusal):
            correct_expenditure(world.session, bad, by=by())
    correct_expenditure(world.session, good, by=by())
    with pytest.raises(ExpenditureWithdrawn):
        correct_expenditure(world.session, good, by=by())
