"""The minutes of a meeting on pages: written, changed, refused, drawn, and seen by donors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from fundtracker import clock
from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.db import Database
from fundtracker.users.models import Role
from tests.web.conftest import Reader
from tests.web.pages import HOSTILE, building, check_cost, gift_of, text_of
from tests.world import DECIDED, by, euros

SignedIn = Callable[[Role], Reader]
LIST, MINUTES = "/funds/sucre/meetings", "/funds/sucre/meetings/1/minutes"


@pytest.fixture
def members(fresh_database: Database) -> list[str]:
    """Two donors that paid, a decision, a meeting on its day and one to come."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        gifts = [gift_of(world, fund, name) for name in ("Nancy", f"Metz {HOSTILE}")]
        for gift in gifts:
            world.receive(gift, euros(100), on=DECIDED)
        world.decision(fund)
        for day in (DECIDED, clock.today() + timedelta(days=7)):
            said = Said(held_on=day, place="Paris", agenda="Affectations")
            convene(world.session, Convene(fund_id=fund.id, said=said), by=by())
        return [str(gift.collectivity_id) for gift in gifts]


def _typed(members: list[str], **fields: str) -> dict[str, str]:
    nancy, metz = members
    return {
        "seats-0-collectivity": metz, "seats-0-presence": "represented",
        "seats-1-collectivity": nancy, "seats-1-presence": "present",
        "guests": "Le partenaire", "said": f"Tout va bien. {HOSTILE}",
        "votes-0-decision": "1", "votes-0-n_for": "2", "votes-0-n_against": "",
        **fields,
    }  # fmt: skip


def test_minutes_are_written_drawn_and_issued(
    members: list[str], app: Flask, signed_in: SignedIn
) -> None:
    manager = signed_in(Role.MANAGER)
    page = text_of(check_cost(app, manager, LIST))
    assert page.count("Rédiger le procès-verbal") == 1, "only of the meeting that was held"
    shown = check_cost(app, manager, MINUTES)
    assert "<script>alert" not in shown
    assert "non noté" in text_of(shown)
    assert manager.send(MINUTES, **_typed(members)).status_code == 303
    page = text_of(check_cost(app, manager, LIST))
    assert "2 membres ont pris part" in page
    again = check_cost(app, manager, MINUTES)
    assert "<script>alert" not in again
    assert 'value="represented" selected' in again
    draft = manager.client.get("/documents/draft.pdf?kind=minutes&meeting=1")
    assert draft.data.startswith(b"%PDF")
    assert manager.send("/documents/new?kind=minutes&meeting=1").status_code == 303
    assert "PV-" in text_of(manager.get(LIST))
    changed = _typed(members, version="1", said="Autre chose.")
    assert manager.send(MINUTES, **changed).status_code == 303
    assert "à réémettre" in text_of(check_cost(app, manager, LIST))
    assert "PV-" in text_of(check_cost(app, manager, "/funds/sucre/documents/anew"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"said": " "}, "Veuillez remplir ce champ"),
        ({"votes-0-n_for": "3"}, "Voix comptées : 3 ; membres présents ou représentés : 2."),
        ({"votes-0-n_for": "1,5"}, "Saisissez un nombre entier"),
        ({"votes-0-n_for": "douze"}, "Pour : Saisissez un nombre entier."),
        ({"votes-0-decision": "99"}, "n’a pas pris cette décision"),
        ({"seats-0-collectivity": "999999999999"}, "Seuls ceux qui donnent"),
        ({"seats-0-presence": "asleep"}, "présent"),
        ({"version": "7"}, "modifié"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(
    members: list[str], signed_in: SignedIn, fields: dict[str, str], words: str
) -> None:
    manager = signed_in(Role.MANAGER)
    answer = manager.send(MINUTES, **_typed(members, **fields))
    assert answer.status_code in {409, 422}
    assert words in text_of(answer.text)
    assert "Le partenaire" in answer.text
    assert "n_for" not in text_of(answer.text), "no field is called by its name in our code"
    assert "Rédiger le procès-verbal" in text_of(manager.get(LIST)), "nothing was written"


def test_a_meeting_to_come_has_no_minutes(members: list[str], signed_in: SignedIn) -> None:
    manager = signed_in(Role.MANAGER)
    typed = {key: it for key, it in _typed(members).items() if not key.startswith("votes")}
    answer = manager.send("/funds/sucre/meetings/2/minutes", **typed)
    assert answer.status_code == 422
    assert "n’a pas encore eu lieu" in text_of(answer.text)
    draft = manager.client.get("/documents/draft.pdf?kind=minutes&meeting=2")
    assert draft.status_code == 422
    assert "pas encore rédigé" in text_of(draft.text)
