"""News: told to donors or to everybody, with photographs, on pages, in copies and documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fundtracker import clock
from fundtracker.acts.models import Act
from fundtracker.db import Database
from fundtracker.documents.drafting import draft
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.requests import Wanted
from fundtracker.files.models import Photo
from fundtracker.funds.states import FundState
from fundtracker.projects.models import News
from fundtracker.users.models import Role
from fundtracker.web import reading
from tests.web.conftest import Reader, hidden_fields
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import euros

NEWS = "/funds/sucre/news"
NEW = f"{NEWS}/new"
TOLD: dict[str, Any] = {
    "dated_on": "1/6/2017", "title": "L’eau est revenue", "text": "Trois quartiers sont servis.",
    "project": "1", "audience": "everybody", "link": "https://example.org/video",
    "caption": "Le réservoir",
}  # fmt: skip


def picture(colour: str = "teal", kind: str = "PNG") -> BytesIO:
    target = BytesIO()
    Image.new("RGB", (600, 400), colour).save(target, kind)
    target.seek(0)
    return target


def send(reader: Reader, address: str, typed: Mapping[str, Any]) -> TestResponse:
    return reader.client.post(address, data={**hidden_fields(reader.get(address)), **typed})


def n_acts(database: Database) -> int:
    with database.session() as session:
        return session.execute(select(func.count()).select_from(Act)).scalar_one()


@pytest.fixture
def nancy(fresh_database: Database) -> int:
    """A fund with a project that Nancy's money is in, and another that it is not."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        gift = gift_of(world, fund, "Nancy")
        world.receive(gift, euros(1000))
        world.allocate(world.project(fund), (gift, euros(400)))
        world.project(fund)
        fund.state = FundState.COLLECTING
        world.fund(code="autre").state = FundState.COLLECTING
        assert gift.collectivity_id is not None
        return gift.collectivity_id


def tell(reader: Reader, **typed: Any) -> None:  # noqa: ANN401 - of the form
    photo = typed.pop("photo", None)
    data = {**TOLD, **typed}
    if photo:
        data["photo"] = (picture(photo), "DSC_0042.png")
    else:
        data["caption"] = ""
    assert send(reader, NEW, data).status_code == 303


def test_news_are_told_once_seen_edited_and_taken_away(
    app: Flask, fresh_database: Database, nancy: int, admin: Reader
) -> None:
    before = n_acts(fresh_database)
    data = {**hidden_fields(admin.get(NEW)), **TOLD}
    first = admin.client.post(NEW, data={**data, "photo": (picture(), "a.png")})
    second = admin.client.post(NEW, data={**data, "photo": (picture(), "a.png")})
    assert (first.status_code, second.status_code) == (303, 303)
    assert n_acts(fresh_database) == before + 1
    page = check_cost(app, admin, NEWS)
    assert "L’eau est revenue" in text_of(page)
    assert 'alt="Le réservoir"' in page
    assert "example.org" in text_of(page)
    edit = f"{NEWS}/1/edit"
    form = check_cost(app, admin, edit)
    kept = {it: it for it in [form.split('name="photo-kept" value="')[1][:64]]}
    other = {**TOLD, "title": "Autre titre", "photo-kept": list(kept)}
    assert send(admin, edit, other).status_code == 303
    with fresh_database.session() as session:
        found = session.scalars(select(News)).one()
        assert (found.title, found.photo_sha256) == ("Autre titre", *kept)
    # Somebody else was faster.
    stale = admin.client.post(edit, data={**hidden_fields(form), **other, "title": "Encore"})
    assert stale.status_code == 409
    assert "Autre titre" in stale.get_data(as_text=True)
    assert send(admin, f"{NEWS}/1/remove", {"reason": "Erreur"}).status_code == 303
    assert "Autre titre" not in admin.get(NEWS)
    assert send(admin, edit, {**other, "title": "Trop tard"}).status_code == 409
    admin.get(f"/funds/autre/photos/{next(iter(kept))}.jpg", status=404)
    admin.get("/funds/autre/news/1/edit", status=404)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"title": ""}, "title"),
        ({"dated_on": "1/6/2999"}, "dated_on"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "http://example.org"}, "link"),
        ({"caption": "", "photo": True}, "caption"),
        ({"audience": "nobody"}, "audience"),
        ({"project": "99"}, "project"),
        ({"text": "x" * 4001}, "text"),
    ],
)
def test_what_cannot_be_told_is_said_beside_its_field(
    fresh_database: Database, nancy: int, admin: Reader, typed: dict[str, Any], fault: str
) -> None:
    before = n_acts(fresh_database)
    data = {**TOLD, **typed}
    if data.pop("photo", None):
        data["photo"] = (picture(), "a.png")
    answer = send(admin, NEW, data)
    assert answer.status_code == 422
    assert f'<a href="#{fault}">' in answer.get_data(as_text=True)
    assert n_acts(fresh_database) == before
    if fault == "caption":
        # What was sent is kept with the form.
        assert "photo-kept" in answer.get_data(as_text=True)


def test_a_file_that_is_no_photograph_is_refused(nancy: int, admin: Reader) -> None:
    for content in (b"%PDF-1.7", b"\xff\xd8\xff\xe0 broken", b""):
        data = {**TOLD, "photo": (BytesIO(content), "a.jpg")}
        answer = send(admin, NEW, data)
        assert answer.status_code == 422
        assert '<a href="#photo">' in answer.get_data(as_text=True)


def test_everybody_sees_what_is_public_and_donors_what_concerns_them(
    app: Flask,
    fresh_database: Database,
    nancy: int,
    admin: Reader,
    visitor: Reader,
    donor: Callable[..., Reader],
) -> None:
    tell(admin, title="Pour tous", photo="teal")
    tell(admin, title="Pour les donateurs", audience="donors", photo="maroon", project="")
    tell(admin, title="Ailleurs", audience="donors", project="2")
    with fresh_database.session() as session:
        public, own = session.scalars(
            select(News.photo_sha256).where(News.photo_sha256.is_not(None)).order_by(News.id)
        ).all()
        stored = session.scalars(select(Photo)).all()
        assert all(it.content.startswith(b"\xff\xd8\xff") for it in stored)
    page = visitor.get("/public/sucre")
    assert "Pour tous" in page
    assert "Pour les donateurs" not in page
    shown = visitor.client.get(f"/public/sucre/photos/{public}.jpg")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert "max-age" in shown.headers["Cache-Control"]
    for address in (f"sucre/photos/{own}", f"autre/photos/{public}", "sucre/photos/nothing"):
        visitor.get(f"/public/{address}.jpg", status=404)
    told = visitor.client.get("/public/sucre.json").get_json()["news"]
    assert [it["title"] for it in told] == ["Pour tous"]
    assert told[0]["photo"].endswith(f"/public/sucre/photos/{public}.jpg")
    reader = donor(nancy)
    seen = check_cost(app, reader, "/my/funds/sucre")
    assert "Pour tous" in seen
    assert "Pour les donateurs" in seen
    assert "Ailleurs" not in seen
    assert reader.client.get(f"/my/funds/sucre/photos/{own}.jpg").status_code == 200
    reader.get(f"/my/funds/autre/photos/{own}.jpg", status=404)
    with building(fresh_database) as world:
        stranger = world.collectivity("Metz").id
    donor(stranger).get(f"/my/funds/sucre/photos/{own}.jpg", status=404)
    # Whoever has a link sees what the donor sees.
    until = f"{clock.today():%d/%m/%Y}"
    shared = reader.send("/my/funds/sucre/share", label="Une élue", expires_on=until)
    assert shared.status_code in {200, 303}
    link = re.findall(r"/shared/[\w.-]+", reader.get("/my/funds/sucre/share"))[0]
    assert f"{link}/photos/{own}.jpg" in visitor.get(link)
    assert visitor.client.get(f"{link}/photos/{own}.jpg").status_code == 200
    visitor.get(f"{link}/photos/{'0' * 64}.jpg", status=404)


def test_hostile_words_are_only_words(nancy: int, admin: Reader, visitor: Reader) -> None:
    tell(admin, title=HOSTILE, text=HOSTILE, photo="navy", caption=HOSTILE)
    for page in (admin.get(NEWS), visitor.get("/public/sucre")):
        assert HOSTILE not in page


def test_readers_see_news_and_write_none(
    nancy: int, admin: Reader, signed_in: Callable[[Role], Reader]
) -> None:
    tell(admin)
    reader = signed_in(Role.READER)
    assert NEW not in reader.get(NEWS)
    for address in (NEW, f"{NEWS}/1/edit", f"{NEWS}/1/remove"):
        reader.get(address, status=403)


def test_documents_tell_the_news_of_their_projects_up_to_their_day(
    app: Flask, nancy: int, admin: Reader
) -> None:
    tell(admin, title="Le réservoir", photo="teal")
    tell(admin, title="Ailleurs", project="2")
    tell(admin, title="Le fonds", project="", photo="teal")
    with app.test_request_context():
        session = reading.session()

        def titles(kind: DocumentKind, as_of: date = date(2020, 1, 1)) -> list[str]:
            wanted = Wanted(
                kind=kind, fund_id=1, collectivity_id=nancy, project_id=1, as_of=as_of, locale="fr"
            )
            drawn = draft(session, wanted)
            assert drawn.file.startswith(b"%PDF")
            return [it.title for it in drawn.content.news]

        assert titles(DocumentKind.FUND_REPORT) == ["Le fonds", "Ailleurs", "Le réservoir"]
        assert titles(DocumentKind.DONOR_REPORT) == ["Le fonds", "Le réservoir"]
        assert titles(DocumentKind.PROJECT_SHEET) == ["Le réservoir"]
        assert titles(DocumentKind.FUND_REPORT, date(2017, 5, 31)) == []
