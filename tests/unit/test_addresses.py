"""Addresses of rows: as Flask writes them, learnt once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import url_for
from werkzeug.routing import IntegerConverter

from fundtracker.web.urls import address_of

if TYPE_CHECKING:
    from flask import Flask


def test_every_address_is_the_one_that_flask_writes(app: Flask) -> None:
    with app.test_request_context("/"):
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            # Ours have two kinds of parts: numbers, and words.
            values: dict[str, str | int] = {
                name: 12 if isinstance(rule._converters[name], IntegerConverter) else "sucre-2016"
                for name in rule.arguments
            }
            for more in ({}, {"as_of": "2026-11-27", "q": "12"}):
                every = {**values, **more}
                expected = url_for(rule.endpoint, **every)  # type: ignore[arg-type] # of any kind
                assert address_of(rule.endpoint, **every) == expected


@pytest.mark.parametrize("typed", ["50 %", "a/b?c=d&e#f", "Évreux", "%s", "7000000000000"])
def test_what_is_typed_is_quoted(app: Flask, typed: str) -> None:
    with app.test_request_context("/"):
        address = address_of("staff.donations", code=typed, q=typed)
    path, _, query = address.partition("?")
    with app.test_request_context(f"{path}?{query}") as context:
        assert context.request.args["q"] == typed
        assert context.request.path == f"/funds/{typed}/donations"


def test_an_installation_under_a_path_keeps_it(app: Flask) -> None:
    for root in ("", "/suivi", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert address_of("staff.fund", code="sucre") == f"{root}/funds/sucre"
