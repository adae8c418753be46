"""A donor whose collectivity took another's place reads the other's pages, and only reads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from fundtracker import clock
from fundtracker.db import Database
from fundtracker.parties.models import SuccessionKind
from fundtracker.parties.queries import predecessors_of, with_predecessor
from fundtracker.parties.service import RecordSuccession, record_succession
from fundtracker.users.models import Role
from tests.web.conftest import Reader
from tests.web.pages import building, check_cost, gift_of, text_of
from tests.world import DECIDED, World, by, euros

Donor = Callable[..., Reader]
LONG_AGO = date(2019, 1, 1)


def succeed(
    world: World,
    predecessor_id: int,
    successor_id: int,
    kind: SuccessionKind = SuccessionKind.MERGER,
    on: date = LONG_AGO,
) -> None:
    wanted = RecordSuccession(
        kind=kind,
        predecessor_id=predecessor_id,
        successor_id=successor_id,
        effective_on=on,
        reference="Arrêté",
    )
    record_succession(world.session, wanted, by=by())


@pytest.fixture
def towns(fresh_database: Database) -> dict[str, int]:
    """Annecy follows Seynod, which followed Vieugy; Metz has to do with none of them."""
    found: dict[str, int] = {}
    with building(fresh_database) as world:
        for code, name in (
            ("annecy", "Annecy"), ("seynod", "Seynod"), ("vieugy", "Vieugy"), ("metz", "Metz"),
            ("parti", "Parti"), ("demain", "Demain"),
        ):  # fmt: skip
            fund = world.fund(code=code)
            gift = gift_of(world, fund, name)
            world.receive(gift, euros(1000))
            world.allocate(world.project(fund), (gift, euros(400)), on=DECIDED)
            assert gift.collectivity_id is not None
            found[name] = gift.collectivity_id
        succeed(world, found["Seynod"], found["Annecy"])
        succeed(world, found["Vieugy"], found["Seynod"], SuccessionKind.RENAMING, date(2016, 1, 1))
        succeed(world, found["Parti"], found["Annecy"], SuccessionKind.SPLIT)
        tomorrow = clock.today() + timedelta(days=1)
        succeed(world, found["Demain"], found["Annecy"], on=tomorrow)
    return found


def test_mergers_and_new_names_are_followed_far_and_splits_and_days_to_come_are_not(
    towns: dict[str, int], fresh_database: Database
) -> None:
    with fresh_database.session() as session:
        annecy, today = towns["Annecy"], clock.today()
        found = predecessors_of(session, annecy, today)
        assert [(it.collectivity.name, it.since) for it in found] == [
            ("Seynod", LONG_AGO),
            ("Vieugy", date(2016, 1, 1)),
        ]
        then = predecessors_of(session, annecy, LONG_AGO - timedelta(days=1))
        assert then == []
        for name, is_followed in (
            ("Seynod", True), ("Vieugy", True), ("Annecy", False), ("Metz", False),
            ("Parti", False), ("Demain", False),
        ):  # fmt: skip
            both = with_predecessor(session, annecy, towns[name], today)
            assert (both is not None) == is_followed, name
        assert with_predecessor(session, towns["Seynod"], annecy, today) is None


def test_the_pages_of_a_predecessor_are_read_and_left_again(
    app: Flask, towns: dict[str, int], donor: Donor
) -> None:
    reader = donor(towns["Annecy"])
    home = check_cost(app, reader, "/my")
    assert "À qui nous avons succédé" in text_of(home)
    reader.get("/my/funds/seynod", status=404)
    for name in ("seynod", "vieugy"):
        address = f"/my/of/{towns[name.capitalize()]}"
        assert reader.client.get(address).status_code == 303
        for page in ("/my", f"/my/funds/{name}", f"/my/donations/{name.upper()}-0001"):
            said = text_of(check_cost(app, reader, page))
            assert f"l’argent de {name.capitalize()}, à qui Annecy a succédé" in said
            assert "À qui nous avons succédé" not in said
        check_cost(app, reader, "/my/documents")
        report = reader.client.get(f"/my/funds/{name}/report.pdf")
        assert report.data.startswith(b"%PDF")
        assert reader.client.get("/my/documents/all.zip").data.startswith(b"PK")
        # Its own are another place.
        reader.get("/my/funds/annecy", status=404)
    project = reader.get("/my/funds/vieugy")
    assert "/my/funds/vieugy/projects/3" in project
    check_cost(app, reader, "/my/funds/vieugy/projects/3")
    assert reader.client.get(f"/my/of/{towns['Annecy']}").status_code == 303
    assert "à qui Annecy a succédé" not in text_of(reader.get("/my/funds/annecy"))
    reader.get("/my/funds/vieugy", status=404)


@pytest.mark.parametrize("role", [Role.LEAD, Role.AGENT])
def test_nobody_else_is_reached_this_way_nor_told_from_a_missing_one(
    towns: dict[str, int], donor: Donor, role: Role
) -> None:
    reader = donor(towns["Annecy"], role)
    missing = reader.client.get("/my/of/999999")
    for name in ("Metz", "Parti", "Demain"):
        answer = reader.client.get(f"/my/of/{towns[name]}")
        assert (answer.status_code, missing.status_code) == (404, 404)
        assert _words(answer.get_data(as_text=True)) == _words(missing.get_data(as_text=True))
    assert reader.client.get(f"/my/of/{2**70}").status_code == 404
    reader.get("/my/funds/metz", status=404)
    # Not the other way round either.
    before = donor(towns["Seynod"], role)
    assert before.client.get(f"/my/of/{towns['Annecy']}").status_code == 404


def _words(page: str) -> str:
    return text_of(page)


def test_what_is_written_stays_the_readers_own(
    towns: dict[str, int], fresh_database: Database, donor: Donor
) -> None:
    reader = donor(towns["Annecy"])
    reader.client.get(f"/my/of/{towns['Seynod']}")
    # Forms, the team and the profile are Annecy's.
    for page in ("/my/profile", "/my/team", "/my/profile/consent"):
        said = text_of(reader.get(page))
        assert "à qui Annecy a succédé" not in said
    assert "Annecy" in text_of(reader.get("/my/profile"))
    reader.get("/my/funds/seynod/share", status=404)
    assert "/share" not in reader.get("/my/funds/seynod")
    sent = reader.send("/my/profile/consent", publishes="yes")
    assert sent.status_code == 303
    with fresh_database.session() as session:
        both = with_predecessor(session, towns["Annecy"], towns["Seynod"], clock.today())
        assert both is not None
        annecy, seynod = both
        assert (annecy.publishes_amounts, seynod.publishes_amounts) == (True, None)


def test_a_choice_that_no_longer_holds_leads_back_to_the_readers_own(
    towns: dict[str, int], donor: Donor
) -> None:
    reader = donor(towns["Annecy"])
    with reader.client.session_transaction() as kept:
        kept["stands_for"] = towns["Metz"]
    said = text_of(reader.get("/my"))
    assert "Metz" not in said
    assert "À qui nous avons succédé" in said
    with reader.client.session_transaction() as kept:
        assert "stands_for" not in kept
