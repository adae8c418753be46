"""What people type into fields, and what is made of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from werkzeug.datastructures import MultiDict
from wtforms import Form

from fundtracker.i18n import use_locale
from fundtracker.projects.kinds import Theme
from fundtracker.web.fields import (
    ChoiceField,
    DateField,
    LineField,
    MoneyField,
    ProseField,
    parse_date,
)


class _Form(Form):
    amount = MoneyField("Amount")
    day = DateField("Day")
    name = LineField("Name", limit=40)
    note = ProseField("Note")
    theme = ChoiceField("Theme", coerce=Theme)


GOOD = {"amount": "5 k€", "day": "3/2/2026", "name": " Saint-Denis ", "note": "", "theme": "water"}


def _sent(**changes: str) -> tuple[Any, bool]:
    form = _Form(MultiDict(GOOD | changes))
    form.theme.offer_members(Theme)
    return form, form.validate()


def test_a_form_gives_values_and_echoes_what_it_read() -> None:
    with use_locale("fr"):
        form, accepted = _sent()
        assert accepted, form.errors
        assert (form.amount.data, form.day.data) == (500_000, date(2026, 2, 3))
        assert (form.name.data, form.theme.data) == ("Saint-Denis", Theme.WATER)
        assert form.amount.echo == "5\u202f000,00\u00a0€"
        assert form.day.echo == "3 février 2026"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("3/2/2026", date(2026, 2, 3)), ("03022026", date(2026, 2, 3)),
        ("030226", date(2026, 2, 3)), ("2026-02-03", date(2026, 2, 3)),
        ("3.2.26", date(2026, 2, 3)), (" 29/02/2024 ", date(2024, 2, 29)),
        ("hier", date(2026, 3, 9)), ("Aujourd’hui", date(2026, 3, 10)),
        ("yesterday", date(2026, 3, 9)), ("avant-hier", date(2026, 3, 8)),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_in_france_type_it(typed: str, read: date) -> None:
    with time_machine.travel("2026-03-10T12:00:00Z", tick=False):
        assert parse_date(typed) == read


@pytest.mark.parametrize(
    "typed",
    ["31/2/2026", "29/02/2023", "0/1/2026", "12/13/2026", "32012026", "1/1/0001", "1/1/9999",
     "demain matin", "2026", "٣/٢/٢٠٢٦", "1/2/3/4", "-1/2/2026", "\x00", "1" * 5000],
)  # fmt: skip
def test_what_is_no_day_is_refused_in_a_sentence(typed: str) -> None:
    form, accepted = _sent(day=typed)
    assert not accepted
    assert form.day.errors[0].endswith(".")
    assert form.day.data is None


@pytest.mark.parametrize(
    "typed",
    ["0", "-5", "1,234.56", "1.234,56", "1,234", "12,345", "NaN", "1e9", "Infinity", "٣٤", "½",
     "100 000 000,01", "12 34", "0x10", "1_000", "9" * 5000, "cinq", "<b>1</b>"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_in_a_sentence_and_kept_as_typed(typed: str) -> None:
    form, accepted = _sent(amount=typed)
    assert not accepted
    assert form.amount.errors[0].endswith(".")
    assert form.amount.data is None
    assert form.amount._value() == typed


@pytest.mark.parametrize(
    "typed",
    ["", "x" * 41, "x" * 10_000, "a\x00b", "a\x1bb", "a\u202eb", "a\u2066b", "\u200b", "a\ud800"],
)
def test_names_that_are_missing_too_long_or_hide_something_are_refused(typed: str) -> None:
    form, accepted = _sent(name=typed)
    assert not accepted
    assert form.name.errors[0].endswith(".")
    assert len(form.name.data) <= 160


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "<font color=red>", "{{ 7*7 }}"])
def test_markup_is_a_name_like_any_other(typed: str) -> None:
    form, accepted = _sent(name=typed)
    assert accepted
    assert form.name.data == typed
    assert "<script" not in form.name()


@pytest.mark.parametrize("typed", ["", "fire", "Theme.WATER", "general\x00"])
def test_only_what_is_offered_can_be_chosen(typed: str) -> None:
    form, accepted = _sent(theme=typed)
    assert not accepted
    assert form.theme.data is None


def test_the_sentences_of_fields_are_in_french_too() -> None:
    with use_locale("fr"):
        form, _accepted = _sent(amount="", day="x", theme="")
        errors = [field.errors[0] for field in (form.amount, form.day, form.theme)]
    form, _accepted = _sent(amount="", day="x", theme="")
    with use_locale("en"):
        english, _accepted = _sent(amount="", day="x", theme="")
    others = [field.errors[0] for field in (english.amount, english.day, english.theme)]
    assert all(one != other for one, other in zip(errors, others, strict=True))
