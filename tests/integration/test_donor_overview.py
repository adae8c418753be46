"""The report to a donor over all funds: each fund's figures, which add up to the donor's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from fundtracker.documents import drafting
from fundtracker.documents.donor_overview import DonorOverview
from fundtracker.documents.donor_report.content import DoesNotAddUp
from fundtracker.documents.errors import NothingGiven
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.donations.give_back import CarryOverTo, carry_over
from fundtracker.donations.models import Donation
from fundtracker.donations.record import RecordDonation, record_donation
from fundtracker.funds.models import Fund
from fundtracker.i18n import format_number, use_locale
from fundtracker.projects.kinds import NewsAudience
from fundtracker.projects.milestones import AddMilestone, Plan, add_milestone
from fundtracker.projects.news import AddNews, Told, add_news
from tests.spending_world import PAID, Site, site
from tests.world import DECIDED, World, by, euros

END = date(2016, 12, 31)


@pytest.fixture
def here(session: Session) -> Site:
    """A fund whose first donor gives to another fund too."""
    found = site(World(session), euros(700), euros(300))
    found.disburse(euros(400), on=PAID)
    found.accept(euros(250))
    return found


def _other_gift(here: Site) -> tuple[Fund, Donation]:
    world = here.world
    there = world.fund(rate_bp=500)
    request = RecordDonation(fund_id=there.id, collectivity_id=here.gifts[0].collectivity_id)
    gift = record_donation(world.session, request, by=by())
    world.receive(gift, euros(200))
    return there, gift


def _overview(session: Session, gift: Donation, as_of: date = END) -> DonorOverview:
    found = drafting.gather(session, _wanted(gift, as_of))
    assert isinstance(found, DonorOverview)
    return found


def _wanted(gift: Donation, as_of: date = END) -> Wanted:
    return Wanted(
        kind=DocumentKind.DONOR_OVERVIEW,
        as_of=as_of,
        locale="fr",
        collectivity_id=gift.collectivity_id,
    )


def test_the_funds_of_a_donor_make_its_whole(session: Session, here: Site) -> None:
    there, _gift = _other_gift(here)
    found = _overview(session, here.gifts[0])
    assert [it.fund_name for it in found.funds] == [here.fund.name, there.name]
    assert found.statement.received == euros(900)
    assert found.statement.fees == sum(it.statement.fees for it in found.funds)
    assert found.statement.fees > 0
    (use,) = found.uses()
    assert use.allocated == found.statement.allocated
    assert (use.paid_out, use.justified) == (
        found.statement.paid_out, found.statement.justified_in_all,
    )  # fmt: skip
    # Nobody else's money is in it.
    other = _overview(session, here.gifts[1])
    assert other.statement.received == euros(300)
    assert len(other.funds) == 1


def test_money_carried_from_fund_to_fund_is_counted_once(session: Session, here: Site) -> None:
    there = here.world.fund()
    gift = here.gifts[0]
    here.world.receive(gift, euros(50))
    request = CarryOverTo(
        donation_id=gift.id,
        to_fund_id=there.id,
        amount=euros(50),
        on=DECIDED,
        decision_id=here.world.decision(here.fund).id,
        consent="délibération",
    )
    carry_over(session, request, by=by())
    found = _overview(session, gift)
    assert (found.statement.given, found.statement.carried) == (euros(750), 0)
    # Given to both, as each fund's own report says.
    assert sum(it.statement.given for it in found.funds) == euros(750 + 50)


def test_what_does_not_add_up_is_not_drawn(session: Session, here: Site) -> None:
    _other_gift(here)
    found = _overview(session, here.gifts[0])
    with pytest.raises(DoesNotAddUp):
        replace(found, funds=found.funds[:1])


def test_a_day_before_anything_is_refused_and_a_later_fund_left_out(
    session: Session, here: Site
) -> None:
    with pytest.raises(NothingGiven):
        _overview(session, here.gifts[0], date(2015, 1, 1))
    there, gift = _other_gift(here)
    request = RecordDonation(fund_id=there.id, collectivity_id=here.gifts[1].collectivity_id)
    record_donation(session, request, by=by())
    assert [it.fund_name for it in _overview(session, gift).funds][-1] == there.name
    # Recorded, and nothing announced yet.
    assert len(_overview(session, here.gifts[1]).funds) == 1


def test_every_figure_of_every_fund_is_printed(session: Session, here: Site) -> None:
    _other_gift(here)
    found = _overview(session, here.gifts[0])
    drawn = drafting.draft(session, _wanted(here.gifts[0]))
    assert drawn.file == drafting.draft(session, _wanted(here.gifts[0])).file
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(drawn.file)).pages)
    text = text.replace("\u00a0", " ")
    with use_locale("fr"):
        for statement in (found.statement, *(it.statement for it in found.funds)):
            for amount in (
                statement.net_received, statement.fees, statement.unallocated,
                statement.allocated, statement.paid_out, statement.justified_in_all,
            ):  # fmt: skip
                assert format_number(amount).replace("\u202f", " ") in text
    for report in found.funds:
        assert report.seal.short_hash in text


def test_what_each_project_did_and_the_news_of_each_fund_are_told(
    session: Session, here: Site
) -> None:
    there, _gift = _other_gift(here)
    for fund, title in ((here.fund, "Le réservoir est plein"), (there, "Les écoles rouvrent")):
        told = Told(dated_on=PAID, title=title, text="", audience=NewsAudience.DONORS)
        add_news(session, AddNews(fund_id=fund.id, told=told), by=by())
    plan = Plan(name="Ouvrages remis", due_on=PAID)
    add_milestone(session, AddMilestone(project_id=here.project.id, plan=plan), by=by())
    found = _overview(session, here.gifts[0])
    drawn = drafting.draft(session, _wanted(here.gifts[0]))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(drawn.file)).pages)
    (sheet,) = (it for it in found.projects if it.spending)
    words = ("Le réservoir est plein", "Les écoles rouvrent", "Ouvrages remis")
    for said in (*words, sheet.spending[0].supplier, "Dépenses justifiées"):
        assert said in text.replace("\u00a0", " ")
