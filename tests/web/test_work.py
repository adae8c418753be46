"""The staff's first page: what waits is counted as the lists count it, and only what waits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask

from fundtracker import clock
from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.db import Database
from fundtracker.donations.expect import Expect, expect
from fundtracker.donations.kinds import DonationKind, Expected, Leftover
from fundtracker.donations.leftover import ChooseLeftover, choose_leftover
from fundtracker.funds.models import Fund
from fundtracker.funds.states import FundState
from fundtracker.ledger.verify import verify
from fundtracker.projects.kinds import NewsAudience, ProjectStatus
from fundtracker.projects.milestones import AddMilestone, Plan, add_milestone
from fundtracker.projects.news import AddNews, Told, add_news
from fundtracker.spending.models import Instalment
from fundtracker.users.models import Role
from tests.spending_world import site
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import building, check_cost, rows_of, text_of
from tests.world import World, by, euros

SignedIn = Callable[[Role], Reader]

SETTLE = "/funds/clos/leftovers/settle"
OVER, LAST_YEAR = date(2017, 3, 1), date(clock.today().year - 1, 6, 1)


@dataclass
class Works:
    """What the page lists: a sentence and its links, each to a list and with its count."""

    said: list[str]
    links: dict[str, int]


def works_of(page: str) -> Works:
    """Read a page of work."""
    links = re.findall(r'<li><a href="([^"]+)"><span>[^<]*</span> <strong>(\d+)</strong>', page)
    return Works(
        said=[text_of(f"<main>{it}</main>") for it in re.findall(r"<h3>(.*?)</h3>", page)],
        links={address.replace("&amp;", "&"): int(count) for address, count in links},
    )


@pytest.fixture
def waiting(fresh_database: Database) -> None:
    """Build two funds in which there is one thing at least to do of every kind."""
    with building(fresh_database) as world:
        _live(world)
        _closing(world)


def _live(world: World) -> None:
    here = site(world, euros(100), euros(50))
    session = world.session
    for gift, due_on in ((here.gifts[0], OVER), (here.gifts[1], clock.today())):
        request = Expect(donation_id=gift.id, kind=Expected.AGREEMENT, due_on=due_on)
        expect(session, request, by=by())
    world.receive(world.other_money(here.fund, DonationKind.TO_IDENTIFY), euros(30))
    world.receive(world.gift(here.fund), euros(20))
    here.disburse(euros(40))
    here.accept(euros(40), LAST_YEAR)
    here.accept(euros(25), LAST_YEAR)
    here.accept(euros(5), LAST_YEAR)
    session.add(
        Instalment(
            agreement_id=here.agreement.id, rank=9, amount=euros(7), condition="", due_on=OVER
        )
    )
    here.project.status = ProjectStatus.UNDER_WAY
    for name, due_on in (("Chantier", OVER), ("Remise", clock.today() + timedelta(days=9))):
        plan = Plan(name=name, due_on=due_on)
        add_milestone(session, AddMilestone(project_id=here.project.id, plan=plan), by=by())
    for days in (1, -20):
        said = Said(
            held_on=clock.today() - timedelta(days=days), place="Paris", agenda="Affectations"
        )
        convene(session, Convene(fund_id=here.fund.id, said=said), by=by())


def _closing(world: World) -> None:
    fund = world.fund(code="clos")
    world.paid_gift(fund, euros(60))
    world.receive(world.other_money(fund, DonationKind.INCOME), euros(5))
    world.decision(fund)
    for amount, wish in ((70, Leftover.REFUND), (80, Leftover.SAME_PROJECT)):
        gift = world.paid_gift(fund, euros(amount))
        chosen = ChooseLeftover(donation_id=gift.id, choice=wish, dated_on=OVER)
        choose_leftover(world.session, chosen, by=by())
    fund.state = FundState.CLOSING


def test_each_figure_is_the_length_of_the_list_that_it_opens(
    waiting: None, app: Flask, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMIN)
    works = works_of(check_cost(app, admin, "/work"))
    fund = "/funds/fonds-1"
    assert works.links == {
        f"{fund}/donations?state=overdue": 1,
        f"{fund}/donations?state=to_identify": 1,
        f"{fund}/expenditures?waiting=1": 2,
        f"{fund}/agreements?sort=next": 1,
        f"{fund}/donations?state=unallocated": 2,
        "/funds/clos/leftovers": 1,
        SETTLE: 1,
        f"{fund}/donations?state=unreported": 2,
        f"{fund}/projects?need=late": 1,
        f"{fund}/projects?need=silent": 1,
        f"{fund}/meetings": 1,
    }
    for address, count in works.links.items():
        page = check_cost(app, admin, address)
        if "?state" in address or "?need" in address or "?waiting" in address:
            said = re.search(r'<p class="count">(\d+)', page)
            assert said is not None, address
            assert int(said[1]) == count, address


def test_what_waits_is_said_with_its_money_and_since_when(
    waiting: None, signed_in: SignedIn
) -> None:
    page = signed_in(Role.ADMIN).get("/work")
    said = works_of(page).said
    assert "1 don est en retard" in said
    assert "2 dépenses acceptées restent à payer · 30,00 €" in said
    assert "2 dons sont à affecter · 50,00 €" in said
    assert f"2 dons utilisés en {LAST_YEAR.year} n’ont pas de compte rendu financier" in said
    text = text_of(page)
    assert "depuis le 01/03/2017" in text
    assert f"30 juin {LAST_YEAR.year + 1}" in text


def test_what_the_reader_may_do_comes_first(waiting: None, signed_in: SignedIn) -> None:
    text = text_of(signed_in(Role.ACCOUNTANT).get("/work"))
    assert text.index("Dans vos droits") < text.index("restent à payer")
    assert text.index("restent à payer") < text.index("À faire par d’autres")
    assert text.index("À faire par d’autres") < text.index("sont à affecter")
    assert "Dans vos droits" not in text_of(signed_in(Role.READER).get("/work"))


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ACCOUNTANT, Role.READER])
def test_everybody_may_follow_every_link(waiting: None, signed_in: SignedIn, role: Role) -> None:
    reader = signed_in(role)
    links = works_of(reader.get("/work")).links
    assert len(links) >= 10
    for address in links:
        reader.get(address)


def test_who_signs_in_finds_its_work(waiting: None, signed_in: SignedIn) -> None:
    assert signed_in(Role.READER).client.get("/").location == "/work"


def test_what_is_done_waits_no_more(
    waiting: None, fresh_database: Database, signed_in: SignedIn
) -> None:
    admin = signed_in(Role.ADMIN)
    assert admin.send("/funds/fonds-1/projects/1/milestones/1", name="Chantier",
                      due_on="1/3/2017", reached_on="1/3/2017").status_code == 303  # fmt: skip
    told = Told(
        dated_on=clock.today() - timedelta(days=3), title="Le toit est posé", text="Il tient.",
        audience=NewsAudience.DONORS, project_id=1,
    )  # fmt: skip
    with building(fresh_database) as world:
        add_news(world.session, AddNews(fund_id=1, told=told), by=by())
    links = works_of(admin.get("/work")).links
    assert "/funds/fonds-1/projects?need=late" not in links
    assert "/funds/fonds-1/projects?need=silent" not in links


def test_a_closed_fund_has_nothing_to_do(
    waiting: None, fresh_database: Database, signed_in: SignedIn
) -> None:
    with building(fresh_database) as world:
        for fund_id in (1, 2):
            world.session.get_one(Fund, fund_id).state = FundState.CLOSED
    assert "Rien n’attend" in text_of(signed_in(Role.ADMIN).get("/work"))


def test_a_reversed_posting_waits_again_under_an_agreement(
    fresh_database: Database, signed_in: SignedIn
) -> None:
    with building(fresh_database) as world:
        here = site(world, euros(100))
        here.accept(euros(40))
        here.reject(here.disburse(euros(40)))
    works = works_of(signed_in(Role.ADMIN).get("/work"))
    assert works.links["/funds/fonds-1/expenditures?waiting=1"] == 1
    assert "1 dépense acceptée reste à payer · 40,00 €" in works.said


def test_what_donors_chose_is_done_from_the_list(
    waiting: None, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    accountant = signed_in(Role.ACCOUNTANT)
    assert "Appliquer les choix des donateurs" in accountant.get("/funds/clos/leftovers")
    page = check_cost(app, accountant, SETTLE)
    (row,) = rows_of(page)
    assert "70,00 €" in row
    choice = re.search(r'name="choice" value="(\d+)"', page)
    decision = re.search(r'<option value="(\d+)"', page)
    assert choice is not None
    assert decision is not None
    typed = {"on": "2/5/2017", "decision": decision[1]}
    empty = accountant.send(SETTLE, **typed)
    assert empty.status_code == 422
    assert "Choisissez au moins un don" in text_of(empty.get_data(as_text=True))
    future = accountant.send(SETTLE, **{**typed, "on": "1/1/2099"}, choice=choice[1])
    assert future.status_code == 422
    assert 'id="on-error"' in future.get_data(as_text=True)
    assert "checked" in rows_html(future.get_data(as_text=True))
    sent = {**hidden_fields(accountant.get(SETTLE)), **typed, "choice": choice[1]}
    for told in ("1 don soldé : 70,00 €", "Ces dons sont déjà soldés"):
        assert accountant.client.post(SETTLE, data=sent).status_code == 303
        assert told in text_of(accountant.get("/funds/clos/leftovers"))
    assert "Rien à solder" in text_of(accountant.get(SETTLE))
    assert SETTLE not in works_of(accountant.get("/work")).links
    with fresh_database.session() as session:
        assert verify(session, "clos").findings == []


@pytest.mark.parametrize("choice", ["", "abc", "-1", "0", "9" * 30, "1' OR 1=1", "2"])
def test_what_is_no_choice_of_the_fund_settles_nothing(
    waiting: None, signed_in: SignedIn, choice: str
) -> None:
    accountant = signed_in(Role.ACCOUNTANT)
    decision = re.search(r'<option value="(\d+)"', accountant.get(SETTLE))
    assert decision is not None
    answer = accountant.send(SETTLE, on="2/5/2017", decision=decision[1], choice=choice)
    assert answer.status_code == 422
    assert "Choisissez au moins un don" in text_of(answer.get_data(as_text=True))
    assert 'value="2/5/2017"' in answer.get_data(as_text=True)


def test_statements_of_use_are_issued_from_the_list_of_those_that_lack(
    waiting: None, signed_in: SignedIn
) -> None:
    lacking = "/funds/fonds-1/donations?state=unreported"
    label = f"Émettre les comptes rendus financiers de {LAST_YEAR.year}"
    manager = signed_in(Role.MANAGER)
    page = manager.get(lacking)
    found = re.search(rf'href="([^"]+)">{label}', page)
    assert found is not None
    form = manager.get(found[1].replace("&amp;", "&"))
    assert f'value="31/12/{LAST_YEAR.year}"' in form
    assert re.search(r'<option value="statement_of_use" selected', form)
    assert label not in signed_in(Role.READER).get(lacking)
    assert label not in manager.get("/funds/fonds-1/donations")


def rows_html(page: str) -> str:
    """Return the body of the first table."""
    return page[page.index("<tbody>") : page.index("</tbody>")]
