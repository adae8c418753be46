"""Verification: counters and totals against the bare GROUP BY, the chain apart."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from sqlalchemy import text

from benchmarks.figures import Figure
from benchmarks.timing import in_turns
from fundtracker.ledger.verify.run import verify

if TYPE_CHECKING:
    from benchmarks.figures import Table
    from fundtracker.db import Database

_MONTH = {"sqlite": "substr(effective_on, 1, 7)", "postgresql": "date_trunc('month', effective_on)"}
_ROUNDS = 3


def measure(table: Table, kind: str, database: Database) -> None:
    """Verify a sound ledger; the bare sums are those by account and month, of both sides."""
    sums: list[float] = []
    chain: list[float] = []
    entries = 0

    def ours() -> None:
        nonlocal entries
        with database.session() as session:
            report = verify(session)
        assert report.is_sound, [finding.message() for finding in report.findings[:3]]
        sums.append(report.sums_seconds)
        chain.append(report.chain_seconds)
        entries = report.entries

    bare = in_turns({"bare": lambda: _bare(database, kind), "ours": ours}, _ROUNDS, warm_up=0)
    found = sorted(sums)[_ROUNDS // 2]
    table.ratio("verify: counters and totals ÷ bare GROUP BY", kind, found, bare["bare"], 2)
    seconds = sorted(chain)[_ROUNDS // 2]
    table.add(
        Figure(
            name="verify: the chain",
            database=kind,
            value=seconds,
            unit="s",
            behind=f"{entries} entries, {entries / seconds:.0f}/s",
        )
    )


def _bare(database: Database, kind: str) -> float:
    started = perf_counter()
    with database.session() as session:
        for side in ("debit", "credit"):
            statement = (
                f"SELECT {side}_account_id, {_MONTH[kind]}, sum(amount) FROM transfer"  # noqa: S608
                " GROUP BY 1, 2"
            )
            session.execute(text(statement)).all()
    return perf_counter() - started
