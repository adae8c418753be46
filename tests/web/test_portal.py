"""The donor's space: its own money, to the cent; and nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter

from fundtracker import clock
from fundtracker.acts.service import Subject
from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.db import Database
from fundtracker.donations.kinds import StepKind
from fundtracker.donations.record import RecordStep, record_step
from fundtracker.files.attachments import AttachFile, attach
from fundtracker.files.service import keep
from fundtracker.funds.models import Fund
from fundtracker.parties.models import Collectivity
from fundtracker.position.own_pages import gifts, position_of, shares
from fundtracker.position.queries import position
from fundtracker.position.scopes import CollectivityInFundScope
from fundtracker.projects.milestones import AddMilestone, Plan, add_milestone
from fundtracker.users.models import Role, User
from fundtracker.web.access import Permission, permission_of
from fundtracker.web.uploads import store
from tests.spending_world import PAID, site
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, OPENED, VOTED, by, euros

Donor = Callable[..., Reader]

PAGES = (
    "/my", "/my/funds/sucre", "/my/donations/SUCRE-0001", "/my/funds/sucre/projects/1",
    "/my/documents", "/my/funds/sucre/text", "/my/funds/sucre/share", "/my/profile",
    "/my/profile/consent", "/my/team", "/account",
)  # fmt: skip


@pytest.fixture
def nancy(fresh_database: Database) -> int:
    """A donor with money at every place, beside another donor of the same fund and of its own."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        mine = gift_of(world, fund, "Nancy")
        other = gift_of(world, fund, "Metz")
        world.receive(mine, euros(1000))
        world.receive(other, euros(3000))
        project = world.project(fund)
        world.allocate(project, (mine, euros(400)), (other, euros(1200)), on=DECIDED)
        plan = Plan(name="Ouvrages remis", due_on=OPENED)
        add_milestone(world.session, AddMilestone(project_id=project.id, plan=plan), by=by())
        elsewhere = world.fund(code="quito")
        theirs = gift_of(world, elsewhere, "Épinal")
        world.receive(theirs, euros(50))
        world.allocate(world.project(elsewhere), (theirs, euros(50)), on=DECIDED)
        assert mine.collectivity_id is not None
        return mine.collectivity_id


def _of(database: Database, name: str) -> int:
    with database.session() as session:
        return session.query(Collectivity.id).filter_by(name=name).one()[0]


def test_the_house_leads_everybody_to_their_own_first_page(
    nancy: int, visitor: Reader, admin: Reader, donor: Donor
) -> None:
    for reader, first in ((visitor, "/public"), (admin, "/work"), (donor(nancy), "/my")):
        answer = reader.client.get("/")
        assert (answer.status_code, answer.location) == (303, first)


def test_home_says_where_the_money_is_to_the_cent(nancy: int, donor: Donor) -> None:
    said = text_of(donor(nancy).get("/my"))
    assert (
        "Sur 1 000,00 € donnés, 50,00 € couvrent les frais de gestion. 400,00 € sont affectés à"
        " 1 projet : 0,00 € ont été versés, dont 0,00 € sont justifiés."
        " 550,00 € restent à affecter."
    ) in said
    assert "Metz" not in said
    assert "3 000,00" not in said


def test_a_fund_shows_the_donors_part_beside_the_whole(nancy: int, donor: Donor) -> None:
    page = donor(nancy).get("/my/funds/sucre")
    said = text_of(page)
    assert "Reçu de 2 collectivités : 4 000,00 €" in said
    assert "25,0 %" in said  # 400 of the 1,600 that the project has
    assert "Metz" not in said


def test_members_are_told_when_their_committee_meets_and_nobody_else(
    nancy: int, fresh_database: Database, donor: Donor
) -> None:
    day = clock.today() + timedelta(days=9)
    with building(fresh_database) as world:
        for place, held_on in (("Salle d’hier", clock.today() - timedelta(days=1)), ("Lyon", day)):
            said = Said(held_on=held_on, place=place, agenda="Situation")
            convene(world.session, Convene(fund_id=1, said=said), by=by())
        promising = gift_of(world, world.session.get_one(Fund, 1), "Brest")
        assert promising.collectivity_id is not None
        brest = promising.collectivity_id
    said_to_member = text_of(donor(nancy).get("/my/funds/sucre"))
    assert "Lyon" in said_to_member
    assert "Salle d’hier" not in said_to_member
    # Who has paid nothing is no member yet.
    assert "Lyon" not in text_of(donor(brest).get("/my/funds/sucre"))


def test_all_pages_of_a_donor_cost_little_whatever_others_give(
    app: Flask, nancy: int, fresh_database: Database, donor: Donor
) -> None:
    reader = donor(nancy)
    for address in PAGES:
        check_cost(app, reader, address)
    assert "Ouvrages remis en retard" in text_of(reader.get("/my/funds/sucre/projects/1"))
    with building(fresh_database) as world:
        fund = world.session.get_one(type(world.fund(code="x")), 1)
        for _ in range(30):
            world.paid_gift(fund, euros(10))
    for address in PAGES:
        check_cost(app, reader, address)


def test_somebody_without_a_donation_is_told_so_kindly(
    fresh_database: Database, donor: Donor
) -> None:
    with building(fresh_database) as world:
        new = world.collectivity("Toul").id
    reader = donor(new)
    assert "Aucun don pour l’instant" in text_of(reader.get("/my"))
    reader.get("/my/documents")


@pytest.mark.parametrize(
    ("theirs", "nobodys"),
    [
        ("/my/of/2", "/my/of/99"),
        ("/my/funds/quito", "/my/funds/nulle"),
        ("/my/funds/quito/text", "/my/funds/nulle/text"),
        ("/my/funds/quito/share", "/my/funds/nulle/share"),
        ("/my/funds/quito/report.pdf", "/my/funds/nulle/report.pdf"),
        (f"/my/funds/quito/photos/{'0' * 64}.jpg", f"/my/funds/nulle/photos/{'0' * 64}.jpg"),
        ("/my/funds/quito/kit.zip", "/my/funds/nulle/kit.zip"),
        ("/my/funds/quito/kit/appeal.pdf", "/my/funds/nulle/kit/appeal.pdf"),
        (
            "/my/documents/draft.pdf?kind=traceability&donation=SUCRE-0002",
            "/my/documents/draft.pdf?kind=traceability&donation=SUCRE-9999",
        ),
        ("/my/funds/quito/projects/2", "/my/funds/quito/projects/99"),
        ("/my/funds/sucre/projects/2", "/my/funds/sucre/projects/99"),
        ("/my/donations/SUCRE-0002", "/my/donations/SUCRE-9999"),
        ("/my/donations/QUITO-0001", "/my/donations/QUITO-9999"),
        ("/my/funds/sucre/share/1/withdraw", "/my/funds/sucre/share/99/withdraw"),
    ],
)
@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT])
def test_anothers_record_answers_like_a_missing_one(
    nancy: int, fresh_database: Database, donor: Donor, theirs: str, nobodys: str, role: Role
) -> None:
    other = donor(_of(fresh_database, "Metz"))
    _share(other)
    reader = donor(nancy, role)
    answers = [reader.client.get(it) for it in (theirs, nobodys)]
    assert [it.status_code for it in answers] == [404, 404]
    plain = [
        _unnamed(it.get_data(as_text=True), address)
        for it, address in zip(answers, (theirs, nobodys), strict=True)
    ]
    assert plain[0] == plain[1]
    assert "Metz" not in plain[0]


def _unnamed(page: str, address: str) -> str:
    """Take out of a page what names its own address, and what is new at each request."""
    for part in (escape(address), address, quote(address), "quito", "nulle"):
        page = page.replace(part, "")
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_every_page_of_a_donor_with_an_id_was_tried_with_anothers(app: Flask) -> None:
    tried = {
        ".fund", ".text", ".share", ".report", ".project", ".donation", ".withdraw_share", ".file",
        ".issued", ".kit_paper", ".whole_kit", ".photo", ".stand_for",
        # Below: by token, not by an id; and people of a team.
        ".shared", ".shared_report", ".shared_photo",
    }  # fmt: skip
    with_id = {
        rule.endpoint.removeprefix("portal")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("portal.") and rule.arguments
    }
    assert with_id <= tried | TEAM


# Tried in test_by_mail.
TEAM = {".member"}


@pytest.mark.parametrize("role", [it for it in Role if not it.is_donor])
def test_the_staff_have_no_donors_space(
    signed_in: Callable[[Role], Reader], nancy: int, role: Role
) -> None:
    reader = signed_in(role)
    for address in PAGES[:-1]:
        reader.get(address, status=403)


def test_who_is_not_signed_in_is_led_to_sign_in(nancy: int, visitor: Reader) -> None:
    for address in PAGES:
        answer = visitor.client.get(address)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in?next=/")


def test_a_donor_opens_no_page_of_the_staff(app: Flask, nancy: int, donor: Donor) -> None:
    reader = donor(nancy)
    public = {Permission.PUBLIC, Permission.OWN_ACCOUNT}
    n_tried = 0
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("staff.") or permission_of(app, rule.endpoint) in public:
            continue
        values: dict[str, Any] = {
            name: 1 if isinstance(it, IntegerConverter) else "sucre"
            for name, it in rule._converters.items()
        }
        assert rule.methods is not None
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values)
        assert reader.client.get(address).status_code == 403, address
        n_tried += 1
    assert n_tried > 80


def test_a_file_is_shown_to_those_whose_it_is(
    nancy: int, app: Flask, fresh_database: Database, donor: Donor
) -> None:
    with app.app_context():
        kept = store()
    papers = {}
    with building(fresh_database) as world:
        for name, donation_id in (("mine", 1), ("theirs", 2)):
            content = b"%PDF-1.7 " + name.encode()
            papers[name] = keep(world.session, kept, content, name=f"{name}.pdf").sha256
            request = RecordStep(
                donation_id=donation_id,
                kind=StepKind.VOTED,
                amount=euros(1000),
                dated_on=VOTED,
                file_sha256=papers[name],
            )
            record_step(world.session, request, by=by())
        file = keep(world.session, kept, b"%PDF-1.7 convention", name="convention.pdf")
        papers["attached"] = file.sha256
        subject = Subject(kind="collectivity", record_id=nancy)
        attach(
            world.session,
            AttachFile(subject=subject, sha256=papers["attached"], label="Convention"),
            by=by(),
        )
    reader = donor(nancy)
    assert reader.client.get(f"/my/files/{papers['mine']}").data.endswith(b"mine")
    assert reader.client.get(f"/my/files/{papers['attached']}").status_code == 200
    missing = reader.client.get(f"/my/files/{'0' * 64}")
    other = reader.client.get(f"/my/files/{papers['theirs']}")
    assert (missing.status_code, other.status_code) == (404, 404)
    assert text_of(missing.get_data(as_text=True)) == text_of(other.get_data(as_text=True))
    reader.get("/my/files/nope", status=404)
    said = text_of(reader.get("/my/documents"))
    assert "Délibération" in said
    assert "Convention" in said


def test_the_report_is_the_one_that_staff_draw(nancy: int, donor: Donor, admin: Reader) -> None:
    mine = donor(nancy).client.get("/my/funds/sucre/report.pdf?as_of=1/12/2016")
    staffs = admin.client.get(f"/funds/sucre/donors/{nancy}/report.pdf?as_of=1/12/2016")
    assert mine.data == staffs.data
    assert mine.data.startswith(b"%PDF")
    assert (
        donor(nancy, Role.AGENT).client.get("/my/funds/sucre/report.pdf?as_of=nope").status_code
        == 422
    )


def test_the_texts_are_in_both_languages_with_every_figure(nancy: int, donor: Donor) -> None:
    page = text_of(donor(nancy).get("/my/funds/sucre/text"))
    assert "Nancy soutient le fonds de solidarité" in page
    assert "Nancy supports the solidarity fund" in page
    assert "Of €1,000.00 given, €50.00 covers management fees." in page
    assert "550,00 € restent à affecter" in page


def _share(reader: Reader, **values: object) -> str:
    """Make a link and return its address."""
    until = clock.today() + timedelta(days=30)
    answer = reader.send(
        "/my/funds/sucre/share",
        **{"label": "Le maire", "expires_on": until.strftime("%d/%m/%Y"), **values},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    found = re.findall(r'value="(http[^"]*/shared/[^"]*)"', reader.get("/my/funds/sucre/share"))
    return str(found[0]).removeprefix("http://localhost")


def test_a_link_shows_one_page_and_its_report_to_somebody_without_an_account(
    nancy: int, donor: Donor, visitor: Reader
) -> None:
    reader = donor(nancy)
    address = _share(reader)
    page = visitor.get(address)
    said = text_of(page)
    assert "1 000,00 € donnés" in said
    assert "Une page de Nancy" in said
    assert "/my/" not in page
    assert visitor.client.get(address).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert visitor.client.get(f"{address}/report.pdf").data.startswith(b"%PDF")
    answer = reader.send("/my/funds/sucre/share/1/withdraw")
    assert answer.status_code == 303
    for it in (address, f"{address}/report.pdf"):
        assert "Ce lien n’est pas valable" in text_of(visitor.get(it, status=404))
    assert "retiré" in text_of(reader.get("/my/funds/sucre/share"))


def test_a_link_ends_on_its_day(
    nancy: int, donor: Donor, visitor: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = _share(donor(nancy))
    last = clock.today() + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: last)
    visitor.get(address)
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))
    visitor.get(address, status=404)


@pytest.mark.parametrize("token", ["x", "WzEsIngiXQ.aaaa", "%00", "é" * 300, "null", "[1]"])
def test_a_made_up_link_opens_nothing(
    nancy: int, donor: Donor, visitor: Reader, token: str
) -> None:
    _share(donor(nancy))
    visitor.get(f"/shared/{token}", status=404)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("label", ""), ("label", "x" * 10_000), ("expires_on", "hier"), ("expires_on", ""),
        ("expires_on", "1/1/2099"), ("expires_on", "31/2/2027"),
    ],
)  # fmt: skip
def test_a_link_for_nobody_or_for_ever_is_refused_beside_its_field(
    nancy: int, donor: Donor, field: str, typed: str
) -> None:
    reader = donor(nancy)
    until = (clock.today() + timedelta(days=3)).strftime("%d/%m/%Y")
    values = {"label": "Le maire", "expires_on": until, field: typed}
    answer = reader.send("/my/funds/sucre/share", **values)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert "Aucun lien" in text_of(reader.get("/my/funds/sucre/share"))


def test_a_second_click_makes_one_link(nancy: int, donor: Donor) -> None:
    reader = donor(nancy)
    hidden = hidden_fields(reader.get("/my/funds/sucre/share"))
    data = {**hidden, "label": "Le maire", "expires_on": "demain"}
    data["expires_on"] = (clock.today() + timedelta(days=3)).strftime("%d/%m/%Y")
    for _ in range(2):
        assert reader.client.post("/my/funds/sucre/share", data=data).status_code == 303
    assert reader.get("/my/funds/sucre/share").count("/withdraw") == 1


def test_a_lead_says_what_is_published_and_an_agent_does_not(
    nancy: int, fresh_database: Database, donor: Donor
) -> None:
    lead, agent = donor(nancy), donor(nancy, Role.AGENT)
    agent.get("/my/profile/consent", status=403)
    assert "pas encore demandé" in text_of(agent.get("/my/profile"))
    assert lead.send("/my/profile/consent", publishes="yes").status_code == 303
    with fresh_database.session() as session:
        assert session.get_one(Collectivity, nancy).publishes_amounts is True
    assert lead.send("/my/profile/consent", publishes="maybe").status_code == 422


def test_names_are_only_text(fresh_database: Database, donor: Donor) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        mine = gift_of(world, fund, HOSTILE)
        world.receive(mine, euros(10))
        assert mine.collectivity_id is not None
        reader_of = mine.collectivity_id
    reader = donor(reader_of)
    for address in ("/my", "/my/funds/sucre", "/my/team", "/my/profile", "/my/funds/sucre/text"):
        page = reader.get(address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_somebody_disabled_sees_nothing_more(
    nancy: int, fresh_database: Database, donor: Donor, admin: Reader
) -> None:
    reader = donor(nancy)
    with fresh_database.session() as session:
        user_id = session.query(User.id).filter_by(collectivity_id=nancy).one()[0]
    assert admin.send(f"/users/{user_id}/active", active=0).status_code == 303
    assert reader.client.get("/my").status_code == 303


def test_the_donors_own_figures_are_the_statements_figures(fresh_database: Database) -> None:
    with building(fresh_database) as world:
        here = site(world, euros(700), euros(300))
        here.disburse(euros(400), on=PAID)
        here.accept(euros(250))
        for gift in here.gifts:
            assert gift.collectivity_id is not None
            scope = CollectivityInFundScope(
                fund_id=here.fund.id,
                book_id=here.fund.book_id,
                collectivity_id=gift.collectivity_id,
            )
            for day in (OPENED, DECIDED, PAID, clock.today()):
                whole = position(world.session, scope, day)
                (mine,) = gifts(world.session, gift.collectivity_id, day)
                assert position_of([mine], scope, day, whole.seal) == whole
                assert vars(mine.amounts) == {it: getattr(whole, it) for it in vars(mine.amounts)}
                parts = shares(world.session, [mine], day)
                assert sum(it.amounts.allocated for it in parts) == whole.allocated
                assert sum(it.amounts.justified_in_all for it in parts) == whole.justified_in_all
