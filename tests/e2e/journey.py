"""The pages of the staff's journey, as somebody who uses them would name their parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import EMAIL, PASSWORD


@dataclass
class Staff:
    """A member of the staff at a browser; labels are the French ones."""

    page: Page

    def sign_in(self) -> None:
        self.page.goto("/sign-in")
        self.page.get_by_label("Adresse électronique").fill(EMAIL)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()

    def go_to(self, place: str) -> None:
        places = self.page.get_by_role("navigation", name="Principale")
        places.get_by_role("link", name=place, exact=True).click()

    def open_fund(self, name: str) -> None:
        self.go_to("Fonds")
        self.page.get_by_role("main").get_by_role("link", name=name).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def record(self, address: str, **values: str) -> None:
        """Open a form at its address, fill it in, and send it by its main button."""
        self.page.goto(address)
        self.fill(**values)
        self.send()

    def send(self) -> None:
        """Press the main button of the form: the first one."""
        self.page.get_by_role("main").locator("form[method=post] .actions button").first.click()

    def choose_collectivity(self, text: str, name: str) -> None:
        self.page.locator("#q").fill(text)
        self.press("Rechercher")
        self.page.get_by_role("button", name=name).click()

    def fill(self, **values: str) -> None:
        """Fill fields in by their names, a hyphen written as two low lines.

        What is chosen of a list is named by its value.
        """
        for name, value in values.items():
            field = self.page.locator(f"#{name.replace('__', '-')}")
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def has_script(self) -> bool:
        """Whether the browser runs JavaScript: the theme's button is shown by it alone."""
        return self.page.locator("[data-theme-switch]").is_visible()

    def is_told(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def download(self, name: str, to: Path) -> bytes:
        with self.page.expect_download() as started:
            self.follow(name)
        started.value.save_as(to)
        return to.read_bytes()
