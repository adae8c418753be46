"""Pictures of pages are kept by what they show: the figures, the links, the language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fundtracker.i18n import use_locale
from fundtracker.money import ZERO, Cents
from fundtracker.position.amounts import Amounts
from fundtracker.web import pictures

MONEY = Amounts(received=Cents(100_00), unallocated=Cents(60_00), held=Cents(40_00))


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    pictures.forget()


def test_the_same_figures_are_painted_once() -> None:
    with use_locale("fr"):
        first = pictures.stages(MONEY, ZERO)
        assert pictures.stages(replace(MONEY), ZERO) is first
        pictures.forget()
        again = pictures.stages(MONEY, ZERO)
    assert again is not first
    assert again == first


def test_other_figures_links_and_languages_are_other_pictures() -> None:
    with use_locale("fr"):
        french = pictures.stages(MONEY, ZERO)
        richer = pictures.stages(replace(MONEY, held=Cents(40_01)), ZERO)
        linked = pictures.stages(MONEY, ZERO, {"held": "#projects"})
        bars = {pictures.bar(MONEY, None, key) for key in ("bar-1", "bar-2")}
    with use_locale("en"):
        english = pictures.stages(MONEY, ZERO)
    drawn = {str(it.drawing) for it in (french, richer, linked, english)}
    assert len(drawn) == 4
    assert "à affecter" in french.drawing
    assert "to allocate" in english.drawing
    assert "#projects" in linked.drawing
    assert len(bars) == 2
