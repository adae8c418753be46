"""What everybody may see, how long it is kept, and what is never in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fundtracker.charts.palette import COLOURS
from fundtracker.db import Database
from fundtracker.funds.models import Fund
from fundtracker.funds.states import FundState
from fundtracker.parties.edit import SetConsent, set_consent
from fundtracker.users.models import Role
from tests.web.conftest import Reader
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, by, euros

FUND = "/public/sucre"
PAGES = ("/public", FUND, "/public.json", f"{FUND}.json", f"{FUND}/projects.csv",
         f"{FUND}/donors.csv", "/robots.txt")  # fmt: skip


def picture_of(visitor: Reader) -> Image.Image:
    answer = visitor.client.get(f"{FUND}/preview.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert "public" in answer.headers["Cache-Control"]
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def test_a_link_is_shown_elsewhere_with_a_picture_of_the_money(
    sucre: None, visitor: Reader, fresh_database: Database
) -> None:
    head = visitor.get(FUND)
    assert f'property="og:image" content="http://localhost{FUND}/preview.png"' in head
    assert "og:image:alt" in head
    picture = picture_of(visitor)
    assert picture.size == (1200, 630)
    bar = [picture.getpixel((x, 560)) for x in range(84, 1116)]
    # 5 % are fees, and 400 € of 4,500 € are allocated and not paid yet.
    assert abs(bar.count(_rgb("fees")) / len(bar) - 0.05) < 0.01
    assert abs(bar.count(_rgb("held")) / len(bar) - 400 / 4500) < 0.01
    visitor.get("/public/nope/preview.png", status=404)


def _rgb(role: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(COLOURS[role].removeprefix("#")))


@pytest.mark.parametrize("name", [HOSTILE, "Fonds " * 60, "M" * 290, "\u4e2d\u6587", "É"])
def test_a_picture_is_drawn_whatever_a_fund_is_called(
    sucre: None, visitor: Reader, fresh_database: Database, name: str
) -> None:
    with building(fresh_database) as world:
        world.session.get_one(Fund, 1).name = name
    assert picture_of(visitor).size == (1200, 630)


@pytest.fixture
def sucre(fresh_database: Database) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        fund.state = FundState.COLLECTING
        given = [gift_of(world, fund, name) for name in ("Nancy", "Metz", "Toul")]
        for gift, amount in zip(given, (1000, 3000, 500), strict=True):
            world.receive(gift, euros(amount))
        for gift, answer in zip(given, (True, False), strict=False):
            assert gift.collectivity_id is not None
            consent = SetConsent(collectivity_id=gift.collectivity_id, publishes_amounts=answer)
            set_consent(world.session, consent, by=by())
        gift_of(world, fund, "Épinal")  # promised nothing, gave nothing
        world.allocate(world.project(fund), (given[0], euros(400)), on=DECIDED)


def test_a_fund_says_what_it_received_and_who_gave(sucre: None, visitor: Reader) -> None:
    said = text_of(visitor.get(FUND))
    assert "Reçu 4 500,00 € 3 donateurs" in said
    assert "Nancy 1 000,00 €" in said
    assert "Comment donner" in said
    assert "Épinal" not in said


def test_amounts_are_published_with_consent_alone(sucre: None, visitor: Reader) -> None:
    for address in (FUND, f"{FUND}.json", f"{FUND}/donors.csv"):
        said = visitor.get(address)
        assert "Metz" in said
        assert not any(it in said for it in ("300000", "3000,00", "3\u202f000,00"))
        assert not any(it in said for it in (": 50000,", ";500,00", ">500,00"))


def test_the_copies_say_what_the_page_says(sucre: None, visitor: Reader) -> None:
    copy = json.loads(visitor.get(f"{FUND}.json"))
    assert copy["position"]["received"] == euros(4500)
    assert copy["position"]["fees"] == euros(225)
    assert copy["projects"][0]["allocated"] == euros(400)
    assert [(it["name"], it["received"]) for it in copy["donors"]] == [
        ("Metz", None), ("Nancy", euros(1000)), ("Toul", None),
    ]  # fmt: skip
    assert copy["entry"]["number"] == 7
    listed = json.loads(visitor.get("/public.json"))["funds"]
    assert [(it["code"], it["position"]["received"]) for it in listed] == [("sucre", euros(4500))]
    rows = list(
        csv.reader(io.StringIO(visitor.get(f"{FUND}/donors.csv").lstrip("\ufeff")), delimiter=";")
    )
    assert [it[0] for it in rows[1:]] == ["Metz", "Nancy", "Toul"]


def test_a_fund_that_is_being_prepared_is_not_there(
    sucre: None, fresh_database: Database, visitor: Reader
) -> None:
    with building(fresh_database) as world:
        world.session.query(Fund).one().state = FundState.PREPARING
    assert "sucre" not in visitor.get("/public")
    for address in (FUND, f"{FUND}.json", f"{FUND}/projects.csv", f"{FUND}/donors.csv"):
        page = visitor.get(address, status=404)
        missing = visitor.get(address.replace("sucre", "nulle"), status=404)
        assert page.replace("sucre", "") == missing.replace("nulle", "")


def test_a_page_is_kept_until_something_is_recorded(
    sucre: None, app: Flask, fresh_database: Database, visitor: Reader
) -> None:
    for address in PAGES:
        first = visitor.client.get(address)
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert {"Accept-Language", "Cookie"} <= set(first.headers["Vary"].split(", "))
        tag = {"If-None-Match": first.headers["ETag"]}
        again = visitor.client.get(address, headers=tag)
        assert (again.status_code, again.data) == (304, b"")
        assert "Set-Cookie" not in first.headers
        english = visitor.client.get(address, headers={**tag, "Accept-Language": "en"})
        assert english.status_code == 200
    tags = {address: visitor.client.get(address).headers["ETag"] for address in PAGES}
    with building(fresh_database) as world:
        world.receive(world.gift(world.session.query(Fund).one()), euros(1))
    for address, old in tags.items():
        answer = visitor.client.get(address, headers={"If-None-Match": old})
        assert answer.status_code == 200


def test_nothing_of_a_reader_is_in_a_public_page(
    sucre: None, visitor: Reader, signed_in: Callable[[Role], Reader]
) -> None:
    for address in ("/public", FUND):
        seen = visitor.get(address)
        assert "csrf" not in seen
        assert signed_in_page(signed_in, address) == seen


def signed_in_page(signed_in: Callable[[Role], Reader], address: str) -> str:
    role = Role.READER if address == FUND else Role.ADMIN
    return signed_in(role).get(address)


def test_public_pages_cost_little(sucre: None, app: Flask, visitor: Reader) -> None:
    for address in PAGES:
        check_cost(app, visitor, address)


def test_donors_come_by_the_page(sucre: None, fresh_database: Database, visitor: Reader) -> None:
    with building(fresh_database) as world:
        fund = world.session.query(Fund).one()
        for _ in range(120):
            world.paid_gift(fund, euros(1))
    first, second = text_of(visitor.get(FUND)), text_of(visitor.get(f"{FUND}?donors=2"))
    assert "Metz" in first
    assert "Metz" not in second
    assert "Ville" in second
    assert text_of(visitor.get(f"{FUND}?donors=99")) == second
    assert len(json.loads(visitor.get(f"{FUND}.json"))["donors"]) == 123


def test_robots_read_the_public_pages_alone(visitor: Reader) -> None:
    rules = visitor.get("/robots.txt")
    assert "Disallow: /*?" in rules
    assert "Allow: /public" in rules
    assert rules.rstrip().endswith("Disallow: /")


def test_what_is_shown_to_others_first_is_said_in_the_head(sucre: None, visitor: Reader) -> None:
    page = visitor.get(FUND)
    assert '<meta property="og:title" content="Fonds' in page
    assert "3 collectivités ont donné 4\u202f500,00\u00a0€." in page
    assert 'rel="canonical"' in page


def test_names_are_only_text(fresh_database: Database, visitor: Reader) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        fund.state = FundState.COLLECTING
        fund.name = fund.description = HOSTILE
        gift = gift_of(world, fund, HOSTILE)
        world.receive(gift, euros(10))
    for address in ("/public", FUND):
        page = visitor.get(address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    assert json.loads(visitor.get(f"{FUND}.json"))["name"] == HOSTILE


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["/public", "/public.json", "/public/{}", "/public/{}.json",
                          "/public/{}/projects.csv", "/public/{}/donors.csv", "/shared/{}",
                          "/shared/{}/report.pdf", "/robots.txt", "/"]),
    code=st.one_of(st.just("sucre"), st.text(min_size=1, max_size=60)),
    query=st.dictionaries(st.sampled_from(["donors", "as_of", "lang", "q"]), st.text(max_size=40)),
    tag=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
)  # fmt: skip
def test_no_address_makes_a_public_page_fail(
    sucre: None, visitor: Reader, path: str, code: str, query: dict[str, str], tag: str
) -> None:
    address = path.format(quote(code, safe=""))
    answer = visitor.client.get(
        address, query_string=query, headers={"If-None-Match": tag, "Accept-Language": tag}
    )
    assert answer.status_code < 500
