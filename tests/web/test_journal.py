"""The journal of a fund."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from fundtracker.corrections.reverse import Reverse, reverse
from fundtracker.db import Database, dialect_of
from fundtracker.ledger.places import Purpose
from fundtracker.ledger.queries import get_book
from fundtracker.money import Cents
from fundtracker.position.journal_page import JournalFilter, journal_page
from fundtracker.users.models import STAFF_ROLES, Role
from fundtracker.web import lists
from tests.statements import watched
from tests.web.conftest import Reader
from tests.web.pages import building, check_cost, gift_of, rows_of, text_of
from tests.world import RECEIVED, World, by, euros

JOURNAL = "/funds/sucre/journal"


@pytest.fixture
def built(fresh_database: Database) -> None:
    """Two receipts, an allocation of both, its reversal, an allocation of the first alone."""
    with building(fresh_database) as world:
        fund = world.fund(code="sucre")
        nancy = gift_of(world, fund, "Nancy")
        epinal = gift_of(world, fund, "Épinal")
        world.receive(nancy, euros(1000))
        world.receive(epinal, Cents(234_56), on=date(2016, 7, 14))
        project = world.project(fund)
        number = world.allocate(project, (nancy, euros(500)), (epinal, euros(100)))
        request = Reverse(
            fund_id=fund.id, numbers=(number,), on=date(2016, 11, 1), reason="Deux fois saisi"
        )
        reverse(world.session, request, by=by())
        world.allocate(project, (nancy, euros(100)), on=date(2016, 12, 1))


@pytest.mark.usefixtures("built")
def test_the_latest_entry_comes_first_and_leads_to_its_page(admin: Reader) -> None:
    page = admin.get(JOURNAL)
    assert [row.split()[1] for row in rows_of(page)] == ["5", "4", "3", "2", "1"]
    assert '/funds/sucre/entries/5"' in page
    assert "5 écritures" in text_of(page)


@pytest.mark.usefixtures("built")
def test_a_row_says_what_moved_whose_it_is_and_what_took_it_back(admin: Reader) -> None:
    latest, reversal, undone, receipt, _first = rows_of(admin.get(JOURNAL))
    assert "Nancy" in latest
    assert "100,00 €" in latest
    assert "contre-passe le n° 3" in reversal
    assert "− 600,00 €" in reversal
    assert "Deux fois saisi" in reversal
    assert "contre-passée par le n° 4" in undone
    assert "2 donateurs" in undone
    assert "14/07/2016" in receipt


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("purpose=receipt", [2, 1]),
        ("purpose=allocation", [5, 4, 3]),
        ("since=14/7/2016", [5, 4, 3, 2]),
        ("until=13072016", [1]),
        ("since=2016-07-01&until=2016-10-31", [3, 2]),
        ("amount=234,56", [2]),
        ("amount=600", [4, 3]),
        ("amount=500.00 €", [4, 3]),
        ("donor=epinal", [4, 3, 2]),
        ("donor=ville nancy", []),
        ("donor=SUCRE-0001", [5, 4, 3, 1]),
        ("donor=%", []),
        ("project=1", [5, 4, 3]),
        ("collectivity=2", [4, 3, 2]),
        ("decision=2", [5]),
        ("purpose=allocation&donor=epinal", [4, 3]),
        ("purpose=unknown", [5, 4, 3, 2, 1]),
        ("project=99999999999999999999", [5, 4, 3, 2, 1]),
        ("project=²", [5, 4, 3, 2, 1]),
    ],
)
def test_a_filter_keeps_what_fits_it(admin: Reader, asked: str, numbers: list[int]) -> None:
    page = admin.get(f"{JOURNAL}?{asked}")
    shown = [int(row.split()[1]) for row in rows_of(page)] if "<tbody>" in page else []
    assert shown == numbers
    number = f"{len(numbers)} écriture" + ("s" if len(numbers) > 1 else "")
    assert number in text_of(page)


@pytest.mark.usefixtures("built")
def test_the_sum_is_of_one_purpose_with_reversals_deducted(admin: Reader) -> None:
    assert "100,00 €, contre-passations" in text_of(admin.get(f"{JOURNAL}?purpose=allocation"))
    assert "contre-passations déduites" not in text_of(admin.get(f"{JOURNAL}?donor=nancy"))


@pytest.mark.usefixtures("built")
def test_each_filter_can_be_taken_away_and_all_at_once(admin: Reader) -> None:
    page = admin.get(f"{JOURNAL}?purpose=receipt&donor=nancy")
    assert f'href="{JOURNAL}?donor=nancy"' in page
    assert f'href="{JOURNAL}?purpose=receipt"' in page
    assert f'class="clear"><a href="{JOURNAL}"' in page


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("since=31/2/2016", "There is no such day"),
        ("until=bientôt", "This is not a date"),
        ("amount=1.234,56", "can be read in two ways"),
        ("amount=<b>", "This is not an amount"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    admin: Reader, asked: str, sentence: str
) -> None:
    admin.get("/?lang=en", status=303)
    page = admin.get(f"{JOURNAL}?{asked}", status=422)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert "<b>" not in page


@pytest.mark.usefixtures("built")
def test_a_page_beyond_the_last_says_so(admin: Reader) -> None:
    for address in (f"{JOURNAL}?page=999", f"{JOURNAL}?page=999&purpose=receipt"):
        assert "Le journal n’a pas cette page" in admin.get(address)


def test_an_empty_journal_says_what_comes_first(fresh_database: Database, admin: Reader) -> None:
    with building(fresh_database) as world:
        world.fund(code="sucre")
    assert "sera l’écriture n° 1" in text_of(admin.get(JOURNAL))


@pytest.mark.usefixtures("built")
def test_every_role_reads_the_journal(signed_in: Callable[[Role], Reader]) -> None:
    for role in STAFF_ROLES:
        signed_in(role).get(JOURNAL)


def test_a_journal_that_nobody_keeps_is_not_found(admin: Reader) -> None:
    admin.get("/funds/nowhere/journal", status=404)


def test_the_page_of_many_entries_costs_what_one_costs(
    app: Flask, fresh_database: Database, admin: Reader
) -> None:
    with building(fresh_database) as world:
        fund = world.fund(code="sucre", rate_bp=500)
        gifts = [world.paid_gift(fund, euros(100)) for _ in range(30)]
        project = world.project(fund)
        for _ in range(4):
            world.allocate(project, *((gift, euros(1)) for gift in gifts))
    every = "&".join(
        f"{name}={value}"
        for name, value in {
            "purpose": "allocation", "since": "1/1/2016", "until": "1/1/2020", "amount": "30",
            "donor": "ville", "collectivity": 1, "project": 1, "decision": 2,
        }.items()
    )  # fmt: skip
    for asked in ("", "?donor=ville", "?purpose=allocation", f"?{every}"):
        check_cost(app, admin, JOURNAL + asked)


def test_pages_of_numbers_meet_without_a_gap(session: Session) -> None:
    world = World(session)
    fund = world.fund(code="sucre")
    for _ in range(5):
        world.receive(world.gift(fund), euros(10))
    book = get_book(session, "sucre")
    for wanted in (JournalFilter(), JournalFilter(purpose=Purpose.RECEIPT)):
        numbers = [
            [
                row.entry.number
                for row in journal_page(session, book, wanted, page=page, size=2).rows
            ]
            for page in (1, 2, 3, 4)
        ]
        assert numbers == [[5, 4], [3, 2], [1], []]


def test_the_whole_journal_is_read_by_number_alone(session: Session) -> None:
    world = World(session)
    fund = world.fund(code="sucre")
    world.receive(world.gift(fund), euros(10), on=RECEIVED)
    book = get_book(session, "sucre")
    with watched(session) as statements:
        journal_page(session, book, JournalFilter())
    assert len(statements) == 2
    if dialect_of(session) == "sqlite":
        assert not [step for step in statements.plans(session) if step.startswith("SCAN")]


@pytest.mark.usefixtures("built")
def test_the_journal_is_taken_away_as_a_file_of_what_it_shows(app: Flask, admin: Reader) -> None:
    check_cost(app, admin, f"{JOURNAL}?purpose=allocation")
    names = "date", "what", "donor", "amount", "reason", "reverses"
    columns = "&".join(f"columns={it}" for it in names)
    answer = admin.client.get(f"{JOURNAL}?purpose=allocation&{columns}&format=csv")
    assert answer.get_data(as_text=True).lstrip("\ufeff").splitlines() == [
        "Écriture;Date de valeur;Nature;Donateur;Montant;Motif;Contre-passe l’écriture n°",
        "5;01/12/2016;Affectation;Nancy;100,00;;",
        "4;01/11/2016;Affectation;2 donateurs;-600,00;Deux fois saisi;3",
        "3;01/10/2016;Affectation;2 donateurs;600,00;;",
        "Total;;;;100,00;;",
    ]
    assert f"{JOURNAL}?purpose=allocation&amp;format=xlsx" in admin.get(
        f"{JOURNAL}?purpose=allocation"
    )


@pytest.mark.usefixtures("built")
def test_a_file_of_too_many_rows_is_refused_in_words(
    admin: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "LARGEST_FILE", 2)
    page = admin.get(f"{JOURNAL}?format=csv", status=422)
    assert "au plus 2 lignes, et cette liste en a 5" in text_of(page)
    file = admin.client.get(f"{JOURNAL}?since=2016-12-01&format=csv").get_data(as_text=True)
    # What the page says inside other columns has columns of its own in the file.
    assert re.search(r"^5;01/12/2016;Affectation;Nancy;Projet \d+;100,00;D-4;", file, re.MULTILINE)
