"""Pages in units of L, a bare list of 100 rows: positions, lists, records, and forms sent."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from benchmarks.clients import OK, SEE_OTHER, allocation_form, lines_in, receipt_form
from benchmarks.data.spec import PAST_DAY
from benchmarks.timing import in_turns
from fundtracker import clock
from fundtracker.web import pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.clients import Client, Pair
    from benchmarks.figures import Table
    from fundtracker.db import Database

FUND = "/funds/fonds-01"
# Gives to every fund.
COLLECTIVITY = "/collectivities/1"
LIST = f"{FUND}/donations"
PUBLIC = "/public/fonds-01"
_BEYOND_THE_LAST = 1_000_000

# Other lists of a fund, and a page of each of its records: all read by the page, none by history.
LISTS = {
    "Journal": f"{FUND}/journal",
    "Projects": f"{FUND}/projects",
    "Decisions": f"{FUND}/decisions",
    "Agreements": f"{FUND}/agreements",
    "Payments": f"{FUND}/payments",
    "Expenditures": f"{FUND}/expenditures",
    "Leftovers": f"{FUND}/leftovers",
    "Collectivities": "/collectivities",
    "Partners": "/partners",
    "What there is to do": "/work",
}
RECORDS = {
    "Donation": "/donations/FONDS-01-0001",
    "Project": f"{FUND}/projects/1",
    "Entry": f"{FUND}/entries/1",
}

# A fund of eighty donations, each with money left; the largest real one has seventy-two donors.
_ALLOCATING = "/funds/fonds-02/allocations/new"
_LEAST_LINES = 72


def measure_funds(table: Table, kind: str, small: Pair, large: Pair, rounds: int) -> None:
    """Measure the pages that show positions, on the small and on the large ledger."""
    past = f"?as_of={PAST_DAY.isoformat()}"
    found = in_turns(
        {
            "H": lambda: large.reference.get("/hello"),
            "Q": lambda: large.reference.get("/query"),
            "L": lambda: large.reference.get("/receipts"),
            "fund": lambda: large.ours.get(FUND),
            "fund, small": lambda: small.ours.get(FUND),
            "past": lambda: large.ours.get(FUND + past),
            "collectivity": lambda: large.ours.get(COLLECTIVITY),
        },
        rounds,
    )
    # By itself: it forgets the pictures of the other pages too.
    moved = in_turns(
        {
            "L": lambda: large.reference.get("/receipts"),
            "fund, painted": lambda: _painted_anew(large.ours),
        },
        rounds,
    )
    unit = found["L"]
    table.ratio("Reference: H, a bare page", kind, found["H"], unit, None, unit="L")
    table.ratio("Reference: Q, one indexed query", kind, found["Q"], unit, None, unit="L")
    table.ratio("Fund page", kind, found["fund"], unit, 3, unit="L")
    name = "Fund page whose money moved since: its pictures painted anew"
    table.ratio(name, kind, moved["fund, painted"], moved["L"], None, unit="L")
    table.ratio("Fund page, large ÷ small ledger", kind, found["fund"], found["fund, small"], 1.3)
    table.ratio("Fund page as of a past month's end", kind, found["past"], unit, 4, unit="L")
    table.ratio("A collectivity over 20 funds", kind, found["collectivity"], unit, 2, unit="L")


def _painted_anew(ours: Client) -> str:
    pictures.forget()
    return ours.get(FUND)


def measure_receipts(table: Table, kind: str, small: Pair, large: Pair, rounds: int) -> None:
    """Measure the form of a payment, opened and sent."""
    found = in_turns(
        {
            "L": lambda: large.reference.get("/receipts"),
            "receive": payments(large.ours),
            "receive, small": payments(small.ours),
        },
        rounds,
    )
    receive = found["receive"]
    table.ratio("Receive a payment, form and post", kind, receive, found["L"], 4.5, unit="L")
    table.ratio(
        "Receive a payment, large ÷ small ledger", kind, receive, found["receive, small"], 1.3
    )


def measure_staff(table: Table, kind: str, pair: Pair, rounds: int) -> None:
    """Measure the other lists and records of the staff, and an allocation, at 100 × today."""
    addresses = LISTS | RECORDS
    found = in_turns(
        {
            "L": lambda: pair.reference.get("/receipts"),
            "allocation": allocations(pair.ours),
            **{name: _reading(pair.ours, address) for name, address in addresses.items()},
        },
        rounds,
    )
    unit = found["L"]
    for name in LISTS:
        table.ratio(f"List: {name.lower()}", kind, found[name], unit, 3, unit="L")
    for name in RECORDS:
        table.ratio(f"Page of a record: {name.lower()}", kind, found[name], unit, 4.5, unit="L")
    name = "Allocate over 80 donations, form, proposal and post"
    table.ratio(name, kind, found["allocation"], unit, 8, unit="L")


def _reading(client: Client, address: str) -> Callable[[], object]:
    return lambda: client.get(address)


def allocations(client: Client) -> Callable[[], object]:
    """Return what opens the form of an allocation, lets a split be proposed, and records it."""
    today = clock.today().isoformat()

    def once() -> None:
        form = allocation_form(client.get(_ALLOCATING), 100_00, today)
        proposed = client.post(_ALLOCATING, {**form, "propose": "1"})
        assert proposed.status_code == OK
        lines = lines_in(proposed.get_data(as_text=True))
        assert len(lines) >= _LEAST_LINES
        assert client.post(_ALLOCATING, {**form, **lines}).status_code == SEE_OTHER

    return once


def measure_lists(table: Table, kind: str, pairs: tuple[Pair, Pair, Pair], rounds: int) -> None:
    """Measure the list of donations: few, many (the measured one) and very many of them."""
    few, many, most = pairs
    found = in_turns(
        {
            "L": lambda: many.reference.get("/receipts"),
            "first": lambda: many.ours.get(LIST),
            "last": lambda: many.ours.get(f"{LIST}?page={_BEYOND_THE_LAST}"),
            "few": lambda: few.ours.get(LIST),
            "most": lambda: most.ours.get(LIST),
            "filtered": lambda: many.ours.get(f"{LIST}?state=unallocated"),
        },
        rounds,
    )
    first = found["first"]
    table.ratio("Donation list, page 1 with count and sums", kind, first, found["L"], 3, unit="L")
    table.ratio("Donation list, last page ÷ page 1", kind, found["last"], first, 1.3)
    table.ratio("Donation list, most ÷ few donations", kind, found["most"], found["few"], 1.3)
    name = "Donation list filtered by state, count and sums over all"
    table.ratio(name, kind, found["filtered"], found["L"], None, unit="L")


def measure_open(
    table: Table,
    kind: str,
    pairs: tuple[Pair, Pair],
    databases: tuple[Database, Database],
    rounds: int,
) -> None:
    """Measure what a donor and the public see, beside few and many donations of others."""
    few, many = pairs
    # Adding them is recorded, which makes every page a new one.
    donors = [pair.donor(database, 1) for pair, database in zip(pairs, databases, strict=True)]
    visitor = many.visitor()
    tag = visitor.tag_of(PUBLIC)
    found = in_turns(
        {
            "L": lambda: many.reference.get("/receipts"),
            "Q": lambda: many.reference.get("/query"),
            "home": lambda: donors[1].get("/my"),
            "home, few": lambda: donors[0].get("/my"),
            "donor's fund": lambda: donors[1].get("/my/funds/fonds-01"),
            "public": lambda: visitor.get(PUBLIC),
            "public, few": lambda: few.visitor().get(PUBLIC),
            "funds": lambda: visitor.get("/public"),
            "kept": lambda: visitor.ask_again(PUBLIC, tag),
        },
        rounds,
    )
    unit = found["L"]
    table.ratio("A donor's first page", kind, found["home"], unit, 3, unit="L")
    name = "A donor's first page, many ÷ few donations in all"
    table.ratio(name, kind, found["home"], found["home, few"], None)
    table.ratio("A donor's page of a fund", kind, found["donor's fund"], unit, None, unit="L")
    table.ratio("Public page of a fund", kind, found["public"], unit, 3, unit="L")
    name = "Public page of a fund, many ÷ few donations"
    table.ratio(name, kind, found["public"], found["public, few"], 1.3)
    table.ratio("Public list of 20 funds", kind, found["funds"], unit, 3, unit="L")
    table.ratio("Public page asked for again", kind, found["kept"], found["Q"], 2.5, unit="Q")


def payments(client: Client) -> Callable[[], object]:
    """Return what opens the form of the next donation and sends it."""
    numbers = count()
    today = clock.today().isoformat()

    def once() -> None:
        address = f"/donations/FONDS-01-{next(numbers) % 100 + 1:04}/receipts/new"
        form = receipt_form(client.get(address), 1_000_00, today)
        assert client.post(address, form).status_code == SEE_OTHER

    return once
