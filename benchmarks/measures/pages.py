"""Pages in units of L: the fund, a collectivity, the list of donations, receiving a payment."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from benchmarks.clients import SEE_OTHER, receipt_form
from benchmarks.data.spec import PAST_DAY
from benchmarks.timing import in_turns
from fundtracker import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.clients import Client, Pair
    from benchmarks.figures import Table

FUND = "/funds/fonds-01"
# Gives to every fund.
COLLECTIVITY = "/collectivities/1"
LIST = f"{FUND}/donations"
_BEYOND_THE_LAST = 1_000_000


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
    unit = found["L"]
    table.ratio("Reference: H, a bare page", kind, found["H"], unit, None, unit="L")
    table.ratio("Reference: Q, one indexed query", kind, found["Q"], unit, None, unit="L")
    table.ratio("Fund page", kind, found["fund"], unit, 3, unit="L")
    table.ratio("Fund page, large ÷ small ledger", kind, found["fund"], found["fund, small"], 1.3)
    table.ratio("Fund page as of a past month's end", kind, found["past"], unit, 4, unit="L")
    table.ratio("A collectivity over 20 funds", kind, found["collectivity"], unit, 2, unit="L")


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


def payments(client: Client) -> Callable[[], object]:
    """Return what opens the form of the next donation and sends it."""
    numbers = count()
    today = clock.today().isoformat()

    def once() -> None:
        address = f"/donations/FONDS-01-{next(numbers) % 100 + 1:04}/receipts/new"
        form = receipt_form(client.get(address), 1_000_00, today)
        assert client.post(address, form).status_code == SEE_OTHER

    return once
