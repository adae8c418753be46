from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from fundtracker.acts.models import Act
from fundtracker.acts.service import Signature
from fundtracker.db import Database
from fundtracker.demo import facts
from fundtracker.demo.errors import NotForDemonstration
from fundtracker.demo.load import CODES, is_loaded, load
from fundtracker.donations.kinds import DonationKind, Expected, Leftover, StepKind
from fundtracker.donations.models import (
    CarryOver,
    Donation,
    DonationExpectation,
    DonationStep,
    LeftoverChoice,
    Receipt,
)
from fundtracker.files.models import StoredFile
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Fund, FundPhase, PublishedFigure
from fundtracker.funds.states import FundState, Origin
from fundtracker.ledger.models import Entry
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.verify import verify
from fundtracker.parties.models import Collectivity, Contact
from fundtracker.position import commitments
from fundtracker.position.moments import Moment
from fundtracker.position.queries import position
from fundtracker.position.scopes import CollectivityInFundScope, DonationScope, FundScope
from fundtracker.projects.models import BudgetLine
from fundtracker.proposals.models import Proposal
from fundtracker.transaction import transaction
from fundtracker.users.models import Role, User
from fundtracker.users.service import AddUser, create_user
from tests.integration.conftest import Demonstration

TODAY = date(2026, 6, 30)


def test_the_demonstration_verifies(demonstration: Demonstration) -> None:
    with demonstration.database.session() as session:
        report = verify(session)
    assert [it.message() for it in report.findings] == []
    assert len(report.heads) == 5


def test_the_five_funds_are_there_with_some_hundred_donations(
    demonstration: Demonstration,
) -> None:
    with demonstration.database.session() as session:
        assert set(session.scalars(select(Fund.code))) == set(CODES)
        kinds = Counter(session.scalars(select(Donation.kind)))
    assert 100 <= kinds[DonationKind.GIFT] <= 130
    assert kinds[DonationKind.CARRIED_IN] == 2
    assert kinds[DonationKind.TO_IDENTIFY] == 1


def test_every_step_and_payment_says_whether_it_was_published(
    demonstration: Demonstration,
) -> None:
    with demonstration.database.session() as session:
        steps = session.scalars(select(DonationStep)).all()
        receipts = set(
            session.scalars(
                select(Receipt.origin).where(
                    Receipt.act_id.in_(select(Act.id).where(Act.kind == "receive"))
                )
            )
        )
        published = sorted(
            (it.kind.value, it.amount, it.dated_on.isoformat(), bool(it.source))
            for it in steps
            if it.origin is Origin.PUBLISHED
        )
    assert all(it.origin is not None for it in steps)
    assert published == [
        ("promised", 250_000, "2020-09-01", True),
        ("voted", 500_000, "2016-05-23", True),
        ("voted", 500_000, "2020-09-01", True),
    ]
    assert receipts == {Origin.FICTITIOUS}


def test_no_real_collectivity_gives_what_nobody_said_it_gave(
    demonstration: Demonstration,
) -> None:
    with demonstration.database.session() as session:
        pairs = session.execute(
            select(Fund.code, Collectivity.name, Collectivity.register_code)
            .join(Donation, Donation.fund_id == Fund.id)
            .join(Collectivity, Collectivity.id == Donation.collectivity_id)
        ).all()
    for code, name, register_code in pairs:
        named = facts.named_donors(code)
        is_named = name in {it.name for it in named} or (
            register_code is not None and register_code in {it.register_code for it in named}
        )
        assert is_named or name.endswith("(fictive)"), (code, name)


def test_what_the_database_adds_up_of_gifts_is_what_the_donors_come_to(
    demonstration: Demonstration,
) -> None:
    """Documents and commands take the one, the fund's page the other."""
    with demonstration.database.session() as session:
        for fund in session.scalars(select(Fund)):
            scope = FundScope(fund_id=fund.id, book_id=fund.book_id)
            middle = fund.opened_on + (TODAY - fund.opened_on) / 2
            for day in (fund.opened_on, middle.replace(day=17), middle, TODAY):
                of_donors = commitments.by_donor(
                    session, Donation.fund_id == fund.id, Moment(day)
                ).values()
                whole = position(session, scope, day).commitments
                assert whole == commitments.add_up(of_donors), (fund.code, day)


def test_the_donors_of_each_fund_add_up_to_it(demonstration: Demonstration) -> None:
    names = (
        *("received", "returned", "carried", "fees", "fees_withdrawn", "unallocated"),
        *("held", "advanced", "justified", "spent", "lost"),
    )
    with demonstration.database.session() as session:
        for fund in session.scalars(select(Fund)):
            scopes = {
                DonationScope(book_id=fund.book_id, donation_id=donation_id)
                if collectivity_id is None
                else CollectivityInFundScope(
                    fund_id=fund.id, book_id=fund.book_id, collectivity_id=collectivity_id
                )
                for donation_id, collectivity_id in session.execute(
                    select(Donation.id, Donation.collectivity_id).where(Donation.fund_id == fund.id)
                )
            }
            parts = [position(session, scope, TODAY) for scope in scopes]
            whole = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), TODAY)
            for name in names:
                total = sum(getattr(it, name) for it in parts)
                assert total == getattr(whole, name), (fund.code, name)


def test_the_closed_fund_holds_nothing(demonstration: Demonstration) -> None:
    with demonstration.database.session() as session:
        fund = session.scalars(select(Fund).where(Fund.code == "ghana-2020")).one()
        its = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), TODAY)
    assert fund.state is FundState.CLOSED
    assert (its.unallocated, its.held, its.advanced) == (0, 0, 0)
    assert its.received > 10_000_000


def test_money_moved_for_every_purpose_but_a_returned_fee(demonstration: Demonstration) -> None:
    with demonstration.database.session() as session:
        purposes = set(session.scalars(select(Entry.purpose)))
        reversals = session.scalar(
            select(func.count()).select_from(Entry).where(Entry.reverses_number.is_not(None))
        )
        carried = session.scalars(select(CarryOver)).all()
    assert purposes == set(Purpose) - {Purpose.FEE_RETURN}
    assert reversals is not None
    assert reversals >= 3
    assert len(carried) == 2


def test_gifts_stand_at_every_step(demonstration: Demonstration) -> None:
    with demonstration.database.session() as session:
        assert set(session.scalars(select(DonationStep.kind))) == set(StepKind)


def test_every_paper_of_the_demonstration_can_be_read(demonstration: Demonstration) -> None:
    store = FileStore(demonstration.files)
    with demonstration.database.session() as session:
        hashes = session.scalars(select(StoredFile.sha256)).all()
    assert len(hashes) > 50
    assert all(store.get(it).startswith(b"%PDF-") for it in hashes)


def test_what_was_published_is_quoted(demonstration: Demonstration) -> None:
    with demonstration.database.session() as session:
        quoted = session.scalars(select(PublishedFigure)).all()
    assert len(quoted) == sum(len(facts.published(code)) for code in CODES)
    assert all(it.source.startswith("http") for it in quoted)


def test_a_second_load_changes_nothing(demonstration: Demonstration, tmp_path: Path) -> None:
    with demonstration.database.session() as session:
        before = session.scalar(select(func.count()).select_from(Act))
    assert load(demonstration.database, tmp_path) is False
    with demonstration.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Act)) == before
        assert is_loaded(session)
    assert list(tmp_path.iterdir()) == []


def test_it_is_not_loaded_over_other_records(fresh_database: Database, tmp_path: Path) -> None:
    with fresh_database.session() as session, transaction(session):
        create_user(
            session,
            AddUser(email="une@example.org", name="Une personne", role=Role.ADMIN),
            password="une phrase de passe",
            by=Signature(),
        )
    with pytest.raises(NotForDemonstration):
        load(fresh_database, tmp_path)
    with fresh_database.session() as session:
        assert not is_loaded(session)


def test_what_is_planned_and_awaited_is_there_and_says_that_it_is_made_up(
    demonstration: Demonstration,
) -> None:
    with demonstration.database.session() as session:
        phases = session.scalars(select(FundPhase)).all()
        contacts = session.scalars(select(Contact)).all()
        awaited = set(session.scalars(select(DonationExpectation.kind)))
        wishes = Counter(session.scalars(select(LeftoverChoice.choice)))
        planned = dict(
            session.execute(
                select(BudgetLine.project_id, func.sum(BudgetLine.planned)).group_by(
                    BudgetLine.project_id
                )
            ).all()
        )
    assert len({it.fund_id for it in phases}) == 2
    assert all(it.note == "Calendrier fictif." for it in phases)
    assert contacts
    assert all("fictif" in it.name and (it.email or "").endswith(".example") for it in contacts)
    assert awaited == {Expected.VOTE, Expected.AGREEMENT, Expected.PAYMENT}
    assert wishes == {Leftover.CARRY_OVER: 2, Leftover.REFUND: 6, Leftover.SAME_PROJECT: 1}
    assert sorted(planned.values()) == [950_000, 2_600_000, 9_400_000]


def test_a_donors_people_sign_in_and_no_real_donors_amounts_are_published(
    demonstration: Demonstration,
) -> None:
    with demonstration.database.session() as session:
        of_donors = session.scalars(select(User).where(User.collectivity_id.is_not(None))).all()
        donor = session.get_one(Collectivity, of_donors[0].collectivity_id)
        published = session.scalars(
            select(Collectivity.name).where(Collectivity.publishes_amounts.is_(True))
        ).all()
    assert {it.role for it in of_donors} == {Role.LEAD, Role.AGENT}
    assert donor.name.endswith("(fictive)")
    assert len(published) > 5
    assert all("(fictive" in it for it in published)


def test_an_allocation_waits_for_a_second_person(demonstration: Demonstration) -> None:
    with demonstration.database.session() as session:
        (waiting,) = session.scalars(select(Proposal)).all()
        fund = session.get_one(Fund, waiting.fund_id)
    assert waiting.is_confirmed is None
    assert fund.confirm_above is not None
    assert waiting.amount is not None
    assert waiting.amount > fund.confirm_above
