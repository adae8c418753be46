"""Keys for those who type all day: nothing while one types in a field, and they can be off."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from fundtracker.db import Database
from tests.e2e.journey import Staff
from tests.web.pages import building, gift_of

pytestmark = [pytest.mark.e2e, pytest.mark.parametrize("server", ["sqlite"], indirect=True)]

LIST = "/funds/sucre/donations"


@pytest.fixture
def page(chromium: Browser, address: str, fresh_database: Database) -> Iterator[Page]:
    with building(fresh_database) as world:
        gift_of(world, world.fund(code="sucre"), "Nancy")
    context = chromium.new_context(base_url=address, locale="fr-FR")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    Staff(opened).sign_in()
    opened.goto(LIST)
    yield opened
    context.close()


def test_keys_search_begin_and_help(page: Page) -> None:
    page.keyboard.press("/")
    field = page.get_by_role("main").get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("n/?")
    expect(field).to_have_value("n/?")
    field.blur()
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Clavier")
    expect(help_).to_be_visible()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/donations/new"))


def test_keys_are_switched_off_for_good(page: Page) -> None:
    opener = page.get_by_role("button", name="Clavier")
    opener.click()
    page.get_by_role("dialog").get_by_label("Utiliser ces touches dans ce navigateur").uncheck()
    page.get_by_role("button", name="Fermer").click()
    page.reload()
    page.keyboard.press("n")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(re.compile(f"{LIST}$"))
    opener.click()
    expect(page.get_by_role("dialog").get_by_role("checkbox")).not_to_be_checked()
