from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.names import full_name, search_key, sort_key, wanted_name


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("ST-ETIENNE", "saint etienne"),
        ("Ste Maxime", "sainte maxime"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("Lætitia", "laetitia"),
        ("Chalon s/ Saône", "chalon sur saone"),
        ("CHALON S/SAONE", "chalon sur saone"),
        ("Fontenay s/s Bois", "fontenay sous bois"),
        ("Pouilly-en-Auxois / Bligny", "pouilly en auxois bligny"),
        ("Rzeszów", "rzeszow"),
        ("Łódź", "lodz"),
        ("Київ", "киів"),
        ("  Gre\u200fno\u00adble\n", "grenoble"),
        ("a\x00b", "a b"),
        ("", ""),
    ],
)
def test_a_sort_key_is_in_plain_words(name: str, key: str) -> None:
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("typed", "key", "kind"),
    [
        ("Mairie de Grenoble", "grenoble", "commune"),
        ("mairie du Havre", "havre", "commune"),
        ("Le Havre", "havre", None),
        ("la Ville de Saint-Brieuc", "saint brieuc", "commune"),
        ("Mairie de la Ville de Paris", "paris", "commune"),
        ("Commune d'Amilly", "amilly", "commune"),
        ("CC du Pays de l'Ourcq", "pays de l ourcq", "epci"),
        ("Communauté de communes des Vallons", "vallons", "epci"),
        ("Communauté d’agglomération Seine-Eure", "seine eure", "epci"),
        ("Agglo d'Épinal", "epinal", "epci"),
        ("Métropole de Lyon", "lyon", "metropole"),
        ("Conseil départemental de l'Isère", "isere", "departement"),
        ("CD Marne", "marne", "departement"),
        ("CG Côtes-d'Armor", "cotes d armor", "departement"),
        ("Conseil régional de Bretagne", "bretagne", "region"),
        ("Région des Pays de la Loire", "pays de la loire", "region"),
        ("Collectivité de Corse", "corse", None),
        ("Ville-sur-Arce", "ville sur arce", None),
        ("Catus", "catus", None),
        ("CCAS de Sochaux", "ccas de sochaux", None),
        ("agglo", "agglo", None),
        ("le", "le", None),
    ],
)
def test_prefixes_are_taken_off_and_say_the_kind(typed: str, key: str, kind: str | None) -> None:
    wanted = wanted_name(typed)
    assert wanted.key == key
    if kind is None:
        assert wanted.kinds == frozenset()
    else:
        assert CollectivityKind(kind) in wanted.kinds


@given(st.text())
def test_a_sort_key_is_its_own_sort_key(name: str) -> None:
    key = sort_key(name)
    assert sort_key(key) == key
    assert search_key(key) == search_key(name)


@given(st.text())
def test_a_sort_key_holds_letters_digits_and_single_spaces(name: str) -> None:
    key = sort_key(name)
    assert key == " ".join(key.split())
    assert all(char.isalnum() for char in key.replace(" ", ""))
    assert not any(unicodedata.combining(char) for char in key)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), min_size=1))
def test_a_search_key_is_the_end_of_the_sort_key_and_empty_only_with_it(name: str) -> None:
    assert sort_key(name).endswith(search_key(name))
    assert bool(search_key(name)) == bool(sort_key(name))


@pytest.mark.parametrize(
    ("name", "written_out"),
    [
        ("CC Faucigny - Glières", "Communauté de communes Faucigny - Glières"),
        ("CA d'Épinal", "Communauté d'agglomération d'Épinal"),
        ("CU du Grand Reims", "Communauté urbaine du Grand Reims"),
        ("Caen", "Caen"),
        ("CA", "CA"),
    ],
)
def test_an_intercommunality_is_written_out(name: str, written_out: str) -> None:
    assert full_name(name) == written_out
