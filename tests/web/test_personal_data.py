"""What is kept of people: shown, handed out, erased; who reads it, and who did what, is known."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from fundtracker import clock
from fundtracker.acts.models import Act, Revision
from fundtracker.db import Database
from fundtracker.documents.models import DocumentSending
from fundtracker.ledger.verify import verify
from fundtracker.outbox.models import Mail
from fundtracker.outbox.service import Letter
from fundtracker.outbox.service import queue as queue_mail
from fundtracker.transaction import transaction
from fundtracker.users.models import Role, User
from tests.web.conftest import PASSWORD, Reader
from tests.web.pages import building, check_cost, gift_of, rows_of, text_of
from tests.world import euros

SignedIn = Callable[[Role], Reader]


@pytest.fixture
def gone(fresh_database: Database, signed_in: SignedIn, admin: Reader) -> int:
    """A manager who did something, got a letter, and is about to be forgotten."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        world.receive(gift_of(world, fund, "Nancy"), euros(100))
    manager = signed_in(Role.MANAGER)
    manager.send(
        "/funds/sucre/decisions/new",
        body="committee", decided_on="1/6/2016", reference="C-1", subject="Première réunion",
    )  # fmt: skip
    with fresh_database.session() as reading, transaction(reading) as session:
        letter = Letter(
            recipient="manager@example.org",
            subject="Bonjour",
            text="Bonjour manager",
            html="<p>Bonjour</p>",
        )
        queue_mail(session, letter)
        return session.scalars(select(User.id).where(User.role == Role.MANAGER)).one()


def test_everybody_is_shown_what_is_kept_and_takes_it_away(
    app: Flask, gone: int, signed_in: SignedIn, fresh_database: Database
) -> None:
    reader = Reader(app.test_client())
    reader.send("/sign-in", email="manager@example.org", password=PASSWORD)
    assert "Ce qui est gardé de moi" in text_of(check_cost(app, reader, "/account/data"))
    answer = reader.client.get("/account/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    data = json.loads(answer.get_data(as_text=True))
    assert data["account"]["email"] == "manager@example.org"
    assert [it["what"] for it in data["acts"]] == ["record_decision"]
    assert [it["subject"] for it in data["letters"]] == ["Bonjour"]
    kept = json.dumps(data)
    with fresh_database.session() as session:
        assert session.get_one(User, gone).password not in kept
    # Somebody else's are for an administrator alone.
    signed_in(Role.READER).get(f"/users/{gone}/data.json", status=403)


def test_somebody_is_erased_and_the_books_stay_what_they_were(
    gone: int, admin: Reader, fresh_database: Database, app: Flask
) -> None:
    assert json.loads(admin.get(f"/users/{gone}/data.json"))["account"]["name"] == "manager"
    assert admin.send(f"/users/{gone}/erase", reason="À sa demande").status_code == 303
    with fresh_database.session() as session:
        user = session.get_one(User, gone)
        assert (user.name, user.active) == (f"n° {gone}", False)
        everything = [user.email, user.name]
        everything += session.scalars(select(Mail.recipient)).all()
        everything += session.scalars(select(Mail.text)).all()
        everything += session.scalars(select(DocumentSending.recipient)).all()
        everything += session.scalars(select(Revision.before)).all()
        assert not any("manager" in it for it in everything)
        # What was done stays, and says by whom, by number.
        acts = session.scalars(select(Act).where(Act.actor_id == gone)).all()
        assert [it.kind for it in acts] == ["record_decision"]
        assert verify(session, "sucre").findings == []
    again = Reader(app.test_client())
    assert again.send("/sign-in", email="manager@example.org", password=PASSWORD).status_code == 422
    assert admin.send(f"/users/{gone}/erase").status_code == 409
    assert "Effacer" not in text_of(admin.get(f"/users/{gone}"))
    assert f"n° {gone}" in text_of(admin.get("/acts"))


def test_nobody_erases_oneself(admin: Reader, fresh_database: Database) -> None:
    with fresh_database.session() as session:
        own = session.scalars(select(User.id)).one()
    assert admin.send(f"/users/{own}/erase").status_code == 422
    admin.get("/users/999/erase", status=404)
    admin.get("/users/999/data.json", status=404)


def test_a_name_that_was_changed_is_not_kept_in_the_history(
    gone: int, admin: Reader, fresh_database: Database
) -> None:
    assert admin.send(f"/users/{gone}", name="Autre nom", role="reader").status_code == 303
    with fresh_database.session() as session:
        (edit,) = session.scalars(select(Revision).where(Revision.kind == "user")).all()
        before, after = json.loads(edit.before), json.loads(edit.after)
    assert (before, after) == (
        {"name": None, "role": "manager"},
        {"name": None, "role": "reader"},
    )


def test_acts_are_found_by_who_what_when_and_why_and_taken_away(
    app: Flask, gone: int, admin: Reader, signed_in: SignedIn
) -> None:
    page = check_cost(app, admin, "/acts")
    assert any("Décision enregistrée" in row and "manager" in row for row in rows_of(page))

    def found(query: str) -> list[str]:
        return rows_of(check_cost(app, admin, f"/acts?{query}"))

    assert all("manager" in row for row in found(f"who={gone}"))
    assert len(found(f"who={gone}")) == 1
    assert len(found("kind=receive")) == 1
    assert "Aucun acte ne correspond" in text_of(admin.get("/acts?since=1/1/2199"))
    assert len(found(f"until={clock.today():%d/%m/%Y}")) > 3
    admin.send(f"/users/{gone}/erase", reason="Départ 100 % sûr")
    assert len(found("q=départ 100 %25")) == 1
    assert "Aucun acte ne correspond" in text_of(admin.get("/acts?q=_"))
    assert "aria-invalid" in admin.get("/acts?since=hors")
    assert len(found("before=3")) == 2
    assert "Aucun acte ne correspond" in text_of(admin.get("/acts?before=1"))
    file = admin.client.get("/acts?format=csv&kind=receive").get_data(as_text=True)
    assert len(file.splitlines()) == 2
    for role in (Role.READER, Role.ACCOUNTANT):
        signed_in(role).get("/acts", status=403)


def test_acts_say_what_changed_in_the_words_of_the_forms(gone: int, admin: Reader) -> None:
    admin.send(f"/users/{gone}", name="Autre nom", role="reader")
    admin.send(
        "/organisation", name="Cités Unies France", siret="73282932000074", legal_form="Association"
    )
    (user,) = rows_of(admin.get("/acts?kind=edit_user"))
    assert "Nom Rôle : gestionnaire de fonds → lecteur" in user
    assert "role" not in user
    (organisation,) = rows_of(admin.get("/acts?kind=edit_organisation"))
    assert "Forme juridique : – → Association" in organisation
    file = admin.client.get("/acts?format=csv&kind=edit_user").get_data(as_text=True)
    assert "gestionnaire de fonds → lecteur" in file


def test_old_acts_are_a_page_away(app: Flask, admin: Reader, fresh_database: Database) -> None:
    with building(fresh_database) as world:
        for number in range(110):
            world.collectivity(f"Commune {number}")
    first = check_cost(app, admin, "/acts")
    older = first.split('href="/acts?before=')[1].split('"')[0]
    rows = rows_of(check_cost(app, admin, f"/acts?before={older}"))
    assert len(rows_of(first)) == 100
    assert 10 <= len(rows) < 100


def test_the_log_says_who_reads_of_people_and_from_where_things_are_done(
    gone: int, admin: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="fundtracker.security"):
        for address in ("/users", f"/users/{gone}", "/collectivities/1", "/acts"):
            admin.get(address)
        admin.send("/partners/new", kind="implementing_partner", name="Ville de Sucre", country="")
    lines = [json.loads(it.getMessage()) for it in caplog.records]
    read = [it["of"] for it in lines if it["event"] == "personal_data"]
    assert read == ["users", "user", "collectivity"]
    assert [it["event"] for it in lines if it["event"] == "acts_read"] == ["acts_read"]
    (done,) = [it for it in lines if it["event"] == "recorded"]
    assert done["address"] == "127.0.0.1"
    assert len(done["act"]) == 16
    assert "manager" not in json.dumps(lines)
