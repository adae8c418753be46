"""Amounts, dates and messages in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from fundtracker.i18n import (
    Locale,
    current_locale,
    format_amount,
    format_date,
    format_number,
    format_percent,
    gettext,
    lazy_gettext,
    ngettext,
    use_locale,
)
from fundtracker.money import Cents

_CENTS = st.integers(min_value=-(10**13), max_value=10**13)
_HYPHEN, _MINUS = "-", "\u2212"


def _euros(cents: int) -> str:
    return f"{_HYPHEN if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


@pytest.mark.parametrize("locale", ["fr", "en"])
@given(cents=_CENTS)
def test_amounts_are_written_as_babel_writes_them_with_a_true_minus(
    locale: Locale, cents: int
) -> None:
    with use_locale(locale):
        expected = format_currency(_euros(cents), "EUR", locale=locale)
        assert format_amount(Cents(cents)) == expected.replace(_HYPHEN, _MINUS)
        expected = format_decimal(_euros(cents), "#,##0.00", locale=locale)
        assert format_number(Cents(cents)) == expected.replace(_HYPHEN, _MINUS)


def test_french_typography_of_amounts() -> None:
    assert format_amount(Cents(123456789)) == "1\u202f234\u202f567,89\u00a0€"


@pytest.mark.parametrize(
    ("locale", "day", "style", "text"),
    [
        ("fr", date(2016, 4, 16), "long", "16 avril 2016"),
        ("fr", date(2016, 5, 1), "long", "1er mai 2016"),
        ("fr", date(2016, 5, 11), "long", "11 mai 2016"),
        ("fr", date(2016, 5, 1), "short", "01/05/2016"),
        ("en", date(2016, 5, 1), "long", "1 May 2016"),
    ],
)
def test_days_are_written_as_people_write_them(
    locale: Locale, day: date, style: str, text: str
) -> None:
    with use_locale(locale):
        assert format_date(day, "short" if style == "short" else "long") == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 3, "33,3\u00a0%"),
        (1, 1, "100,0\u00a0%"),
        (-1, 8, "\u221212,5\u00a0%"),
        (1, 0, "–"),
        (1, 2000, "0,1\u00a0%"),
    ],
)
def test_percentages_are_rounded_to_one_decimal(part: int, whole: int, text: str) -> None:
    assert format_percent(part, whole) == text


def test_a_language_holds_inside_its_block_only() -> None:
    assert current_locale() == "fr"
    with use_locale("en"):
        assert current_locale() == "en"
        assert format_percent(1, 2) == "50.0%"
    assert current_locale() == "fr"


def test_messages_are_translated_when_they_are_shown() -> None:
    label = lazy_gettext("Receipt")
    with use_locale("en"):
        assert str(label) == "Receipt"
    assert str(label) == gettext("Receipt") != "Receipt"


def test_no_message_is_not_the_catalogues_header() -> None:
    assert not gettext("")


def test_a_percent_sign_in_a_message_without_fields_stays() -> None:
    assert gettext("100 % of it") == "100 % of it"


@pytest.mark.parametrize(("num", "text"), [(0, "0 row"), (1, "1 row"), (2, "2 rows")])
def test_plurals_follow_the_language(num: int, text: str) -> None:
    with use_locale("en"):
        expected = text if num else "0 rows"
        assert ngettext("%(num)s row", "%(num)s rows", num) == expected
