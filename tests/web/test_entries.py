"""The page of an entry."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from fundtracker.acts.service import Signature
from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.db import Database
from fundtracker.donations.give_back import CarryOverTo, carry_over
from fundtracker.donations.receive import ReceivePayment, receive
from fundtracker.ledger.models import Entry
from fundtracker.users.models import Role
from fundtracker.users.service import AddUser, create_user
from tests.spending_world import site
from tests.web.conftest import Reader
from tests.web.pages import HOSTILE, building, check_cost, gift_of, rows_of, text_of
from tests.world import DECIDED, RECEIVED, by, euros

ENTRY = "/funds/fonds-1/entries"


def test_a_voucher_is_traced_up_to_those_whose_money_it_was(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        found = site(world, euros(300), euros(100))
        found.disburse(euros(200))
        found.accept(euros(100), document_total=euros(400))
    page = check_cost(app, admin, f"{ENTRY}/5")
    whole = text_of(page)
    assert "Ferretería" in whole
    assert "100,00 € sur une pièce de 400,00 €" in whole
    first, second = rows_of(page)
    # Received, allocated, paid: each step of the way is an entry of its own.
    assert "75,00 € 75,0 % n° 1 " in first
    assert "n° 3 " in first
    assert "n° 4 " in first
    assert "150,00 €" in first
    assert "25,00 € 25,0 % n° 2 " in second
    assert len(rows_of(page, 1)) == 2


def test_a_payment_names_its_partner_and_agreement(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        found = site(world, euros(300))
        found.disburse(euros(200), bank_reference="VIR 12")
        reference = found.agreement.reference
    whole = text_of(admin.get(f"{ENTRY}/3"))
    assert reference in whole
    assert "VIR 12" in whole


def test_a_receipt_says_who_recorded_it_and_what_the_bank_said(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(rate_bp=500)
        gift = world.gift(fund)
        user = create_user(
            world.session,
            AddUser(email="camille@example.org", name="Camille", role=Role.ACCOUNTANT),
            password="quatre mots bien longs",
            by=by(),
        )
        request = ReceivePayment(
            donation_id=gift.id, amount=euros(100), received_on=RECEIVED, payer="TRESORERIE",
            bank_reference="REF 9", memo="Premier versement",
        )  # fmt: skip
        receive(world.session, request, by=Signature(actor_id=user.id))
        kept = world.session.get_one(Entry, (fund.book_id, 1))
        hashes = (kept.hash, kept.previous_hash)
    whole = text_of(admin.get(f"{ENTRY}/1"))
    for said in ("Camille", "TRESORERIE", "REF 9", "Premier versement", *hashes):
        assert said in whole
    # The fee is of the same act.
    assert "Dans le même acte n° 2" in whole


def test_a_reversal_and_what_it_takes_back_lead_to_each_other(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        world.receive(world.gift(fund), euros(100))
        request = Reverse(fund_id=fund.id, numbers=(1,), on=date(2016, 7, 1), reason="Erreur")
        reverse(world.session, request, by=by())
    assert f'href="{ENTRY}/2">Voir' in admin.get(f"{ENTRY}/1")
    reversal = admin.get(f"{ENTRY}/2")
    assert f'href="{ENTRY}/1">Voir' in reversal
    assert "Erreur" in text_of(reversal)


def test_an_allocation_names_its_decision(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        world.allocate(world.project(fund), (world.paid_gift(fund, euros(100)), euros(40)))
    whole = text_of(admin.get(f"{ENTRY}/2"))
    assert "D-" in whole
    assert "comité" in whole


def test_what_was_carried_over_leads_to_the_entry_in_the_other_fund(
    fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund, other = world.fund(), world.fund(code="ailleurs")
        gift = world.paid_gift(fund, euros(100))
        request = CarryOverTo(
            donation_id=gift.id, to_fund_id=other.id, amount=euros(60), on=DECIDED,
            decision_id=world.decision(fund).id, consent="Lettre du 3 octobre",
        )  # fmt: skip
        carry_over(world.session, request, by=by())
    page = admin.get(f"{ENTRY}/2")
    assert 'href="/funds/ailleurs/entries/1"' in page
    assert "Lettre du 3 octobre" in page
    assert 'href="/funds/fonds-1/entries/2"' in admin.get("/funds/ailleurs/entries/1")


@pytest.mark.parametrize("number", ["3", "0", "99999999999999999999999"])
def test_a_number_that_the_book_has_not_reached_is_not_found(
    fresh_database: Database, admin: Reader, number: str
) -> None:
    with building(fresh_database) as world:
        world.paid_gift(world.fund(), euros(100))
        other = world.fund()
        for _ in range(3):
            world.paid_gift(other, euros(100))
    assert "n’existe pas dans ce livre" in text_of(admin.get(f"{ENTRY}/{number}", status=404))


def test_hostile_text_is_only_text(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        gift = gift_of(world, fund, HOSTILE)
        world.receive(gift, euros(100))
    page = admin.get(f"{ENTRY}/1")
    assert "<script>alert" not in page
    assert text_of(page).count(HOSTILE) == 2


def test_an_entry_of_many_donations_is_paged_and_sums_all(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund()
        gifts = [world.paid_gift(fund, euros(10)) for _ in range(103)]
        number = world.allocate(world.project(fund), *((gift, euros(5)) for gift in gifts))
    page = check_cost(app, admin, f"{ENTRY}/{number}")
    assert "Total de 103 mouvements 515,00 €" in text_of(page)
    assert len(rows_of(page, 1)) == 100
    assert len(rows_of(admin.get(f"{ENTRY}/{number}?page=2"), 1)) == 3
    assert "3 dons de plus" in text_of(page)
