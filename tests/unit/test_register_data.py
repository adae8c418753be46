"""The register inside the package."""

from __future__ import annotations

from collections import Counter
from functools import cache

from fundtracker.i18n import use_locale
from fundtracker.parties.identifiers import find_siren
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register.rows import (
    Attribution,
    RegisterRow,
    edition_of,
    read_rows,
    shipped_register,
    write_rows,
)


@cache
def _rows() -> list[RegisterRow]:
    return read_rows(shipped_register())


def _named(name: str) -> list[RegisterRow]:
    return [row for row in _rows() if row.name == name]


def test_it_lists_the_collectivites_of_france() -> None:
    assert Counter(row.kind for row in _rows()) == {
        CollectivityKind.COMMUNE: 34_961,
        CollectivityKind.EPCI: 1_244,
        CollectivityKind.METROPOLE: 22,
        CollectivityKind.DEPARTEMENT: 95,
        CollectivityKind.REGION: 17,
        CollectivityKind.OVERSEAS_COLLECTIVITY: 6,
    }


def test_no_kind_has_a_code_twice_and_no_siren_is_given_to_two() -> None:
    assert len({(row.kind, row.code) for row in _rows()}) == len(_rows())
    sirens = [row.siren for row in _rows() if row.siren]
    assert len(set(sirens)) == len(sirens)


def test_each_siren_has_a_right_check_digit() -> None:
    assert [row for row in _rows() if row.siren and find_siren(row.siren) != row.siren] == []


def test_what_the_source_does_not_say_stays_empty() -> None:
    without = Counter(row.kind for row in _rows() if not row.siren)
    assert without == {
        CollectivityKind.COMMUNE: 86,  # those of the Pacific and of Saint-Pierre-et-Miquelon
        CollectivityKind.DEPARTEMENT: 95,
        CollectivityKind.REGION: 17,
        CollectivityKind.OVERSEAS_COLLECTIVITY: 6,
    }


def test_a_collectivite_listed_twice_by_the_source_is_there_once() -> None:
    assert [row.kind for row in _rows() if row.code in {"75", "75056"}] == [
        CollectivityKind.REGION,  # Nouvelle-Aquitaine
        CollectivityKind.COMMUNE,  # Paris, which is its own département
    ]
    assert [(row.kind, row.name) for row in _rows() if row.department_code == "977"] == [
        (CollectivityKind.OVERSEAS_COLLECTIVITY, "Saint-Barthélemy")
    ]
    assert {row.name for row in _rows() if row.department_code == "976"} >= {
        "Département de Mayotte",
        "Mamoudzou",
    }
    assert not [row for row in _rows() if row.name == "Région Mayotte"]


def test_joined_departements_are_found_under_what_they_became() -> None:
    (alsace,) = _named("Collectivité européenne d'Alsace")
    assert alsace.kind is CollectivityKind.DEPARTEMENT
    assert alsace.other_names == "Bas-Rhin; Haut-Rhin"
    assert (alsace.department_code, alsace.other_departments) == ("67", "68")
    (corse,) = _named("Collectivité de Corse")
    assert corse.kind is CollectivityKind.REGION
    assert "Haute-Corse" in corse.other_names


def test_the_rhone_is_counted_without_the_metropole_de_lyon() -> None:
    (lyon,) = _named("Métropole de Lyon")
    (rhone,) = _named("Département du Rhône")
    communes = sum(
        row.population or 0
        for row in _rows()
        if row.kind is CollectivityKind.COMMUNE and row.department_code == "69"
    )
    assert lyon.kind is CollectivityKind.METROPOLE
    assert (lyon.population or 0) + (rhone.population or 0) == communes


def test_names_of_departements_take_their_article() -> None:
    names = {row.code: row.name for row in _rows() if row.kind is CollectivityKind.DEPARTEMENT}
    assert [names[code] for code in ("38", "54", "93", "22", "84", "974")] == [
        "Département de l'Isère",
        "Département de Meurthe-et-Moselle",
        "Département de la Seine-Saint-Denis",
        "Département des Côtes-d'Armor",
        "Département de Vaucluse",
        "Département de La Réunion",
    ]


def test_it_is_small_and_the_same_rows_make_the_same_bytes() -> None:
    register = shipped_register()
    assert len(register) < 700_000
    again = write_rows(_rows(), edition_of(register))
    assert again == write_rows(read_rows(again), edition_of(again))
    assert read_rows(again) == _rows()


def test_it_says_source_year_and_licence() -> None:
    attribution = Attribution.shipped()
    assert (attribution.edition.version, attribution.edition.year) == ("6.0.0", 2026)
    with use_locale("en"):
        sentence = attribution.sentence()
    for said in ("@etalab/decoupage-administratif", "6.0.0", "2026", "Licence Ouverte", "INSEE"):
        assert said in sentence
