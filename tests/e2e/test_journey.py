"""A donation's whole way in the browser: from the register to the donor's report."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fundtracker.db import Database
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register.models import RegisterEntry, RegisterWord
from tests.e2e.journey import Staff
from tests.web.pages import building
from tests.world import euros

pytestmark = pytest.mark.e2e


@pytest.fixture
def built(fresh_database: Database) -> None:
    """A fund with a fee of 5 %, another paid gift, a project, and Grenoble in the register."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        world.paid_gift(fund, euros(1000))
        world.project(fund)
        grenoble = (
            RegisterEntry(
                kind=CollectivityKind.COMMUNE, code="38185", name="Grenoble", other_names="",
                sort_key="grenoble", search_key="grenoble", search_text=" grenoble 38 isere ",
                siren="213801855", department_code="38", department="Isère", region="ARA",
                population=158_000, year=2025,
            )
        )  # fmt: skip
        world.session.add(grenoble)
        world.session.flush()
        world.session.add(RegisterWord(entry_id=grenoble.id, word="grenoble"))


def test_a_donation_goes_from_the_register_to_the_report(
    built: None, browser_page: Page, tmp_path: Path
) -> None:
    staff = Staff(browser_page)
    staff.sign_in()
    staff.open_fund("Fonds 1")

    staff.follow("Enregistrer un don")
    staff.choose_collectivity("38185", "Grenoble")
    staff.fill(amount="5 k€", dated_on="3/6/2016", reference="D-12")
    staff.press("Enregistrer le don")
    staff.is_told("Don enregistré.")
    staff.is_told("5 000,00 €")

    staff.follow("Ajouter une étape")
    staff.fill(kind="agreed", amount="5000", dated_on="01072016")
    staff.press("Enregistrer l’étape")
    staff.is_told("Étape enregistrée.")

    staff.follow("Enregistrer un versement")
    staff.fill(amount="5 000,00", received_on="2016-08-01", payer="Trésor public")
    staff.press("Afficher d’abord les frais de gestion")
    staff.is_told("250,00 €")
    staff.press("Enregistrer le versement")
    staff.is_told("4 750,00 €")

    staff.page.goto("/funds/sucre/allocations/new")
    staff.fill(project="1", decision="1", amount="2 850", on="1/10/2016")
    staff.press("Proposer une répartition")
    staff.is_told("475,00")
    staff.press("Affecter")
    staff.is_told("2 850,00 €")

    staff.page.goto("/donations/SUCRE-0002")
    staff.is_told("2 375,00 €")
    staff.page.locator("#trace").get_by_role("link").filter(has_text="5").first.click()
    staff.is_told("Grenoble")

    staff.page.goto("/donations/SUCRE-0002")
    document = staff.download("Rapport au donateur (PDF)", tmp_path / "report.pdf")
    assert document.startswith(b"%PDF-")


def test_what_is_wrong_is_said_on_the_page_and_what_was_typed_stays(
    built: None, browser_page: Page
) -> None:
    staff = Staff(browser_page)
    staff.sign_in()
    staff.page.goto("/donations/SUCRE-0001/receipts/new")
    staff.fill(amount="1.234,56", received_on="31/2/2016", payer="Trésor public")
    staff.press("Enregistrer le versement")
    staff.is_told("deux façons")
    staff.is_told("Ce jour n’existe pas")
    assert staff.page.locator("#amount").input_value() == "1.234,56"
    assert staff.page.locator("#payer").input_value() == "Trésor public"
    staff.page.get_by_role("alert").get_by_role("link").first.click()
    assert staff.page.url.endswith("#amount")


def test_a_collectivity_is_found_and_chosen_with_the_keyboard_alone(
    built: None, browser_page: Page
) -> None:
    staff = Staff(browser_page)
    staff.sign_in()
    browser_page.goto("/funds/sucre/donations/new")
    # Focused once it is drawn: what is typed before goes nowhere.
    expect(browser_page.locator("#q")).to_be_focused()
    browser_page.keyboard.type("mairie de grenob")
    if not staff.has_script():
        browser_page.keyboard.press("Enter")
        expect(browser_page.locator("#said")).to_have_text("1 au registre")
        browser_page.keyboard.press("Tab")
        browser_page.get_by_role("button", name="Grenoble").focus()
    else:
        expect(browser_page.locator("#said")).to_have_text("1 au registre")
        browser_page.keyboard.press("ArrowDown")
        expect(browser_page.get_by_role("button", name="Grenoble")).to_be_focused()
        browser_page.keyboard.press("ArrowUp")
        expect(browser_page.locator("#q")).to_be_focused()
        browser_page.keyboard.press("ArrowDown")
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("#amount")).to_be_visible()
    staff.is_told("Grenoble")
