from __future__ import annotations

import pytest

from fundtracker.i18n import use_locale
from fundtracker.parties.errors import InvalidSiren, InvalidSiret
from fundtracker.parties.identifiers import find_siren, parse_siren, parse_siret

GRENOBLE = "213801855"


@pytest.mark.parametrize(
    "typed", [GRENOBLE, " 213 801 855 ", "213\u00a0801\u202f855", "213.801.855", "213-801-855"]
)
def test_a_siren_is_read_however_it_is_spaced(typed: str) -> None:
    assert parse_siren(typed) == GRENOBLE
    assert find_siren(typed) == GRENOBLE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "213801856",
        "123801855",
        "21380185",
        "2138018550",
        "21380185O",
        "\u0662\u0661\u0663\u0668\u0660\u0661\u0668\u0665\u0665",
        "²13801855",
    ],
)
def test_a_wrong_siren_is_refused(typed: str) -> None:
    with pytest.raises(InvalidSiren):
        parse_siren(typed)
    assert find_siren(typed) is None


def test_a_siret_is_read_however_it_is_spaced() -> None:
    assert parse_siret("213 801 855 00015") == "21380185500015"


@pytest.mark.parametrize("typed", ["", GRENOBLE, "21380185500016", "2138018550001\u0665"])
def test_a_wrong_siret_is_refused(typed: str) -> None:
    with pytest.raises(InvalidSiret):
        parse_siret(typed)


def test_the_refusal_shows_what_was_typed_without_its_controls_and_not_all_of_it() -> None:
    with pytest.raises(InvalidSiren) as refused, use_locale("en"):
        parse_siren("\x1b\u202e<b>" + "9" * 10_000)
    shown = refused.value.message()
    assert "<b>999" in shown
    assert "…" in shown
    assert len(shown) < 200
    assert "\x1b" not in shown
    assert "\u202e" not in shown
