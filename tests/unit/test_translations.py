"""The French catalogue is complete, faithful to its messages, and set as French is."""

from __future__ import annotations

import re

import pytest

from tests import catalogue

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
TAG = re.compile(r"</?\w+")
# What stands inside a tag is code, not French.
TAG_BODY = re.compile(r"<[^>]*>")
# A plain space where French has a no-break one, or none at all.
BAD_SPACE = re.compile(r" [:;!?»€%]|« |\w[;!?»](?!\w)|«\w")


def _french() -> list[tuple[str, str]]:
    """Return every text with its French, both forms of a plural apart."""
    return [
        pair
        for message in catalogue.read()
        if message.id and catalogue.is_translated(message)
        for pair in zip(catalogue.forms(message.id), catalogue.forms(message.string), strict=True)
    ]


def test_every_message_has_its_french_and_no_other_has() -> None:
    translated = {m.id for m in catalogue.read() if m.id and catalogue.is_translated(m)}
    wanted = catalogue.extract()
    assert {str(it) for it in wanted - translated} == set(), "missing: run make translations"
    assert {str(it) for it in translated - wanted} == set(), "unused: run make translations"


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in catalogue.read() if message.id and message.fuzzy] == []


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_both_sides_have_the_same(pattern: re.Pattern[str]) -> None:
    different = [
        (english, french)
        for english, french in _french()
        if sorted(it[0] for it in pattern.finditer(english))
        != sorted(it[0] for it in pattern.finditer(french))
    ]
    assert different == []


def test_french_has_no_straight_apostrophe() -> None:
    assert [french for _english, french in _french() if "'" in TAG_BODY.sub("", french)] == []


def test_french_has_no_break_spaces_where_they_belong() -> None:
    filled = [PLACEHOLDER.sub("x", french) for _english, french in _french()]
    assert [french for french in filled if BAD_SPACE.search(french)] == []


@pytest.mark.parametrize("text", ["Total :", "« oui »", "12 €", "Pourquoi?", "50 %"])
def test_the_pattern_finds_bad_spaces(text: str) -> None:
    assert BAD_SPACE.search(text)


@pytest.mark.parametrize(
    "text", ["Total\u00a0:", "«\u00a0oui\u00a0»", "12\u00a0€", "https://example.org", "à 12:30"]
)
def test_the_pattern_leaves_good_french_alone(text: str) -> None:
    assert not BAD_SPACE.search(text)
