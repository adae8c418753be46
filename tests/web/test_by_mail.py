"""Signing in by mail, invitations, forgotten passwords; a stranger learns nothing by them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from config import Settings
from fundtracker import clock, create_app
from fundtracker.db import Database
from fundtracker.outbox.models import Mail
from fundtracker.users.models import MailedLink, Purpose, Role, User
from fundtracker.web.sessions import IDLE, LONGEST
from tests.web.conftest import PASSWORD, Reader, hidden_fields
from tests.web.pages import building, text_of

SignedIn = Callable[[Role], Reader]
EMAIL = "reader@example.org"
NEW = "un autre mot de passe bien long"


@pytest.fixture
def reader(signed_in: SignedIn) -> Reader:
    """A reader of the staff, who is known and signed out again."""
    found = signed_in(Role.READER)
    found.client.post("/sign-out", data={"csrf_token": found.token()})
    return found


def _letters(database: Database) -> list[Mail]:
    with database.session() as session:
        return list(session.scalars(select(Mail).order_by(Mail.id)))


def _address(mail: Mail) -> str:
    found = re.search(r"http://localhost(/enter/\S+)", mail.text)
    assert found is not None
    assert found[1] in mail.html
    return found[1]


def _code(mail: Mail) -> str:
    found = re.search(r"(\d{4} \d{4})", mail.text)
    assert found is not None
    return found[1]


def _ask(reader: Reader, email: str = EMAIL, where: str = "/sign-in/by-mail") -> str:
    answer = reader.send(where, email=email)
    assert answer.status_code == 303
    return str(answer.location)


def test_a_link_signs_in_once_and_only_by_its_button(
    reader: Reader, fresh_database: Database
) -> None:
    assert _ask(reader, " READER@example.org ") == "/sign-in/by-mail/code"
    (mail,) = _letters(fresh_database)
    assert (mail.recipient, mail.subject) == (EMAIL, "Se connecter à FundTracker")
    address = _address(mail)
    for _ in range(3):  # a scanner looks at it
        assert "reader@example.org" in text_of(reader.get(address))
    assert reader.client.get("/funds").status_code == 303
    assert reader.send(address).location == "/"
    reader.get("/funds")
    reader.get(address, status=404)
    assert (
        reader.client.post(address, data=hidden_fields(reader.get("/account"))).status_code == 404
    )


def test_a_newer_link_kills_the_older_one(reader: Reader, fresh_database: Database) -> None:
    _ask(reader)
    _ask(reader)
    first, second = map(_address, _letters(fresh_database))
    assert "un plus récent a été envoyé" in text_of(reader.get(first, status=404))
    assert reader.send(second).location == "/"


def test_a_code_signs_in_on_another_device(reader: Reader, fresh_database: Database) -> None:
    where = _ask(reader)
    (mail,) = _letters(fresh_database)
    assert reader.send(where, code="1234 5678").status_code == 422
    assert reader.client.get("/funds").status_code == 303
    assert reader.send(where, code=f" {_code(mail)} ").location == "/"
    reader.get("/funds")
    with fresh_database.session() as session:
        assert session.scalars(select(MailedLink)).all() == []


def test_codes_cannot_be_tried_out(reader: Reader, fresh_database: Database) -> None:
    where = _ask(reader)
    (mail,) = _letters(fresh_database)
    page = hidden_fields(reader.get(where))
    answers = [
        reader.client.post(where, data={**page, "code": f"{number:08}"}).status_code
        for number in range(11)
    ]
    assert answers == [422] * 10 + [429]
    assert reader.client.post(where, data={**page, "code": _code(mail)}).status_code == 429


def test_a_link_ends_after_a_quarter_of_an_hour(reader: Reader, fresh_database: Database) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        _ask(reader)
        (mail,) = _letters(fresh_database)
        traveller.shift(timedelta(minutes=14, seconds=59))
        reader.get(_address(mail))
        traveller.shift(timedelta(seconds=1))
        reader.get(_address(mail), status=404)
        assert reader.send("/sign-in/by-mail/code", code=_code(mail)).status_code == 422


def test_only_hashes_of_links_are_kept(reader: Reader, fresh_database: Database) -> None:
    _ask(reader)
    (mail,) = _letters(fresh_database)
    with fresh_database.session() as session:
        (link,) = session.scalars(select(MailedLink)).all()
        kept = f"{link.token_hash} {link.code_hash}"
    assert _address(mail).removeprefix("/enter/") not in kept
    assert _code(mail).replace(" ", "") not in kept


@pytest.mark.parametrize("where", ["/sign-in/by-mail", "/sign-in/forgotten"])
def test_a_stranger_learns_nothing_of_who_is_known(
    reader: Reader, app: Flask, fresh_database: Database, where: str
) -> None:
    said = []
    for email in (EMAIL, "nobody@example.org"):
        visitor = Reader(app.test_client())
        page = visitor.get(_ask(visitor, email, where))
        page = re.sub(r'value="[0-9a-f]{32}"|name="csrf_token" value="[^"]*"', "", page)
        said.append(page.replace(email, ""))
    assert said[0] == said[1]
    assert [it.recipient for it in _letters(fresh_database)] == [EMAIL]
    with fresh_database.session() as session:
        assert len(session.scalars(select(MailedLink)).all()) == 1


def test_nobody_is_flooded_with_letters(reader: Reader, fresh_database: Database) -> None:
    for _ in range(3):
        _ask(reader)
    answer = reader.send("/sign-in/by-mail", email=EMAIL)
    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
    assert len(_letters(fresh_database)) == 3


@pytest.mark.parametrize("typed", ["", "x", "x" * 10_000, "\r\nBcc: a@example.org"])
def test_what_is_no_address_is_said_beside_its_field(
    reader: Reader, fresh_database: Database, typed: str
) -> None:
    answer = reader.send("/sign-in/by-mail", email=typed)
    assert answer.status_code == (303 if "@" in typed else 422)
    assert _letters(fresh_database) == []


def test_somebody_disabled_gets_no_letter_and_an_older_one_opens_nothing(
    admin: Reader, reader: Reader, fresh_database: Database
) -> None:
    _ask(reader)
    (mail,) = _letters(fresh_database)
    with fresh_database.session() as session:
        user_id = session.scalars(select(User.id).where(User.email == EMAIL)).one()
    assert admin.send(f"/users/{user_id}/active", active=0).status_code == 303
    reader.get(_address(mail), status=404)
    _ask(reader)
    assert len(_letters(fresh_database)) == 1


def test_a_forgotten_password_is_chosen_anew_and_older_sessions_end(
    signed_in: SignedIn, visitor: Reader, fresh_database: Database
) -> None:
    older = signed_in(Role.READER)
    assert _ask(visitor, where="/sign-in/forgotten") == "/sign-in/forgotten/sent"
    visitor.get("/sign-in/forgotten/sent")
    (mail,) = _letters(fresh_database)
    address = _address(mail)
    for typed, again in (("court", "court"), (NEW, "autre chose de bien long"), ("", "")):
        assert visitor.send(address, password=typed, again=again).status_code == 422
    assert visitor.send(address, password=NEW, again=NEW).location == "/"
    visitor.get("/funds")
    assert older.client.get("/funds").status_code == 303
    visitor.get(address, status=404)
    fresh = Reader(visitor.client.application.test_client())
    assert fresh.send("/sign-in", email=EMAIL, password=PASSWORD).status_code == 422
    assert fresh.send("/sign-in", email=EMAIL, password=NEW).status_code == 302


def test_a_link_to_sign_in_does_not_choose_a_password(
    reader: Reader, fresh_database: Database
) -> None:
    _ask(reader)
    address = _address(_letters(fresh_database)[0])
    reader.send(address, password=NEW, again=NEW)
    fresh = Reader(reader.client.application.test_client())
    assert fresh.send("/sign-in", email=EMAIL, password=NEW).status_code == 422


def test_a_member_of_a_collectivity_is_invited_and_comes(
    signed_in: SignedIn, visitor: Reader, fresh_database: Database
) -> None:
    manager = signed_in(Role.MANAGER)
    with building(fresh_database) as world:
        nancy = world.collectivity("Nancy").id
    answer = manager.send(
        f"/collectivities/{nancy}/people/new",
        name="Dominique",
        email="d@nancy.example",
        role="lead",
    )
    assert answer.location == f"/collectivities/{nancy}#people"
    said = text_of(manager.get(f"/collectivities/{nancy}"))
    assert "Dominique d@nancy.example responsable d’équipe d’un donateur jamais venu·e" in said
    (mail,) = _letters(fresh_database)
    assert "pour Nancy" in mail.text
    assert visitor.send(_address(mail), password=NEW, again=NEW).location == "/"
    assert "Nancy" in text_of(visitor.get("/my"))
    said = text_of(manager.get(f"/collectivities/{nancy}"))
    assert "se connecte" in said
    # Once come, they are not invited again.
    with fresh_database.session() as session:
        user_id = session.scalars(select(User.id).where(User.email == "d@nancy.example")).one()
    address = f"/collectivities/{nancy}/people/{user_id}"
    assert manager.send(address, what="again").status_code == 422
    assert manager.send(address, what="end").status_code == 303
    assert visitor.client.get("/my").status_code == 303
    assert manager.send(address, what="give").status_code == 303


def test_a_second_click_invites_once(signed_in: SignedIn, fresh_database: Database) -> None:
    admin = signed_in(Role.ADMIN)
    data = {**hidden_fields(admin.get("/users/new")), "name": "Camille", "role": "reader",
            "email": "camille@example.org", "password": "", "again": ""}  # fmt: skip
    for _ in range(2):
        assert admin.client.post("/users/new", data=data).status_code == 303
    assert len(_letters(fresh_database)) == 1


def test_an_invitation_is_sent_again_and_the_older_one_is_dead(
    signed_in: SignedIn, visitor: Reader, fresh_database: Database
) -> None:
    admin = signed_in(Role.ADMIN)
    admin.send("/users/new", name="Camille", role="reader", email="camille@example.org")
    with fresh_database.session() as session:
        user_id = session.scalars(select(User.id).where(User.name == "Camille")).one()
    assert "Inviter de nouveau" in text_of(admin.get(f"/users/{user_id}"))
    assert admin.send(f"/users/{user_id}/invitation").status_code == 303
    older, newer = map(_address, _letters(fresh_database))
    visitor.get(older, status=404)
    visitor.get(newer)
    assert text_of(admin.get(f"/users/{user_id}")).count("en attente") == 2


def test_a_lead_invites_into_its_own_team_and_nobody_elses(
    donor: Callable[..., Reader], fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        nancy, metz = world.collectivity("Nancy").id, world.collectivity("Metz").id
    lead, agent, other = donor(nancy), donor(nancy, Role.AGENT), donor(metz)
    answer = lead.send("/my/team/new", name="Alex", email="alex@nancy.example", role="agent")
    assert (answer.status_code, answer.location) == (303, "/my/team")
    assert lead.send("/my/team/new", name="A", email="a@x.example", role="admin").status_code == 422
    for address in ("/my/team/new", "/my/team/1"):
        agent.get(address, status=403)
    with fresh_database.session() as session:
        alex = session.scalars(select(User).where(User.name == "Alex")).one()
        theirs = session.scalars(select(User.id).where(User.collectivity_id == metz)).one()
        assert (alex.collectivity_id, alex.role) == (nancy, Role.AGENT)
        alex_id = alex.id
    lead.get(f"/my/team/{alex_id}")
    assert "Alex" not in other.get("/my/team")
    for user_id in (theirs, 9999, 2**80):
        page = text_of(lead.get(f"/my/team/{user_id}", status=404))
        assert page == text_of(other.get(f"/my/team/{alex_id}", status=404))
        token = lead.token()
        answer = lead.client.post(f"/my/team/{user_id}", data={"csrf_token": token, "what": "end"})
        assert answer.status_code == 404
    with fresh_database.session() as session:
        assert session.get_one(User, theirs).active


def test_a_lead_does_not_lock_itself_out(
    donor: Callable[..., Reader], fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        nancy = world.collectivity("Nancy").id
    lead = donor(nancy)
    with fresh_database.session() as session:
        mine = session.scalars(select(User.id).where(User.collectivity_id == nancy)).one()
    assert lead.send(f"/my/team/{mine}", what="end").status_code == 422
    lead.get("/my")


def test_roles_of_the_staff_and_of_donors_do_not_mix(
    admin: Reader, donor: Callable[..., Reader], fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        nancy = world.collectivity("Nancy").id
    donor(nancy)
    with fresh_database.session() as session:
        mine = session.scalars(select(User.id).where(User.collectivity_id == nancy)).one()
    assert admin.send(f"/users/{mine}", name="X", role="admin").status_code == 422
    assert admin.send("/users/new", name="X", email="x@example.org", role="lead").status_code == 422


@pytest.mark.parametrize("token", ["x", "é" * 300, "%00", "a" * 43])
def test_a_made_up_link_opens_nothing(visitor: Reader, token: str) -> None:
    visitor.get(f"/enter/{token}", status=404)


def test_links_and_their_pages_stay_out_of_caches_and_of_other_sites(
    reader: Reader, fresh_database: Database
) -> None:
    _ask(reader)
    answer = reader.client.get(_address(_letters(fresh_database)[0]))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_without_a_mail_server_nothing_of_it_is_offered(
    settings: Settings, fresh_database: Database
) -> None:
    app = create_app(replace(settings, smtp_url=""))
    app.extensions["database"] = fresh_database
    visitor = Reader(app.test_client())
    assert "by-mail" not in visitor.get("/sign-in")
    for address in ("/sign-in/by-mail", "/sign-in/forgotten", "/sign-in/by-mail/code",
                    "/demonstration/mails"):  # fmt: skip
        visitor.get(address, status=404)


def test_letters_are_shown_on_a_page_in_the_demonstration_alone(
    settings: Settings, fresh_database: Database, reader: Reader
) -> None:
    _ask(reader)
    reader.get("/demonstration/mails", status=404)
    app = create_app(replace(settings, is_demonstration=True))
    app.extensions["database"] = fresh_database
    page = Reader(app.test_client()).get("/demonstration/mails")
    assert "/enter/" in page
    assert "Se connecter à FundTracker" in text_of(page)


def test_another_sites_name_is_refused_where_ours_is_set(
    settings: Settings, fresh_database: Database
) -> None:
    app = create_app(replace(settings, url="https://fonds.example.org"))
    app.extensions["database"] = fresh_database
    client = app.test_client()
    assert client.get("/public", base_url="http://evil.example").status_code == 400
    assert client.get("/public", base_url="http://fonds.example.org").status_code == 200


def test_a_session_ends_after_hours_without_a_click_and_after_a_day(
    signed_in: SignedIn, app: Flask
) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        idle, busy = signed_in(Role.READER), signed_in(Role.MANAGER)
        passed = timedelta()
        step = IDLE - timedelta(minutes=1)
        while passed + step <= LONGEST:
            traveller.shift(step)
            passed += step
            busy.get("/funds")
        assert idle.client.get("/funds").status_code == 303
        traveller.shift(LONGEST - passed + timedelta(seconds=1))
        assert busy.client.get("/funds").status_code == 303


def test_every_purpose_has_its_words() -> None:
    assert {it.value for it in Purpose} == {"invitation", "sign_in", "new_password"}
