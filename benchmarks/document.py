"""Writing what was measured down: ``docs/performance.md``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fundtracker import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.figures import Table

_TEXT = """\
# What is fast, measured

Written by `make bench` (`python -m benchmarks`); `QUICK=1 make bench` runs all of it on small
data and writes nothing.

## How it was taken

- On {day}, with Python {python}, on {cores} cores, {databases}.
- SQLite as in production (WAL, `synchronous = FULL`); PostgreSQL with its default settings of
  durability: a measured write is on the disk when it returns.
- Everything is a ratio. What is compared runs in turns within one run, after a warm-up; each number
  is the ratio of two medians. Milliseconds depend on the machine and on what else it does; ratios
  much less.
- Pages go through Flask's test client, ours and the reference's alike. Eight clients at once post
  to a live waitress with eight threads, over kept connections, their forms open before.
- The reference application is `benchmarks/reference`, over the same database and the same data:
  **H** a bare Flask page, **Q** one with an indexed query, **L** an honest list page (session,
  user, CSRF token, ORM, a hundred rows with three joined names, filter form, layout).
- Ledgers: 20 funds of 20 projects, 3,000 donors, 1,500 donations in the measured fund, and in it
  10,000 transfers (*small*) or 1,000,000 (*large*) over sixty months, on the same accounts.
- Lists: 10,000 (*few*), 100,000 (the one measured) and 1,000,000 (*most*) donations in one fund,
  one in five of them paid.
- The *bare commit* is one insert and two counter updates by the driver alone. The *bare GROUP BY*
  sums both sides of all transfers by account and month, which is what counters and totals are made
  of. The *bare canvas* draws the same text runs, rules and boxes as the report, at the same places,
  in the same fonts, placed and embedded by ReportLab itself.
- The last pictures of pages are kept by their figures: a page of a fund whose money did not move is
  answered without painting them. Both are measured.
- WeasyPrint gets the words and the pictures of the report as HTML that is ready, our drawing gets
  its content; both write tags, neither reads books.

## Figures

{table}

{missed}
"""


def write(path: Path, table: Table, *, kinds: Sequence[str], python: str) -> None:
    """Write the document anew."""
    missed = [f"- {it.name} ({it.database}): {it.value:.2f}, {it.rule}" for it in table.missed]
    text = _TEXT.format(
        day=clock.today().isoformat(),
        python=python,
        cores=os.cpu_count(),
        databases=" and ".join(kinds),
        table=table.markdown(),
        missed="\n".join(["Missed:", "", *missed]) if missed else "Every bound holds.",
    )
    path.write_text(text, encoding="utf-8")
