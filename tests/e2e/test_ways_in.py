"""Every way in, in a real browser, wide and narrow; and what two people do together."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from fundtracker.acts.service import Signature
from fundtracker.db import Database
from fundtracker.outbox.models import Mail
from fundtracker.transaction import transaction
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user
from tests.e2e.conftest import EMAIL, PASSWORD
from tests.web.pages import building, gift_of
from tests.world import DECIDED, euros

# How one signs in does not depend on the database: pages are tested on both without a browser.
pytestmark = [pytest.mark.e2e, pytest.mark.parametrize("server", ["sqlite"], indirect=True)]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A page of a fresh browser, of a desktop or of a phone."""
    context = chromium.new_context(base_url=address, locale="fr-FR", viewport=request.param)
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


def _letter(database: Database) -> str:
    """Return the text of the last letter."""
    with database.session() as session:
        return session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or ""


def _link(database: Database) -> str:
    found = re.search(r"http://\S+(/enter/\S+)", _letter(database))
    assert found is not None
    return found[1]


def _press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def _by_password(page: Page, email: str = EMAIL) -> None:
    page.goto("/sign-in")
    page.get_by_label("Adresse électronique").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    _press(page, "Se connecter")


def _ask_for_a_mail(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="Se connecter par courriel").click()
    page.get_by_label("Adresse électronique").fill(EMAIL)
    _press(page, "M’envoyer le courriel")


def _is_in(page: Page) -> None:
    expect(page).to_have_url(re.compile("/work$"))


def test_by_password(page: Page) -> None:
    _by_password(page)
    _is_in(page)


def test_by_the_link_of_a_mail(page: Page, fresh_database: Database) -> None:
    _ask_for_a_mail(page)
    expect(page.get_by_role("main")).to_contain_text("Regardez vos courriels")
    page.goto(_link(fresh_database))
    _press(page, "Se connecter")
    _is_in(page)


def test_by_the_code_of_a_mail(page: Page, fresh_database: Database) -> None:
    _ask_for_a_mail(page)
    code = re.search(r"\d{4} \d{4}", _letter(fresh_database))
    assert code is not None
    page.get_by_label("Code du courriel").fill(code[0])
    _press(page, "Se connecter")
    _is_in(page)


def test_by_a_forgotten_password(page: Page, fresh_database: Database) -> None:
    page.goto("/sign-in")
    page.get_by_role("link", name="Mot de passe oublié").click()
    page.get_by_label("Adresse électronique").fill(EMAIL)
    _press(page, "M’envoyer le courriel")
    expect(page.get_by_role("main")).to_contain_text("un courriel est en route")
    page.goto(_link(fresh_database))
    page.get_by_label("Mot de passe").fill("cinq mots bien longs ici")
    page.get_by_label("Le même, encore une fois").fill("cinq mots bien longs ici")
    _press(page, "Enregistrer et se connecter")
    _is_in(page)


def test_by_an_invitation(page: Page, fresh_database: Database) -> None:
    _by_password(page)
    page.goto("/users/new")
    page.get_by_label("Nom").fill("Alex")
    page.get_by_label("Adresse électronique").fill("alex@example.org")
    page.get_by_label("Rôle").select_option("reader")
    _press(page, "Ajouter l’utilisateur")
    expect(page.get_by_role("status")).to_contain_text("le courriel est en route")
    page.context.clear_cookies()
    page.goto(_link(fresh_database))
    expect(page.get_by_role("main")).to_contain_text("Bienvenue, Alex")
    page.get_by_label("Mot de passe").fill("cinq mots bien longs ici")
    page.get_by_label("Le même, encore une fois").fill("cinq mots bien longs ici")
    _press(page, "Enregistrer et se connecter")
    _is_in(page)


def test_with_a_second_factor_and_with_a_recovery_code(page: Page) -> None:
    _by_password(page)
    page.goto("/account")
    page.get_by_role("main").get_by_role("link", name="Mettre en place un second facteur").click()
    phone = pyotp.TOTP(page.locator(".key").inner_text().replace(" ", ""))
    page.get_by_label("Code affiché par l’application").fill(phone.now())
    _press(page, "Confirmer")
    spare = page.locator(".recovery-codes li").first.inner_text()
    page.context.clear_cookies()
    _by_password(page)
    page.get_by_label("Code de votre application, ou code de secours").fill("000000")
    _press(page, "Se connecter")
    expect(page.locator(".summary-errors")).to_be_visible()
    page.get_by_label("Code de votre application, ou code de secours").fill(spare)
    _press(page, "Se connecter")
    _is_in(page)


def test_one_proposes_and_another_confirms(
    page: Page, chromium: Browser, address: str, fresh_database: Database
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        fund.confirm_above = euros(100)
        gift = gift_of(world, fund, "Nancy")
        world.receive(gift, euros(1000))
        world.project(fund)
        world.decision(fund)
    with fresh_database.session() as reading, transaction(reading) as session:
        create_user(
            session,
            AddUser(email="autre@example.org", name="Autre", role=Role.MANAGER),
            password=PASSWORD,
            by=Signature(),
        )
    _by_password(page)
    page.goto("/funds/sucre/allocations/new")
    page.locator("#project").select_option("1")
    page.locator("#decision").select_option("1")
    page.locator("#amount").fill("400")
    page.locator("#on").fill(DECIDED.strftime("%d/%m/%Y"))
    _press(page, "Proposer une répartition")
    page.locator("input[name^=line-]").first.wait_for()
    page.get_by_role("main").locator("form[method=post] .actions button").first.click()
    expect(page).to_have_url(re.compile("/proposals/1$"))
    confirm = page.get_by_role("main").get_by_role("button", name="Confirmer")
    expect(confirm).to_be_disabled()
    expect(page.locator("#why-not")).to_contain_text("Vous l’avez proposé")
    other = chromium.new_context(base_url=address, locale="fr-FR").new_page()
    _by_password(other, "autre@example.org")
    other.get_by_role("navigation").get_by_role("link", name="À confirmer").click()
    other.get_by_role("main").get_by_role("link", name="Affectation").click()
    expect(other.get_by_role("main")).to_contain_text("400,00")
    _press(other, "Confirmer")
    expect(other.get_by_role("status")).to_contain_text("Confirmé")
    other.context.close()
    page.goto("/funds/sucre/projects/1")
    expect(page.get_by_role("main")).to_contain_text("400,00")


def _device(page: Page) -> None:
    """Give the browser a device that keeps keys, and unlocks them without asking."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_by_a_passkey(page: Page, fresh_database: Database) -> None:
    _device(page)
    _by_password(page)
    _is_in(page)
    page.goto("/account/passkeys")
    page.get_by_label("Nom que vous donnez à cet appareil").fill("Mon téléphone")
    _press(page, "Ajouter une clé d’accès")
    expect(page.get_by_role("status")).to_contain_text("Clé d’accès ajoutée")
    expect(page.get_by_role("table")).to_contain_text("Mon téléphone")
    page.context.clear_cookies()
    page.goto("/sign-in?next=%2Fcollectivities")
    _press(page, "Se connecter avec une clé d’accès")
    expect(page).to_have_url(re.compile("/collectivities$"))
    page.goto("/account/passkeys")
    expect(page.get_by_role("table")).not_to_contain_text("jamais")
    page.get_by_role("link", name="Retirer Mon téléphone").click()
    _press(page, "Retirer la clé d’accès")
    expect(page.get_by_role("status")).to_contain_text("Clé d’accès retirée")
    page.context.clear_cookies()
    page.goto("/sign-in")
    _press(page, "Se connecter avec une clé d’accès")
    expect(page.get_by_role("status")).to_contain_text("n’a pas été reconnue")


def test_a_device_without_a_passkey_says_so(page: Page) -> None:
    _device(page)
    page.goto("/sign-in")
    _press(page, "Se connecter avec une clé d’accès")
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("aucune clé d’accès")
