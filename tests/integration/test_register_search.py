"""Searching the register that is shipped, as people type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register.load import load
from fundtracker.parties.register.queries import search
from tests.sessions import isolated_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from fundtracker.db import Database


@pytest.fixture(scope="module")
def register(database: Database) -> Iterator[Session]:
    """A session with the whole register in it, for all tests of this module."""
    for session in isolated_session(database):
        load(session)
        yield session


def _names(session: Session, text: str, **conditions: str) -> list[str]:
    return [match.name for match in search(session, text, department=conditions.get("department"))]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("grenoble", "Grenoble"),
        ("Mairie de GRENOBLE", "Grenoble"),
        ("herblain saint", "Saint-Herblain"),
        ("st herb", "Saint-Herblain"),
        ("ville de St Étienne", "Saint-Étienne"),
        ("mairie du havre", "Le Havre"),
        ("l’hay les roses", "L'Haÿ-les-Roses"),
        ("chalon s/ saone", "Chalon-sur-Saône"),
        ("ay champ", "Aÿ-Champagne"),
        ("ville d'avray", "Ville-d'Avray"),
        ("lyon", "Lyon"),
        ("métropole de lyon", "Métropole de Lyon"),
        ("grand nancy", "Métropole du Grand Nancy"),
        ("Communauté d'agglomération Seine-Eure", "CA Seine-Eure"),
        ("laval agglo", "CA Laval Agglomération"),
        ("plaine commune", "Plaine Commune"),
        ("isère", "Département de l'Isère"),
        ("mayenne", "Mayenne"),
        ("conseil départemental de la mayenne", "Département de la Mayenne"),
        ("CG Val-de-Marne", "Département du Val-de-Marne"),
        ("Conseil régional de Bretagne", "Région Bretagne"),
        ("centre val de loire", "Région Centre-Val de Loire"),
        ("corse", "Collectivité de Corse"),
        ("haute corse", "Collectivité de Corse"),
        ("département du bas-rhin", "Collectivité européenne d'Alsace"),
        ("arbignieu", "Arboys en Bugey"),
        ("laval 53", "Laval"),
        ("53 laval", "Laval"),
        ("laval mayenne", "Laval"),
        ("saint denis 93", "Saint-Denis"),
        ("93", "Département de la Seine-Saint-Denis"),
        ("ajaccio (2A)", "Ajaccio"),
        ("213801855", "Grenoble"),
        ("213 801 855", "Grenoble"),
        ("213 801 855 00015", "Grenoble"),
        ("38185", "Grenoble"),
        ("2a004", "Ajaccio"),
        ("y", "Y"),
        ("gre\u200fnoble\x00", "Grenoble"),
    ],
)
def test_what_is_typed_finds_first(register: Session, typed: str, first: str) -> None:
    assert _names(register, typed)[:1] == [first]


def test_the_departement_tells_namesakes_apart(register: Session) -> None:
    (match,) = search(register, "Saint-Denis", department="974", kind=CollectivityKind.COMMUNE)
    assert (match.name, match.code) == ("Saint-Denis", "97411")
    first = search(register, "saint denis 93")[0]
    assert (first.code, first.department) == ("93066", "Seine-Saint-Denis")
    assert {it.department_code for it in search(register, "laval", department="53")} == {"53"}


def test_joined_departements_are_found_by_each_of_their_numbers(register: Session) -> None:
    for number in ("67", "68"):
        kind = CollectivityKind.DEPARTEMENT
        found = search(register, "", department=number, kind=kind)
        assert [match.code for match in found] == ["6AE"]


def test_a_kind_can_be_asked_for(register: Session) -> None:
    kinds = {match.kind for match in search(register, "lyon", kind=CollectivityKind.METROPOLE)}
    assert kinds == {CollectivityKind.METROPOLE}


def test_no_more_than_asked_for_come_the_largest_first(register: Session) -> None:
    found = search(register, "saint", limit=7, kind=CollectivityKind.REGION)
    assert found == []
    people = [match.population or 0 for match in search(register, "saint martin", limit=7)[1:]]
    assert len(people) == 6
    assert search(register, "grenoble", limit=1)[0].population > 100_000  # type: ignore[operator]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "%",
        "_",
        "% _ \\ ' \" ;",
        "\x00\x1f\u200f\u202e",
        "\ud800",
        "213801856",
        "99999",
        "zzzzzz",
        "grenoble 53",
        "x" * 10_000,
        "٣٨١٨٥",
    ],
)
def test_what_means_nothing_finds_nothing(register: Session, typed: str) -> None:
    assert search(register, typed) == []


def test_wildcards_mean_nothing(register: Session) -> None:
    assert _names(register, "gren%ble") == _names(register, "gren ble")
    assert _names(register, "greno_le") == _names(register, "greno le")
    assert _names(register, "grenoble", department="%") == []
    assert _names(register, "grenoble", department="38' OR 1") == []


def test_ten_thousand_characters_cost_no_more_than_a_name(register: Session) -> None:
    assert search(register, "saint " * 2_000)
    assert search(register, "grenoble " + "<b>&" * 3_000) == []


def test_a_search_is_one_statement(register: Session) -> None:
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    engine = register.connection().engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        search(register, "laval 53")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert len(statements) == 1
