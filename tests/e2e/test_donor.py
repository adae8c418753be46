"""A donor's two clicks to its report, and its page shown to somebody without an account."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from fundtracker.db import Database
from tests.e2e.conftest import DONOR_EMAIL, PASSWORD, add_donor_user
from tests.spending_world import PAID, site
from tests.web.pages import building
from tests.world import euros

pytestmark = pytest.mark.e2e


@pytest.fixture
def given(fresh_database: Database) -> None:
    """A gift whose money is at every place, beside another's."""
    with building(fresh_database) as world:
        here = site(world, euros(700), euros(300))
        here.disburse(euros(400), on=PAID)
        here.accept(euros(250))
        mine = here.gifts[0].collectivity_id
        assert mine is not None
        add_donor_user(world.session, mine)


def _sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Espace donateurs et équipe").click()
    page.get_by_label("Adresse électronique").fill(DONOR_EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()


def test_a_donor_has_its_report_in_two_clicks(
    given: None, browser_page: Page, tmp_path: Path
) -> None:
    page = browser_page
    _sign_in(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("donnés")
    main.get_by_role("link", name="Voir ce fonds").click()
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name="Rapport au donateur (PDF)").click()
    saved = tmp_path / "report.pdf"
    download.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF")


def test_a_donor_follows_its_money_to_the_voucher(given: None, browser_page: Page) -> None:
    page = browser_page
    _sign_in(page)
    page.get_by_role("main").get_by_role("link", name="Voir ce fonds").click()
    page.get_by_role("main").get_by_role("link", name="Le chemin de cet argent").first.click()
    expect(page.get_by_role("main")).to_contain_text("Ferretería")
    expect(page.get_by_role("main")).to_contain_text("sur 250,00")


@pytest.mark.parametrize("server", ["sqlite"], indirect=True)
def test_a_donor_shows_its_page_and_takes_it_back(
    given: None, browser_page: Page, chromium: Browser, address: str
) -> None:
    page = browser_page
    _sign_in(page)
    page.get_by_role("main").get_by_role("link", name="Voir ce fonds").click()
    page.get_by_role("main").get_by_role("link", name="Partager cette page").click()
    page.get_by_label("Pour qui").fill("Le maire")
    page.get_by_role("button", name="Créer un lien").click()
    link = page.get_by_label("Adresse pour Le maire").input_value()
    stranger = chromium.new_context(locale="fr-FR").new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("main")).to_contain_text("donnés")
    page.get_by_role("main").get_by_role("link", name="Retirer").click()
    page.get_by_role("button", name="Retirer le lien").click()
    expect(page.get_by_role("status")).to_contain_text("Lien retiré")
    stranger.reload()
    expect(stranger.get_by_role("main")).to_contain_text("Ce lien n’est pas valable")
    stranger.context.close()
