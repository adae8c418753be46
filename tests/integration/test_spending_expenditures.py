"""What partners spent: justified as far as it was advanced, waiting beyond, in euros."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import KeyReused, ReasonMissing
from fundtracker.acts.models import Act, ActSubject
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.donations.errors import AmountNotPositive, DonationFrozen
from fundtracker.errors import Refusal
from fundtracker.files.errors import NoSuchFile
from fundtracker.files.service import keep
from fundtracker.files.store import FileStore
from fundtracker.ledger.errors import (
    AlreadyReversed,
    DatedInTheFuture,
    PeriodLocked,
    ReversalTooEarly,
    ReverseOthersFirst,
)
from fundtracker.ledger.models import Book, EntryFile
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.projects.errors import ProjectTakesNoMoney
from fundtracker.projects.kinds import ProjectStatus
from fundtracker.spending.errors import (
    AcceptedBeforeIncurred,
    ExpenditureWithdrawn,
    LineExceedsDonation,
    LinesDoNotAddUp,
    MoreThanDocument,
    NoSuchExpenditure,
    NoSuchPayment,
    NothingChanged,
    NothingWaits,
    OneAmountNeeded,
    ProjectNotCovered,
    RateOfZero,
)
from fundtracker.spending.headings import Heading
from fundtracker.spending.justify import accept_expenditure
from fundtracker.spending.models import Expenditure, ExpenditureEntry, SupportingDocument
from fundtracker.spending.positions import waiting
from fundtracker.spending.records import Paper
from fundtracker.spending.reject import RejectPayment, reject_payment
from fundtracker.spending.settle import PostWaiting, post_waiting
from fundtracker.spending.withdraw import WithdrawExpenditure, withdraw_expenditure
from tests.spending_world import ACCEPTED, INCURRED, LATER, PAID, Site, site
from tests.world import World, by, euros


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def rest(here: Site) -> list[int]:
    return [it.waiting for it in waiting(here.world.session, agreement_id=here.agreement.id)]


def withdraw(here: Site, expenditure: Expenditure, on: date = LATER, reason: str = "refus") -> None:
    request = WithdrawExpenditure(expenditure_id=expenditure.id, on=on, reason=reason)
    withdraw_expenditure(here.world.session, request, by=by())


def test_an_expenditure_is_paid_by_those_whose_money_was_advanced(world: World) -> None:
    here = site(world, Cents(100), Cents(200))
    here.disburse(Cents(150))
    accepted = here.accept(Cents(31))
    assert here.posted(accepted) == [(ACCEPTED, 31)]
    assert here.at(Place.JUSTIFIED) == [10, 21]
    assert here.at(Place.ADVANCED) == [40, 79]
    assert rest(here) == []


def test_what_was_not_advanced_waits_to_the_cent(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(60))
    here.accept(Cents(60))
    assert rest(here) == []
    partly = here.accept(Cents(25), LATER)
    assert rest(here) == [25]
    here.disburse(Cents(10), LATER)
    assert rest(here) == [15]
    here.disburse(Cents(30), LATER + timedelta(days=9))
    assert here.posted(partly) == [(LATER, 10), (LATER + timedelta(days=9), 15)]
    assert here.at(Place.ADVANCED) == [15]


def test_the_oldest_acceptance_is_paid_first_whatever_the_order_of_recording(
    world: World,
) -> None:
    here = site(world, Cents(100))
    second, first = here.accept(Cents(60), LATER), here.accept(Cents(60), ACCEPTED)
    here.disburse(Cents(70), LATER)
    assert here.posted(first) == [(LATER, 60)]
    assert here.posted(second) == [(LATER, 10)]


def test_money_is_not_spent_before_it_arrived(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100), LATER)
    early = here.accept(Cents(40), ACCEPTED)
    # Accepted before the payment, recorded after it: dated as if recorded in order.
    assert here.posted(early) == [(LATER, 40)]


def test_a_back_dated_acceptance_leaves_what_later_days_used(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(100), PAID)
    here.accept(Cents(80), LATER)
    early = here.accept(Cents(50), ACCEPTED)
    assert here.posted(early) == [(ACCEPTED, 20)]
    assert rest(here) == [30]


def test_staff_may_choose_whose_money_is_justified(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(100))
    here.accept(Cents(40), lines=(here.line(1, Cents(40)),))
    assert here.at(Place.JUSTIFIED) == [0, 40]
    with pytest.raises(LineExceedsDonation):
        here.accept(Cents(40), lines=(here.line(1, Cents(11)), here.line(0, Cents(29))))
    with pytest.raises(LinesDoNotAddUp):
        here.accept(Cents(40), lines=(here.line(0, Cents(39)),))


def test_chosen_lines_beyond_the_advance_come_to_the_advance(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(60))
    lines = (here.line(0, Cents(30)), here.line(1, Cents(30)))
    accepted = here.accept(Cents(100), lines=lines)
    assert here.posted(accepted) == [(ACCEPTED, 60)]
    assert rest(here) == [40]


def test_frozen_money_justifies_nothing_until_the_freeze_is_lifted(world: World) -> None:
    here = site(world, Cents(100), Cents(100))
    here.disburse(Cents(100))
    here.freeze(0)
    accepted = here.accept(Cents(80))
    assert here.at(Place.JUSTIFIED) == [0, 50]
    assert rest(here) == [30]
    with pytest.raises(DonationFrozen):
        here.accept(Cents(10), lines=(here.line(0, Cents(10)),))
    request = PostWaiting(agreement_id=here.agreement.id, project_id=here.project.id, on=LATER)
    with pytest.raises(NothingWaits):
        post_waiting(world.session, request, by=by())
    world.session.expire_all()
    here.freeze(0, is_frozen=False)
    signature = by()
    number = post_waiting(world.session, request, by=signature)
    assert post_waiting(world.session, request, by=signature) == number
    assert here.posted(accepted) == [(ACCEPTED, 50), (LATER, 30)]
    assert here.parts(number) == [(0, 30)]


def test_local_money_is_converted_at_the_mean_rate_of_what_was_changed(world: World) -> None:
    here = site(world, euros(2000))
    here.disburse(Cents(1000_00), currency="XOF", local_amount=Cents(655_957_00))
    here.disburse(Cents(500_00), currency="XOF", local_amount=Cents(330_000_00))
    here.disburse(Cents(100_00), currency="USD", local_amount=Cents(110_00))
    here.disburse(Cents(50_00))
    accepted = here.accept(
        None, currency="XOF", local_amount=Cents(100_000_00), document_total=Cents(120_000_00)
    )
    # 1,500.00 ÷ 985,957.00 = 0.001521364521982…
    assert accepted.amount == 152_14
    assert accepted.document_total == 182_56
    assert (accepted.currency, accepted.local_amount, accepted.local_total) == (
        "XOF",
        100_000_00,
        120_000_00,
    )
    assert accepted.rate is not None
    assert accepted.rate.startswith("0.0015213645")
    assert here.posted(accepted) == [(ACCEPTED, 152_14)]


def test_a_reversed_instalment_says_nothing_of_the_rate(world: World) -> None:
    here = site(world, euros(2000))
    wrong = here.disburse(Cents(100_00), currency="XOF", local_amount=Cents(100_00))
    request = Reverse(fund_id=here.fund.id, numbers=(wrong.number,), on=PAID, reason="erreur")
    reverse(world.session, request, by=by())
    local: dict[str, Any] = {
        "currency": "XOF",
        "local_amount": Cents(10_00),
        "document_total": Cents(10_00),
    }
    with pytest.raises(NothingChanged):
        here.accept(None, **local)
    here.disburse(Cents(100_00), currency="XOF", local_amount=Cents(200_00))
    assert here.accept(None, **local).amount == 5_00


def test_without_an_instalment_in_that_currency_there_is_no_rate(world: World) -> None:
    here = site(world, euros(2000))
    here.disburse(Cents(100_00), currency="USD", local_amount=Cents(110_00))
    with pytest.raises(NothingChanged):
        here.accept(None, currency="XOF", local_amount=Cents(1))


def test_less_than_a_cent_is_refused(world: World) -> None:
    here = site(world, euros(2000))
    here.disburse(Cents(100_00), currency="XOF", local_amount=Cents(65_595_00))
    with pytest.raises(RateOfZero):
        here.accept(None, currency="XOF", local_amount=Cents(1))


@pytest.mark.parametrize(
    ("amount", "fields", "kind"),
    [
        (None, {}, OneAmountNeeded),
        (10, {"currency": "XOF", "local_amount": Cents(10)}, OneAmountNeeded),
        (11, {"document_total": Cents(10)}, MoreThanDocument),
        (
            None,
            {"currency": "XOF", "local_amount": Cents(11), "document_total": Cents(10)},
            MoreThanDocument,
        ),
        (0, {"document_total": Cents(10)}, AmountNotPositive),
        (-5, {"document_total": Cents(10)}, AmountNotPositive),
        (10, {"incurred_on": ACCEPTED + timedelta(days=1)}, AcceptedBeforeIncurred),
        (10, {"files": (Paper(sha256="a" * 64),)}, NoSuchFile),
    ],
)
def test_an_expenditure_that_cannot_be_is_refused(
    world: World, amount: int | None, fields: dict[str, Any], kind: type[Refusal]
) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    with pytest.raises(kind):
        here.accept(None if amount is None else Cents(amount), **fields)


def test_the_whole_document_may_be_charged(world: World) -> None:
    here = site(world, Cents(100))
    assert here.accept(Cents(10), document_total=Cents(10)).document_total == 10


def test_even_what_only_waits_is_not_accepted_in_days_to_come_nor_in_a_closed_period(
    world: World,
) -> None:
    here = site(world, Cents(100))
    with pytest.raises(DatedInTheFuture):
        here.accept(Cents(10), clock.today() + timedelta(days=1))
    world.session.get_one(Book, here.fund.book_id).locked_until = ACCEPTED
    world.session.flush()
    with pytest.raises(PeriodLocked):
        here.accept(Cents(10), ACCEPTED)


def test_what_waited_when_the_period_was_closed_posts_after_it(world: World) -> None:
    here = site(world, Cents(100))
    accepted = here.accept(Cents(10), ACCEPTED)
    world.session.get_one(Book, here.fund.book_id).locked_until = date(2016, 12, 31)
    world.session.flush()
    here.disburse(Cents(50), LATER)
    assert here.posted(accepted) == [(LATER, 10)]


def test_a_cancelled_project_is_still_justified_a_closed_one_is_not(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    here.project.status = ProjectStatus.CANCELLED
    world.session.flush()
    here.accept(Cents(10))
    here.project.status = ProjectStatus.CLOSED
    world.session.flush()
    with pytest.raises(ProjectTakesNoMoney):
        here.accept(Cents(10))


def test_an_expenditure_of_a_project_that_the_agreement_does_not_cover_is_refused(
    world: World,
) -> None:
    here = site(world, Cents(100))
    with pytest.raises(ProjectNotCovered):
        here.accept(Cents(10), project_id=world.project(here.fund).id)


def test_papers_are_kept_with_the_expenditure_and_sealed_with_its_entry(
    world: World, tmp_path: Path
) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    file = keep(world.session, FileStore(tmp_path), b"%PDF-1.7", name="facture.pdf")
    accepted = here.accept(Cents(10), files=(Paper(sha256=file.sha256, label="lignes 3 à 5"),))
    paper = world.session.get_one(SupportingDocument, (accepted.id, file.sha256))
    assert paper.label == "lignes 3 à 5"
    number = world.session.scalars(
        select(ExpenditureEntry.number).where(ExpenditureEntry.expenditure_id == accepted.id)
    ).one()
    world.session.get_one(EntryFile, (here.fund.book_id, number, file.sha256))


def test_the_same_expenditure_sent_twice_is_accepted_once(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    signature = by()
    first = accept_expenditure(world.session, here.acceptance(Cents(10), ACCEPTED), by=signature)
    again = accept_expenditure(world.session, here.acceptance(Cents(10), ACCEPTED), by=signature)
    assert again is first
    assert here.at(Place.JUSTIFIED) == [10]
    with pytest.raises(KeyReused):
        accept_expenditure(world.session, here.acceptance(Cents(11), ACCEPTED), by=signature)


def test_an_exchange_loss_is_an_expenditure(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    loss = here.accept(Cents(2), heading=Heading.EXCHANGE_LOSS.value)
    assert loss.heading == "exchange_loss"
    assert here.at(Place.JUSTIFIED) == [2]


def test_a_withdrawn_expenditure_gives_its_advance_back_and_waits_no_more(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    accepted = here.accept(Cents(80))
    withdraw(here, accepted)
    assert here.at(Place.JUSTIFIED) == [0]
    assert here.at(Place.ADVANCED) == [50]
    assert rest(here) == []
    here.disburse(Cents(50), LATER)
    assert here.at(Place.JUSTIFIED) == [0]
    with pytest.raises(ExpenditureWithdrawn):
        withdraw(here, accepted)


def test_what_a_withdrawal_frees_pays_what_waits(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    wrong, right = here.accept(Cents(50)), here.accept(Cents(30))
    withdraw(here, wrong)
    assert here.posted(right) == [(LATER, 30)]
    assert here.at(Place.ADVANCED) == [20]


def test_an_expenditure_that_only_waits_is_withdrawn_without_an_entry(world: World) -> None:
    here = site(world, Cents(100))
    accepted = here.accept(Cents(30))
    last = world.session.get_one(Book, here.fund.book_id).last_number
    withdraw(here, accepted)
    assert world.session.get_one(Book, here.fund.book_id).last_number == last
    here.disburse(Cents(50), LATER)
    assert here.at(Place.JUSTIFIED) == [0]


def test_a_withdrawal_needs_a_reason_and_a_day_not_before_the_entry(world: World) -> None:
    here = site(world, Cents(100))
    here.disburse(Cents(50))
    accepted = here.accept(Cents(30))
    with pytest.raises(ReasonMissing):
        withdraw(here, accepted, reason=" ")
    with pytest.raises(ReversalTooEarly):
        withdraw(here, accepted, on=INCURRED)
    request = WithdrawExpenditure(expenditure_id=999_999, on=LATER, reason="refus")
    with pytest.raises(NoSuchExpenditure):
        withdraw_expenditure(world.session, request, by=by())


def test_what_a_rejected_payment_had_justified_waits_again(world: World) -> None:
    here = site(world, Cents(100))
    accepted = here.accept(Cents(30))
    paid = here.disburse(Cents(50), LATER)
    here.reject(paid)
    assert rest(here) == [30]
    assert here.at(Place.HELD) == [100]
    here.disburse(Cents(100), LATER)
    assert here.posted(accepted) == [(LATER, 30), (LATER, 30)]
    assert here.at(Place.JUSTIFIED) == [30]


def test_a_payment_whose_money_was_justified_since_is_not_rejected_before(world: World) -> None:
    here = site(world, Cents(100))
    paid = here.disburse(Cents(50), PAID)
    here.accept(Cents(30))
    with pytest.raises(ReverseOthersFirst):
        here.reject(paid)


def test_a_withdrawal_opens_the_way_to_rejecting_the_payment(world: World) -> None:
    here = site(world, Cents(100))
    paid = here.disburse(Cents(50), PAID)
    withdraw(here, here.accept(Cents(30)))
    here.reject(paid)
    assert here.at(Place.HELD) == [100]
    with pytest.raises(AlreadyReversed):
        here.reject(paid)


def test_what_waits_is_listed_by_fund_agreement_and_project(world: World) -> None:
    here, there = site(world, Cents(100)), site(world, Cents(100))
    mine = here.accept(Cents(30))
    here.accept(Cents(5), LATER)
    there.accept(Cents(7))
    listed = waiting(world.session, fund_id=here.fund.id)
    assert [(it.waiting, it.supplier) for it in listed] == [(30, "Ferretería"), (5, "Ferretería")]
    assert listed[0].expenditure_id == mine.id
    assert [it.waiting for it in waiting(world.session, project_id=there.project.id)] == [7]
    assert len(waiting(world.session)) == 3


def test_every_write_is_one_act_whose_first_subject_is_its_result(world: World) -> None:
    here = site(world, Cents(100))
    before = world.session.scalar(select(func.count()).select_from(Act))
    assert before is not None
    accepted = here.accept(Cents(10))
    here.disburse(Cents(50), LATER)
    withdraw(here, accepted)
    assert world.session.scalar(select(func.count()).select_from(Act)) == before + 3
    subjects = world.session.execute(
        select(Act.kind, ActSubject.kind)
        .join(ActSubject, ActSubject.act_id == Act.id)
        .where(ActSubject.line == 1)
        .order_by(Act.id.desc())
        .limit(3)
    )
    assert [tuple(it) for it in subjects] == [
        ("withdraw_expenditure", "expenditure"),
        ("disburse", "disbursement"),
        ("accept_expenditure", "expenditure"),
    ]


def test_a_withdrawal_and_a_rejection_sent_twice_are_done_once(world: World) -> None:
    here = site(world, Cents(100))
    paid = here.disburse(Cents(50))
    accepted = here.accept(Cents(30))
    first, second = by(), by()
    back = WithdrawExpenditure(expenditure_id=accepted.id, on=LATER, reason="refus")
    rejection = RejectPayment(disbursement_id=paid.id, on=LATER, reason="rejet")
    for _ in range(2):
        assert withdraw_expenditure(world.session, back, by=first) is accepted
    for _ in range(2):
        assert reject_payment(world.session, rejection, by=second) is paid
    assert here.at(Place.HELD) == [100]


def test_a_rejection_needs_a_reason_and_a_payment(world: World) -> None:
    here = site(world, Cents(100))
    paid = here.disburse(Cents(50))
    with pytest.raises(ReasonMissing):
        reject_payment(
            world.session, RejectPayment(disbursement_id=paid.id, on=LATER, reason=""), by=by()
        )
    with pytest.raises(NoSuchPayment):
        reject_payment(
            world.session, RejectPayment(disbursement_id=999_999, on=LATER, reason="x"), by=by()
        )
