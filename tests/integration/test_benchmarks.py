"""What the benchmarks measure on: a generated ledger is a sound one."""

from __future__ import annotations

from sqlalchemy import func, select

from benchmarks.data.generate import generate
from benchmarks.data.spec import Spec
from fundtracker.db import Database
from fundtracker.ledger.models import Transfer
from fundtracker.ledger.verify.run import verify
from fundtracker.schema import import_models

SMALL = Spec(transfers=600, donations=30, funds=3, projects=4, donors=40)


def test_a_generated_ledger_is_found_sound(empty_database: Database) -> None:
    import_models()
    generate(SMALL, [empty_database])
    with empty_database.session() as session:
        report = verify(session)
        assert [finding.message() for finding in report.findings] == []
        assert len(report.heads) == SMALL.funds
        measured = select(func.count()).select_from(Transfer).where(Transfer.book_id == 1)
        assert session.scalar(measured) == SMALL.transfers
