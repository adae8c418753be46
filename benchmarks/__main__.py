"""Everything, measured on SQLite and PostgreSQL: ``make bench``; ``QUICK=1 make bench`` is small.

The result is printed as it comes and, of a whole run, written to ``docs/performance.md``.
"""

from __future__ import annotations

import os
import platform
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.clients import Pair
from benchmarks.data.generate import generate
from benchmarks.data.spec import Spec
from benchmarks.document import write
from benchmarks.figures import Table
from benchmarks.measures import crowd, packs, pages, report, services, verification
from benchmarks.reference import tables
from benchmarks.servers import servers
from fundtracker.files.store import FileStore
from fundtracker.schema import import_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.servers import Servers
    from fundtracker.db import Database

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """How large the data of a run is, and how often everything is done."""

    small: int
    large: int
    few: int
    many: int
    most: int
    rounds: int
    posts_each: int


WHOLE = Scale(
    small=10_000, large=1_000_000, few=10_000, many=100_000, most=1_000_000, rounds=25,
    posts_each=15,
)  # fmt: skip
QUICK = Scale(
    small=10_000, large=30_000, few=1_000, many=3_000, most=10_000, rounds=5, posts_each=3
)


def main() -> int:
    """Measure; return how many bounds were missed."""
    import_models()
    is_quick = os.environ.get("QUICK", "") not in {"", "0"}
    scale = QUICK if is_quick else WHOLE
    table = Table()
    started = perf_counter()
    with servers() as found:
        _measure_ledgers(table, found, scale)
        _measure_lists(table, found, scale)
        kinds = found.kinds
    print(f"\n{len(table.missed)} missed, {perf_counter() - started:.0f} s in all.")
    if not is_quick:
        write(DOCUMENT, table, kinds=kinds, python=platform.python_version())
        print(f"Written to {DOCUMENT.relative_to(Path.cwd())}.")
    return len(table.missed)


def _measure_ledgers(table: Table, found: Servers, scale: Scale) -> None:
    small, large = (
        _generated(found, f"ledger_{size}", Spec(transfers=size))
        for size in (scale.small, scale.large)
    )
    for kind in found.kinds:
        with _pair(small[kind]) as little, _pair(large[kind]) as big:
            pages.measure_funds(table, kind, little, big, scale.rounds)
            report.measure(table, kind, small[kind], scale.rounds)
            with TemporaryDirectory() as folder:
                store = FileStore(Path(folder))
                report.measure_batch(table, kind, small[kind], store, scale.rounds)
            packs.measure(table, kind, small[kind], scale.rounds)
            pages.measure_staff(table, kind, little, scale.rounds)
            pages.measure_receipts(table, kind, little, big, scale.rounds)
        services.measure(table, kind, small[kind], large[kind], scale.rounds)
        crowd.measure(table, kind, large[kind], scale.posts_each)
        verification.measure(table, kind, large[kind])
        found.drop(small[kind])
        found.drop(large[kind])


def _measure_lists(table: Table, found: Servers, scale: Scale) -> None:
    # One donation in five is paid: a million of them would not tell more.
    sizes = (scale.few, scale.many, scale.most)
    specs = [Spec(transfers=size // 5 * 6, donations=size, paid_every=5) for size in sizes]
    few, many, most = (_generated(found, f"list_{it.donations}", it) for it in specs)
    for kind in found.kinds:
        with _pair(few[kind]) as one, _pair(many[kind]) as two, _pair(most[kind]) as three:
            pages.measure_lists(table, kind, (one, two, three), scale.rounds)
            pages.measure_open(table, kind, (one, two), (few[kind], many[kind]), scale.rounds)


def _generated(found: Servers, name: str, spec: Spec) -> dict[str, Database]:
    started = perf_counter()
    databases = {kind: found.create(kind, name) for kind in found.kinds}
    generate(spec, list(databases.values()))
    for database in databases.values():
        tables.create(database)
    print(f"({name}: generated in {perf_counter() - started:.0f} s)", flush=True)
    return databases


@contextmanager
def _pair(database: Database) -> Iterator[Pair]:
    pair = Pair(database)
    yield pair
    pair.close()


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
