"""Documents for all donors in a browser: issued while one looks on, without script too; the kit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from fundtracker.db import Database
from fundtracker.jobs import issuing
from tests.e2e.conftest import EMAIL, PASSWORD
from tests.web.pages import building, gift_of
from tests.world import euros

pytestmark = pytest.mark.e2e


@pytest.fixture
def given(fresh_database: Database) -> None:
    """Three gifts."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        for name in ("Nancy", "Metz", "Toul"):
            world.receive(gift_of(world, fund, name), euros(100))


@pytest.fixture
def worker(app: Flask, fresh_database: Database) -> Iterator[None]:
    """The thread that issues documents beside the pages."""
    ended = threading.Event()
    thread = threading.Thread(
        target=issuing.keep_issuing,
        args=(fresh_database, app.extensions["files"]),
        kwargs={"every": 0.2, "until": ended},
    )
    thread.start()
    yield
    ended.set()
    thread.join(timeout=10)


def _sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Adresse électronique").fill(EMAIL)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()


def test_reports_are_issued_for_all_donors_while_one_looks_on(
    given: None, browser_page: Page, worker: None, tmp_path: Path
) -> None:
    page = browser_page
    _sign_in(page)
    page.goto("/funds/sucre/documents")
    main = page.get_by_role("main")
    main.get_by_role("link", name="Émettre pour tous les donateurs").click()
    main.get_by_label("Pièce").select_option("donor_report")
    main.get_by_role("button", name="Émettre").click()
    expect(main).to_contain_text("3 documents vont être émis")
    main.get_by_role("button", name="Émettre").click()
    for _ in range(40):
        if main.get_by_text("3 sur 3").is_visible():
            break
        page.wait_for_timeout(250)
        if (again := main.get_by_role("link", name="Actualiser")).is_visible():
            again.click()
    expect(main).to_contain_text("terminé")
    with page.expect_download() as download:
        main.get_by_role("link", name="Tous les fichiers (ZIP)").click()
    saved = tmp_path / "all.zip"
    download.value.save_as(saved)
    assert saved.read_bytes().startswith(b"PK")
    main.get_by_role("link", name="RD-").first.click()
    expect(main).to_contain_text("valable")


def test_the_kit_is_saved_for_a_donor_to_adapt(
    given: None, browser_page: Page, tmp_path: Path
) -> None:
    page = browser_page
    _sign_in(page)
    page.goto("/donations/SUCRE-0001")
    main = page.get_by_role("main")
    main.get_by_role("link", name="Modèles pour délibérer").click()
    expect(main).to_contain_text("Nancy")
    with page.expect_download() as download:
        main.get_by_role("link", name="DOCX Modèle de délibération").click()
    saved = tmp_path / "model.docx"
    download.value.save_as(saved)
    assert saved.read_bytes().startswith(b"PK")
