"""Every page by axe-core: on a desktop light and dark, on a phone; and what axe cannot see."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from fundtracker import clock
from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.db import Database
from fundtracker.documents.batch import QueueBatch, queue
from fundtracker.documents.for_donors import for_donors
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.pack_batch import QueuePacks, queue_packs
from fundtracker.files.store import FileStore
from fundtracker.funds.models import Fund
from fundtracker.funds.queries import get_fund
from fundtracker.jobs.issuing import issue_due
from fundtracker.parties.models import PartnerKind
from fundtracker.parties.service import AddPartner, add_partner
from fundtracker.spending.agreements import SignAgreement, sign_agreement
from fundtracker.spending.justify import AcceptExpenditure, accept_expenditure
from tests.e2e.conftest import DONOR_EMAIL, EMAIL, PASSWORD, add_donor_user
from tests.web.pages import building, gift_of
from tests.world import DECIDED, World, by, euros

# What is drawn does not depend on the database: one kind is enough, since each page takes a second.
pytestmark = [pytest.mark.e2e, pytest.mark.parametrize("server", ["sqlite"], indirect=True)]

FUND = "/funds/sucre"
RECEIVE = "/donations/SUCRE-0001/receipts/new"
PAGES = (
    "/work", "/funds", FUND, f"{FUND}?as_of=x", f"{FUND}/donations", f"{FUND}/projects",
    f"{FUND}/leftovers/settle",
    f"{FUND}/projects/1", "/funds/new", f"{FUND}/facts", f"{FUND}/edit", f"{FUND}/fees/new",
    f"{FUND}/phases",
    f"{FUND}/state", f"{FUND}/documents/new",
    f"{FUND}/decisions", f"{FUND}/journal", f"{FUND}/entries/2", "/collectivities",
    "/collectivities/1", "/donations/SUCRE-0001", f"{FUND}/decisions/new",
    f"{FUND}/donations/new?q=nancy", f"{FUND}/donations/new?collectivity=1", f"{FUND}/donors/new",
    "/donations/SUCRE-0001/steps/new", RECEIVE, f"{FUND}/allocations/new", "/nope",
    f"{FUND}/projects/new", f"{FUND}/projects/1/facts", f"{FUND}/projects/1/edit",
    f"{FUND}/projects/1/status", f"{FUND}/projects/1/budget", f"{FUND}/projects/1/release",
    f"{FUND}/agreements", f"{FUND}/agreements/1", f"{FUND}/agreements/new",
    f"{FUND}/agreements/1/pay", f"{FUND}/agreements/1/expenditures/new", f"{FUND}/payments",
    f"{FUND}/expenditures", f"{FUND}/expenditures/1/correct", f"{FUND}/spend",
    f"{FUND}/leftovers", f"{FUND}/periods",
    f"{FUND}/receipts/1/correct", "/donations/SUCRE-0001/edit", "/donations/SUCRE-0001/refund",
    "/collectivities/new", "/collectivities/1/edit", "/collectivities/1/successions/new",
    "/collectivities/1/contacts/new", "/partners", "/partners/1", "/partners/new", "/users",
    "/users/new", "/users/new-auditor", "/users/1", "/users/2/invitation",
    "/collectivities/1/people/new",
    "/collectivities/1/people/2", "/rights", "/account", "/account/second-factor",
    "/account/proof", "/account/data", "/acts", "/users/2/erase", "/account/passkeys",
    f"{FUND}/documents",
    "/documents/new?kind=traceability&donation=1", f"{FUND}/news", f"{FUND}/news/new",
    "/proposals", "/organisation", "/texts", "/texts/appeal/fr",
    "/texts/paragraphs/letter_opening/en",
    f"{FUND}/kit",
    f"{FUND}/kit?donation=1",
    f"{FUND}/documents/batch", f"{FUND}/documents/anew", "/batches/1", "/batches/1/send",
    "/batches/2", "/batches/2/cancel", f"{FUND}/packs/new", f"{FUND}/projects/1/indicators/new",
    f"{FUND}/projects/1/milestones/new",
    f"{FUND}/meetings",
    f"{FUND}/meetings/new", f"{FUND}/meetings/1/minutes", "/packs/1", "/packs/1/cancel",
)  # fmt: skip

DONORS_PAGES = (
    "/my", "/my/funds/sucre", "/my/donations/SUCRE-0001", "/my/funds/sucre/projects/1",
    "/my/documents", "/my/funds/sucre/text", "/my/funds/sucre/share", "/my/profile",
    "/my/profile/consent", "/my/team", "/my/team/new", "/my/team/2", "/account",
)  # fmt: skip
PUBLIC_PAGES = (
    "/public", "/public/sucre", "/public/nope", "/shared/nope", "/sign-in/by-mail",
    "/sign-in/forgotten", "/check", "/check/000000000000",
)  # fmt: skip

DESKTOP, PHONE, SMALLEST = (1280, 900), (390, 844), (320, 640)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# What changes with the room and the colours; everything else is the same at every width.
LOOKS = ["color-contrast", "target-size", "scrollable-region-focusable"]


@pytest.fixture
def opened(
    fresh_database: Database, chromium: Browser, address: str, tmp_path: Path
) -> Iterator[Page]:
    """A page of somebody who signed in, over a fund with money in every stage."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        given = gift_of(world, fund, "Nancy")
        world.receive(given, euros(1000))
        project = world.project(fund)
        world.allocate(project, (given, euros(500)), on=DECIDED)
        _sign(world, fund.id, project.id)
        assert given.collectivity_id is not None
        add_donor_user(world.session, given.collectivity_id)
        said = Said(held_on=DECIDED, place="Paris", agenda="Affectations")
        convene(world.session, Convene(fund_id=fund.id, said=said), by=by())
        _queue(world, fund)
    issue_due(fresh_database, FileStore(tmp_path))
    with building(fresh_database) as world:
        _queue(world, get_fund(world.session, "sucre"))
    # Our policy lets no script of others in, not even the one that measures.
    # Colours that are on their way from light to dark are none of the page's: no transitions.
    context = chromium.new_context(
        base_url=address, locale="fr-FR", bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.add_init_script(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    page.goto("/sign-in")
    yield page
    context.close()


def _queue(world: World, fund: Fund) -> None:
    """Ask for the reports of all donors."""
    kind = DocumentKind.DONOR_REPORT
    wanted = QueueBatch(
        fund_id=fund.id,
        kind=kind,
        as_of=clock.today(),
        documents=for_donors(world.session, fund, kind, clock.today(), locale="fr"),
    )
    queue(world.session, wanted, site="http://localhost", by=by())
    packs = QueuePacks(fund_id=fund.id, as_of=clock.today(), locale="fr")
    queue_packs(world.session, packs, site="http://localhost", by=by())


def _sign(world: World, fund_id: int, project_id: int) -> None:
    kind = PartnerKind.IMPLEMENTING_PARTNER
    partner = add_partner(world.session, AddPartner(kind=kind, name="Partenaire"), by=by())
    agreement = SignAgreement(
        fund_id=fund_id,
        partner_id=partner.id,
        project_ids=(project_id,),
        reference="CP-1",
        amount=euros(500),
        signed_on=DECIDED,
    )
    signed = sign_agreement(world.session, agreement, by=by())
    spent = AcceptExpenditure(
        agreement_id=signed.id,
        project_id=project_id,
        supplier="Ferretería",
        heading="Matériaux",
        piece_reference="F-12",
        incurred_on=DECIDED,
        accepted_on=DECIDED,
        document_total=euros(5),
        amount=euros(5),
    )
    accept_expenditure(world.session, spent, by=by())


def _sign_in(page: Page, email: str = EMAIL) -> None:
    page.goto("/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url(re.compile(r"/(work|my)$"))


def _faults(page: Page, run_only: dict[str, Any]) -> list[str]:
    found = page.evaluate(
        "runOnly => axe.run({resultTypes: ['violations'], runOnly})"
        ".then(it => it.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html)))",
        run_only,
    )
    return [f"{page.url}: {it[:200]}" for it in found]


def _is_wider_than_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def _check(page: Page) -> list[str]:
    _show(page, DESKTOP, "light")
    faults = _faults(page, {"type": "tag", "values": RULES})
    for size, scheme in ((DESKTOP, "dark"), (PHONE, "light")):
        _show(page, size, scheme)
        faults += _faults(page, {"type": "rule", "values": LOOKS})
    _show(page, SMALLEST, "light")
    if _is_wider_than_the_window(page):
        faults.append(f"{page.url}: wider than a window of 320 px")
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(it => +it.tagName[1])")
    if levels.count(1) != 1 or any(b - a > 1 for a, b in itertools.pairwise(levels)):
        faults.append(f"{page.url}: headings {levels}")
    return faults


def _show(page: Page, size: tuple[int, int], scheme: Any) -> None:  # noqa: ANN401 - a literal
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)


def test_no_page_has_a_fault_and_each_has_its_own_title(opened: Page) -> None:
    faults = _check(opened)
    titles = {"/sign-in": opened.title()}
    _sign_in(opened)
    for address in PAGES:
        opened.goto(address)
        faults += _check(opened)
        titles[address.split("?as_of")[0]] = opened.title()
    assert faults == []
    said = Counter(titles.values())
    assert {it: said[titles[it]] for it in titles if said[titles[it]] > 1} == {}


def test_no_page_of_a_donor_has_a_fault_nor_any_public_one(opened: Page) -> None:
    faults = []
    titles: dict[str, str] = {}
    for address in PUBLIC_PAGES:
        opened.goto(address)
        faults += _check(opened)
        titles[address] = opened.title()
    _sign_in(opened, DONOR_EMAIL)
    for address in DONORS_PAGES:
        opened.goto(address)
        faults += _check(opened)
        titles[address] = opened.title()
    opened.goto("/my/funds/sucre/share")
    form = opened.locator("main form[method=post]:not([data-passkey])").first
    with opened.expect_navigation():
        form.evaluate(SEND_EMPTY)
    faults += _check(opened)
    assert faults == []
    assert titles.pop("/shared/nope") == titles["/public/nope"]
    said = Counter(titles.values())
    assert {it: said[titles[it]] for it in titles if said[titles[it]] > 1} == {}


def test_a_form_shown_again_says_so_in_its_title_and_where_the_reader_stands(opened: Page) -> None:
    _sign_in(opened)
    opened.goto(RECEIVE)
    opened.fill("#amount", "1.234,56")
    opened.keyboard.press("Enter")
    opened.wait_for_selector(".summary-errors")
    assert opened.title().startswith("Erreur")
    assert opened.evaluate("document.activeElement.matches('.summary-errors')")
    assert _check(opened) == []


# Empties the first form of the page and sends it, past what the browser itself would say.
SEND_EMPTY = """form => {
  for (const it of form.querySelectorAll("input:not([type=hidden]), textarea")) {
    if (!["checkbox", "radio", "file"].includes(it.type)) it.value = "";
  }
  form.noValidate = true;
  form.requestSubmit(form.querySelector("button[type=submit]"));
}"""


def test_no_form_shown_again_with_its_errors_has_a_fault(opened: Page) -> None:
    faults: list[str] = []
    refused = []
    _sign_in(opened)
    for address in PAGES:
        opened.goto(address)
        form = opened.locator("main form[method=post]:not([data-passkey])").first
        if not form.count():
            continue
        with opened.expect_navigation():
            form.evaluate(SEND_EMPTY)
        if not opened.locator(".summary-errors").count():
            continue
        refused.append(address)
        faults += _check(opened)
        # Each error is said at its field too, and the summary leads there.
        for link in opened.locator(".summary-errors a[href^='#']").all():
            target = opened.locator(str(link.get_attribute("href")))
            if not target.count():
                faults.append(f"{address}: {link.inner_text()} leads nowhere")
    assert faults == []
    assert len(refused) >= 25, refused


def test_every_control_shows_when_the_keyboard_is_on_it(opened: Page) -> None:
    _sign_in(opened)
    for address in (FUND, f"{FUND}/journal", RECEIVE):
        opened.goto(address)
        for _key in range(40):
            opened.keyboard.press("Tab")
            assert opened.evaluate(
                "(() => { const it = document.activeElement, look = getComputedStyle(it);"
                " return it === document.body || look.boxShadow !== 'none'"
                " || (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0); })()"
            ), opened.evaluate("document.activeElement.outerHTML")[:200]
