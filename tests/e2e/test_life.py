"""The staff's work in the browser, with and without scripts: a fund from opening to closure."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from fundtracker.db import Database
from fundtracker.donations.models import Donation
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify import verify
from fundtracker.money import Cents
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.models import RegisterEntry
from tests.e2e.journey import Staff
from tests.spending_world import site
from tests.web.pages import building, gift_of
from tests.world import DECIDED, euros

pytestmark = pytest.mark.e2e

FUND = "/funds/sucre-2016"
PDF = {"name": "facture.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}


@pytest.fixture
def staff(browser_page: Page) -> Staff:
    """Somebody of the staff who signed in."""
    signed_in = Staff(browser_page)
    signed_in.sign_in()
    return signed_in


def sound(database: Database, book: str) -> None:
    with database.session() as session:
        assert verify(session, book).findings == []


@pytest.fixture
def register(fresh_database: Database) -> None:
    """Grenoble, in the register alone."""
    with building(fresh_database) as world:
        world.session.add(
            RegisterEntry(
                kind=CollectivityKind.COMMUNE, code="38185", name="Grenoble", other_names="",
                sort_key="grenoble", search_key="grenoble", search_text=" grenoble 38 isere ",
                siren="213801855", department_code="38", department="Isère", region="ARA",
                population=158_000, year=2025,
            )
        )  # fmt: skip


def test_a_fund_goes_from_opening_to_closure_by_its_pages_alone(
    register: None, fresh_database: Database, staff: Staff
) -> None:
    _open(staff)
    _collect(staff)
    _pay(staff)
    _is_kept_open(staff)
    _justify(staff)
    _close(staff)
    sound(fresh_database, "sucre-2016")


def _open(staff: Staff) -> None:
    staff.go_to("Fonds")
    staff.follow("Ouvrir un fonds")
    staff.fill(
        name="Fonds de solidarité Sucre", code="sucre-2016", state="preparing", territory="Sucre",
        opened_on="18/4/2016", crisis_name="Séisme", crisis_on="16/4/2016",
        iban="FR76 3000 6000 0112 3456 7890 189", target="10 k€",
    )  # fmt: skip
    staff.press("Ouvrir le fonds")
    staff.is_told("Fonds ouvert.")
    staff.record(
        f"{FUND}/decisions/new", body="bureau", decided_on="18/4/2016", reference="B-1",
        subject="Frais de gestion de 5 %",
    )  # fmt: skip
    staff.record(f"{FUND}/fees/new", valid_from="18/4/2016", rate="5 %", decision="1")
    staff.is_told("Avant l’enregistrement")
    staff.send()
    staff.record(f"{FUND}/state", state="collecting", since="20/4/2016")
    staff.is_told("Ouvert à la collecte")


def _collect(staff: Staff) -> None:
    staff.page.goto(f"{FUND}/donations/new")
    staff.choose_collectivity("38185", "Grenoble")
    staff.fill(step="voted", amount="1 000", dated_on="3/5/2016", reference="D-12")
    staff.press("Enregistrer le don")
    staff.record("/donations/SUCRE-2016-0001/receipts/new", amount="1 k€", received_on="1/6/2016")
    staff.is_told("950,00 €")


def _pay(staff: Staff) -> None:
    staff.record("/partners/new", name="Partenaire Exemple", kind="implementing_partner")
    staff.record(
        f"{FUND}/projects/new", title="Eau potable", action_type="crisis_response",
        country="Équateur", theme="water", partner="1", first_status="approved", since="1/7/2016",
    )  # fmt: skip
    staff.record(
        f"{FUND}/decisions/new", body="committee", decided_on="1/7/2016", reference="C-1",
        subject="Eau potable", approved="950",
    )  # fmt: skip
    staff.record(f"{FUND}/allocations/new", project="1", decision="2", amount="950", on="1/7/2016")
    staff.send()
    staff.page.goto(f"{FUND}/agreements/new")
    staff.fill(
        partner="1", reference="CP-1", amount="950", signed_on="10/7/2016",
        instalments__0__amount="950", instalments__0__due_on="1/8/2016",
    )  # fmt: skip
    staff.page.get_by_label("Eau potable").check()
    staff.send()
    staff.page.goto(f"{FUND}/agreements/1/pay")
    staff.fill(project="1", amount="950", paid_on="1/8/2016", bank_reference="VIR 1")
    staff.press("Afficher l’argent de qui paie")
    staff.is_told("Grenoble")
    staff.send()


def _is_kept_open(staff: Staff) -> None:
    staff.record(f"{FUND}/state", state="closing", since="10/8/2016")
    staff.record(f"{FUND}/state", state="closed", since="11/8/2016")
    staff.is_told("Rien n’a été enregistré")
    staff.is_told("950,00 €")


def _justify(staff: Staff) -> None:
    staff.page.goto(f"{FUND}/agreements/1/expenditures/new")
    staff.fill(
        project="1", supplier="Ferretería", heading="Matériaux", piece_reference="F-12",
        incurred_on="15/8/2016", accepted_on="1/9/2016", document_total="950", amount="950",
    )  # fmt: skip
    staff.page.locator("#files").set_input_files(PDF)  # type: ignore[arg-type] # a file of our own
    staff.send()
    staff.is_told("950,00 €")


def _close(staff: Staff) -> None:
    staff.record(f"{FUND}/fees/withdraw", amount="50", on="1/10/2016")
    staff.record(f"{FUND}/state", state="closed", since="2/10/2016")
    staff.is_told("Le fonds est désormais « clos ».")
    staff.record(f"{FUND}/periods", until="31/12/2016", reason="Comptes 2016")
    staff.is_told("Les comptes sont clos jusqu’au 31 décembre 2016")


@pytest.fixture
def allocated(fresh_database: Database) -> None:
    """Nancy gave 1,000 €, of which 500 € are allocated; Metz gave 300 €; a decision is there."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        nancy, metz = gift_of(world, fund, "Nancy"), gift_of(world, fund, "Metz")
        world.receive(nancy, euros(1000))
        world.receive(metz, euros(300))
        world.allocate(world.project(fund), (nancy, euros(500)), (metz, euros(100)), on=DECIDED)


@pytest.mark.usefixtures("allocated")
def test_a_wrong_receipt_is_corrected_after_allocation(
    fresh_database: Database, staff: Staff
) -> None:
    staff.page.goto("/donations/SUCRE-0001")
    staff.page.get_by_role("main").get_by_role("link", name="Corriger").first.click()
    staff.fill(amount="900", on="2/6/2016", reason="Erreur de saisie")
    staff.send()
    staff.is_told("1 don concerné")
    staff.is_told("avant : 450,00 €")
    staff.press("Corriger le versement")
    staff.page.goto("/donations/SUCRE-0001")
    staff.is_told("355,00 €")
    staff.page.goto("/donations/SUCRE-0002")
    staff.is_told("185,00 €")
    sound(fresh_database, "sucre")


def test_a_payment_is_split_over_thirty_donations_and_traced_back_from_its_voucher(
    fresh_database: Database, staff: Staff
) -> None:
    with building(fresh_database) as world:
        fund = site(world, *(euros(100 + number) for number in range(30))).fund.code
    staff.page.goto(f"/funds/{fund}/agreements/1/pay")
    staff.fill(project="1", amount="1 000", paid_on="1/11/2016", bank_reference="VIR 7")
    staff.press("Afficher l’argent de qui paie")
    lines = staff.page.locator("input[name^=line-]")
    # The button answers with the page itself: wait for what it shows.
    lines.nth(29).wait_for()
    staff.send()
    staff.page.goto(f"/funds/{fund}/agreements/1/expenditures/new")
    staff.fill(
        project="1", supplier="Ferretería", heading="Matériaux", piece_reference="F-12",
        incurred_on="15/11/2016", accepted_on="1/12/2016", document_total="900", amount="900",
    )  # fmt: skip
    staff.page.locator("#files").set_input_files(PDF)  # type: ignore[arg-type] # a file of our own
    staff.send()
    staff.page.goto(f"/funds/{fund}/expenditures/1")
    links = staff.page.get_by_role("main").locator("a[href*='/donations/FONDS-1-']")
    donors = {links.nth(place).get_attribute("href") for place in range(links.count())}
    assert len(donors) == 30
    expect(staff.page.get_by_role("main").get_by_role("link", name="facture.pdf")).to_be_visible()
    links.first.click()
    staff.is_told("Ferretería")
    sound(fresh_database, fund)


@pytest.mark.usefixtures("allocated")
def test_what_is_left_of_a_gift_is_refunded_as_its_donor_chose(
    fresh_database: Database, staff: Staff
) -> None:
    staff.record(
        "/funds/sucre/decisions/new", body="committee", decided_on="1/10/2016", reference="C-9",
        subject="Remboursement",
    )  # fmt: skip
    staff.record(
        "/donations/SUCRE-0001/leftover", choice="refund", dated_on="2/10/2016", reference="L-1"
    )
    staff.page.goto("/donations/SUCRE-0001/refund")
    staff.fill(amount="450", on="1/11/2016")
    staff.page.locator("#decision").select_option(label=_option(staff.page, "C-9"))
    staff.send()
    staff.is_told("450,00 €")
    with building(fresh_database) as world:
        nancy = world.session.get_one(Donation, 1)
        assert world.at(Place.UNALLOCATED, nancy) == Cents(0)
    sound(fresh_database, "sucre")


def _option(page: Page, text: str) -> str:
    labels = page.locator("#decision option").all_text_contents()
    return next(it for it in labels if text in it)


@pytest.mark.usefixtures("allocated")
def test_two_people_who_edit_one_collectivity_see_both_versions(
    staff: Staff, chromium: Browser, address: str
) -> None:
    other = Staff(chromium.new_context(base_url=address, locale="fr-FR").new_page())
    other.sign_in()
    for who, name in ((staff, "Nancy-Ville"), (other, "Ville de Nancy")):
        who.page.goto("/collectivities/1/edit")
        who.fill(name=name)
    other.send()
    other.is_told("Collectivité modifiée.")
    staff.send()
    staff.is_told("Nancy-Ville")
    row = staff.page.get_by_role("row").filter(has_text="Nancy-Ville")
    expect(row).to_contain_text(re.compile("Nancy-Ville.*Ville de Nancy"))
    staff.send()
    expect(staff.page.get_by_role("heading", level=1)).to_have_text("Nancy-Ville")
    other.page.context.close()


def test_a_successor_beyond_those_offered_is_found_while_one_types(
    request: pytest.FixtureRequest, fresh_database: Database, staff: Staff
) -> None:
    with building(fresh_database) as world:
        for number in range(101):
            world.collectivity(f"Commune {number:03}")
        world.collectivity("Zuydcoote")
    page = staff.page
    page.goto("/collectivities/1/successions/new")
    offered = page.locator('#others option[value="Zuydcoote"]')
    expect(offered).to_have_count(0)
    page.locator("#successor").press_sequentially("zuyd")
    if request.node.callspec.params["browser_page"]:
        expect(offered).to_have_count(1)
    staff.fill(kind="merger", successor="Zuydcoote", reference="Arrêté du 1er décembre")
    staff.send()
    expect(page.get_by_role("main")).to_contain_text("Zuydcoote")
