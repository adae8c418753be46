"""What tests of pages share: a world behind the pages, and what a page costs."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import event

from fundtracker.db import Database
from fundtracker.donations.models import Donation
from fundtracker.donations.record import RecordDonation, record_donation
from fundtracker.funds.models import Fund
from fundtracker.transaction import transaction
from tests.web.conftest import Reader
from tests.world import World, by

MOST_STATEMENTS = 12
MOST_BYTES = 300_000

HOSTILE = "<script>alert(1)</script> & “x” ${y} {{ 7*7 }}"


@contextmanager
def building(database: Database) -> Iterator[World]:
    """Build a world that pages then show."""
    with database.session() as reading, transaction(reading) as session:
        yield World(session)


def gift_of(world: World, fund: Fund, name: str) -> Donation:
    """Record the gift of a collectivity of that name."""
    request = RecordDonation(fund_id=fund.id, collectivity_id=world.collectivity(name).id)
    return record_donation(world.session, request, by=by())


def text_of(page: str) -> str:
    """Return what a page says in its content, without tags, spaces folded."""
    content = page[page.index("<main") : page.index("</main>")]
    plain = html.unescape(re.sub(r"<[^>]+>", " ", content))
    return " ".join(plain.replace("\u00a0", " ").replace("\u202f", " ").split())


def rows_of(page: str, table: int = 0) -> list[str]:
    """Return what each row of the body of a table says."""
    body = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)[table]
    return [text_of(f"<main>{row}</main>") for row in re.findall(r"<tr\b.*?</tr>", body, re.DOTALL)]


def check_cost(app: Flask, reader: Reader, address: str) -> str:
    """Get a page; fail where it takes too many statements or is too large."""
    statements: list[str] = []

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        page = reader.get(address)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    asked = [it for it in statements if not it.startswith(("BEGIN", "PRAGMA"))]
    assert len(asked) <= MOST_STATEMENTS, asked
    assert len(page.encode()) <= MOST_BYTES
    return page
