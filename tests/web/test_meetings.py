"""Meetings of the committee on pages: convened, changed, called off, and what convenes sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from fundtracker.acts.service import Subject
from fundtracker.db import Database
from fundtracker.outbox.models import Mail, MailAttachment
from fundtracker.parties.contacts import AddContact, add_contact
from fundtracker.users.models import Role
from tests.web.conftest import Reader
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import by, euros

SignedIn = Callable[[Role], Reader]
NEW = "/funds/sucre/meetings/new"
MEETING = {
    "held_on": "8/11/2026", "starts_at": "14h30", "place": f"Salle {HOSTILE}",
    "agenda": "Situation du fonds\nAffectations", "note": "À bientôt",
}  # fmt: skip


@pytest.fixture
def sucre(fresh_database: Database) -> int:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        gift = gift_of(world, fund, "Nancy")
        world.receive(gift, euros(1000))
        assert gift.collectivity_id is not None
        contact = AddContact(
            party=Subject(kind="collectivity", record_id=gift.collectivity_id),
            name="Zoé",
            email="zoe@example.org",
        )
        add_contact(world.session, contact, by=by())
        return gift.collectivity_id


def test_a_committee_is_convened_and_its_members_told(
    sucre: int, app: Flask, fresh_database: Database, signed_in: SignedIn
) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    assert "Aucune réunion" in text_of(manager.get("/funds/sucre/meetings"))
    assert manager.send(NEW, **MEETING).status_code == 303
    page = check_cost(app, manager, "/funds/sucre/meetings")
    assert "14:30" in page
    assert "<script>alert" not in page
    assert "Situation du fonds Affectations" in text_of(page)
    draft = manager.client.get("/documents/draft.pdf?kind=convening&meeting=1")
    assert draft.data.startswith(b"%PDF")
    issued = str(manager.send("/documents/new?kind=convening&meeting=1").location)
    assert "CO-" in text_of(check_cost(app, manager, issued))
    assert "zoe@example.org" in text_of(check_cost(app, manager, f"{issued}/send"))
    assert manager.send(f"{issued}/send").status_code == 303
    assert "à réémettre" not in text_of(manager.get("/funds/sucre/meetings"))
    changed = manager.send("/funds/sucre/meetings/1/edit", **{**MEETING, "place": "Lyon"})
    assert changed.status_code == 303
    page = text_of(check_cost(app, manager, "/funds/sucre/meetings"))
    assert "émettez-la de nouveau" in page
    assert "v1 à réémettre" in page
    assert "sa réunion a été modifiée" in text_of(manager.get("/funds/sucre/documents/anew"))
    assert "Rien à envoyer" in text_of(manager.get(f"{issued}/send"))
    with fresh_database.session() as session:
        assert session.scalars(select(Mail.recipient)).all() == ["zoe@example.org"]
        assert session.scalars(select(MailAttachment.name)).one().startswith("CO-")


def test_a_meeting_is_changed_and_called_off(sucre: int, app: Flask, signed_in: SignedIn) -> None:
    assert sucre
    manager = signed_in(Role.MANAGER)
    manager.send(NEW, **MEETING)
    edit = "/funds/sucre/meetings/1/edit"
    check_cost(app, manager, edit)
    assert manager.send(edit, **{**MEETING, "place": "Lyon"}).status_code == 303
    assert "Lyon" in text_of(manager.get("/funds/sucre/meetings"))
    assert manager.send("/funds/sucre/meetings/1/cancel", reason="Grève").status_code == 303
    assert "annulée" in text_of(manager.get("/funds/sucre/meetings"))
    assert "Réunion annulée" in text_of(signed_in(Role.ADMIN).get("/acts"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_at": "midi"}, "14:30"),
        ({"held_on": "31/02/2026"}, "date"),
        ({"held_on": "1/1/2010"}, "pas encore ouvert"),
        ({"link": "ftp://x"}, "https://"),
        ({"agenda": " "}, "remplir"),
        ({"place": ""}, "remplir"),
    ],
)
def test_a_wrong_meeting_is_said_and_what_was_typed_kept(
    sucre: int, signed_in: SignedIn, fields: dict[str, str], sentence: str
) -> None:
    assert sucre
    answer = signed_in(Role.MANAGER).send(NEW, **{**MEETING, **fields})
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert sentence in said
    assert "À bientôt" in said


def test_who_may_not_convene_reads_and_unknown_meetings_are_not_there(
    sucre: int, signed_in: SignedIn
) -> None:
    assert sucre
    signed_in(Role.MANAGER).send(NEW, **MEETING)
    reader = signed_in(Role.READER)
    reader.get("/funds/sucre/meetings")
    for address in (NEW, "/funds/sucre/meetings/1/edit", "/funds/sucre/meetings/1/cancel"):
        reader.get(address, status=403)
    manager = signed_in(Role.ADMIN)
    for address in (
        "/funds/sucre/meetings/9/edit", "/funds/sucre/meetings/9/cancel",
        "/documents/draft.pdf?kind=convening&meeting=9", "/documents/draft.pdf?kind=convening",
        "/documents/99/send",
    ):  # fmt: skip
        manager.get(address, status=404)
