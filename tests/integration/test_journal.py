"""The journal: an independent program recomputes every balance that the product shows."""

from __future__ import annotations

import csv
import io
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundtracker.exchange.journal import account_name, write_balances, write_journal
from fundtracker.ledger.errors import NoSuchBook
from fundtracker.ledger.models import Account
from fundtracker.ledger.places import Place
from tests.builders import FIRST, SECOND, Ledger
from tests.spending_world import LATER, Site, site
from tests.world import World, euros


@pytest.fixture
def under_way(session: Session) -> Site:
    """Two funds with money at nearly every place, a reversal, and a line that came late."""
    here = site(World(session), euros(100), euros(50))
    paid = here.disburse(euros(60))
    here.accept(euros(30))
    here.give_back(euros(5))
    here.give_up(euros(2))
    here.reject(here.disburse(euros(7)), on=LATER)
    assert paid.id
    other = Ledger(here.world)
    other.post(
        other.receipt(123_456, SECOND, memo="; memo\n2016-01-01 forged"), other.fee(1, SECOND)
    )
    other.post(other.receipt(1, FIRST))
    return here


def _journal(session: Session, book_code: str | None = None) -> str:
    out = io.StringIO()
    write_journal(session, out, book_code)
    return out.getvalue()


def _balances(session: Session, book_code: str | None = None) -> dict[str, Decimal]:
    out = io.StringIO()
    write_balances(session, out, book_code)
    rows = list(csv.reader(io.StringIO(out.getvalue())))
    assert rows[0] == ["account", "balance"]
    return {name: Decimal(amount) for name, amount in rows[1:]}


def _hledger(hledger: Path, journal: str, *arguments: str) -> str:
    return subprocess.run(
        [hledger, "--file", "-", *arguments],
        input=journal,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def _recomputed(hledger: Path, journal: str) -> dict[str, Decimal]:
    output = _hledger(
        hledger, journal, "balance", "--flat", "--empty", "--no-total", "--output-format", "csv"
    )
    rows = csv.DictReader(io.StringIO(output))
    return {row["account"]: Decimal(row["balance"].removesuffix(" EUR")) for row in rows}


def test_hledger_finds_every_balance_that_the_product_shows(under_way: Site, hledger: Path) -> None:
    session = under_way.world.session
    shown = _balances(session)
    assert _recomputed(hledger, _journal(session)) == shown
    assert len(shown) == len(session.scalars(select(Account.id)).all())
    assert sum(shown.values()) == 0
    assert {name.split(":")[1] for name in shown} >= {"held", "advanced", "justified", "lost"}


def test_hledger_finds_the_balances_of_one_book_in_its_journal_alone(
    under_way: Site, hledger: Path
) -> None:
    session, code = under_way.world.session, under_way.fund.code
    shown = _balances(session, code)
    assert all(name.startswith(f"{code}:") for name in shown)
    assert _recomputed(hledger, _journal(session, code)) == shown


def test_hledger_accepts_the_journal_at_its_strictest(under_way: Site, hledger: Path) -> None:
    """Everything is declared and balanced, and dates are in order."""
    journal = _journal(under_way.world.session)
    _hledger(hledger, journal, "check", "--strict", "ordereddates")


def test_hledger_finds_entries_by_number_and_by_tag(under_way: Site, hledger: Path) -> None:
    journal, code = _journal(under_way.world.session), under_way.fund.code
    found = _hledger(hledger, journal, "print", f"code:^{code}-3$")
    assert f"2016-10-01 ({code}-3) allocation" in found
    reversals = _hledger(hledger, journal, "print", f"tag:reverses={code}-")
    assert reversals.count("reverses:") == 1
    disbursements = _hledger(hledger, journal, "print", "tag:^purpose=^disbursement$")
    assert disbursements.count(") disbursement") == 3


def test_entries_are_in_the_order_of_value_date_then_book_then_number(under_way: Site) -> None:
    lines = [it for it in _journal(under_way.world.session).splitlines() if it[:2] == "20"]
    found = [(it[:10], *it[12 : it.index(")")].rsplit("-", 1)) for it in lines]
    assert found == sorted(found, key=lambda it: (it[0], it[1], int(it[2])))
    assert len(found) == len(set(found)) == 12


def test_an_entry_is_written_in_full(session: Session) -> None:
    ledger = Ledger.of(session)
    (entry,) = ledger.post(ledger.receipt(123_456))
    (back,) = ledger.reverse(1, on=SECOND)
    code, reference = ledger.fund.code, ledger.gift.reference
    assert _journal(session, code) == (
        "; FundTracker: the journal, every movement of money by its value date\n"
        "\n"
        "commodity EUR\n"
        "    format 1000.00 EUR\n"
        "\n"
        f"account {code}:donor:{reference}\n"
        f"account {code}:unallocated:{reference}\n"
        "\n"
        f"2016-06-01 ({code}-1) receipt\n"
        f"    ; act: {entry.act_id}\n"
        "    ; purpose: receipt\n"
        f"    {code}:unallocated:{reference}  1234.56 EUR\n"
        f"    {code}:donor:{reference}  -1234.56 EUR\n"
        "\n"
        f"2016-06-02 ({code}-2) receipt\n"
        f"    ; act: {back.act_id}\n"
        "    ; purpose: receipt\n"
        f"    ; reverses: {code}-1\n"
        f"    {code}:donor:{reference}  1234.56 EUR\n"
        f"    {code}:unallocated:{reference}  -1234.56 EUR\n"
    )


def test_nothing_that_people_type_is_in_the_journal(under_way: Site) -> None:
    journal = _journal(under_way.world.session)
    for typed in ("memo", "forged", "Ferretería", "F-12", "Ville", "Projet", "virement"):
        assert typed not in journal


def test_a_book_without_entries_is_a_journal_too(session: Session, hledger: Path) -> None:
    code = World(session).fund().code
    assert _recomputed(hledger, _journal(session, code)) == _balances(session, code) == {}


def test_a_book_that_is_not_there_is_refused(session: Session) -> None:
    with pytest.raises(NoSuchBook):
        _journal(session, "nulle-part")
    with pytest.raises(NoSuchBook):
        _balances(session, "nulle-part")


def test_account_names_are_readable_and_cannot_be_forged() -> None:
    name = account_name("equateur-2016", Place.ADVANCED, "EQUATEUR-2016-0007", 3, 2)
    assert name == "equateur-2016:advanced:EQUATEUR-2016-0007:project-3:agreement-2"
    forged = account_name("e", Place.HELD, "A:project-1  5 EUR\n; x", 2, None)
    assert forged.count(":") == 3
    assert not set(forged) & set(" \n;()[]\"'")
    assert account_name("e", Place.FEES, "é", None, None) != account_name(
        "e", Place.FEES, "è", None, None
    )
    assert account_name("e", Place.FEES, "a b", None, None) != account_name(
        "e", Place.FEES, "a_20_b", None, None
    )
