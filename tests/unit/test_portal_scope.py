"""A donor's records are found in one module of its pages: no other asks for any itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.repository import ROOT

PORTAL = ROOT / "fundtracker" / "web" / "portal"
SCOPE = "own.py"

# What a page of a donor may import when it runs: no query, no model of a record, no session.
PURE = {
    "fundtracker.clock", "fundtracker.db", "fundtracker.money", "fundtracker.i18n",
    "fundtracker.position.summary", "fundtracker.spending.headings", "fundtracker.users",
    "fundtracker.parties.edit", "fundtracker.web",
    "fundtracker.documents.kinds",
}  # fmt: skip
# Of the pages' own package, what would open a session past the scope.
FORBIDDEN = {"fundtracker.web.reading"}


def _imports(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = [
        it
        for it in ast.walk(tree)
        if isinstance(it, ast.If) and ast.unparse(it.test) == "TYPE_CHECKING"
    ]
    unseen = {id(it) for block in typing for it in ast.walk(block)}
    for it in ast.walk(tree):
        if id(it) in unseen:
            continue
        if isinstance(it, ast.ImportFrom):
            assert it.module is not None
            yield from (
                f"{it.module}.{name.name}" if it.module == "fundtracker.web" else it.module
                for name in it.names
            )
        elif isinstance(it, ast.Import):
            yield from (name.name for name in it.names)


def test_only_the_scope_asks_for_records() -> None:
    modules = sorted(it for it in PORTAL.glob("*.py") if it.name != SCOPE)
    assert len(modules) > 8
    for path in modules:
        for name in _imports(path):
            assert not name.startswith("sqlalchemy"), path
            if name.startswith("fundtracker"):
                assert name not in FORBIDDEN, (path, name)
                assert any(name == it or name.startswith(f"{it}.") for it in PURE) or (
                    name == "fundtracker"
                ), (path, name)
