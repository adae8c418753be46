"""What the repository holds, and what it must not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repository import ROOT, tracked_files

TOP_LEVEL = {
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "LICENSE",
    "Makefile",
    "README.md",
    "benchmarks",
    "config.py",
    "docs",
    "fundtracker",
    "migrations",
    "pyproject.toml",
    "requirements",
    "templates",
    "tests",
    "wsgi.py",
}

# Directories of one person's machine, and the hosts that packages are downloaded from.
MACHINE_PATH = re.compile(rb"(?<![\w.~/])/(?:home|root|work|Users|farm)/\w")
REGISTRY = re.compile(
    rb"(?:files\.pythonhosted|pypi|npmjs|registry\.yarnpkg|deb\.debian|jsdelivr|unpkg)"
    rb"\.(?:org|com|net)"
)
VENDORED = Path("fundtracker/static/vendor")


def _texts() -> list[Path]:
    return [
        path
        for path in tracked_files()
        if VENDORED not in path.parents
        and path.name != Path(__file__).name
        and b"\0" not in (ROOT / path).read_bytes()[:8000]
    ]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine", "registry"])
def test_no_tracked_file_names_a_machine_or_a_registry(pattern: re.Pattern[bytes]) -> None:
    found = {path for path in _texts() if pattern.search((ROOT / path).read_bytes())}
    assert found == set()


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, b"see /home/ada/fund.db"),
        (REGISTRY, b"https://files.pythonhosted.org/packages"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[bytes], text: bytes) -> None:
    assert pattern.search(text)


def test_nothing_else_stands_at_the_top_level() -> None:
    assert {path.parts[0] for path in tracked_files()} <= TOP_LEVEL


def test_only_one_place_commits() -> None:
    sources = [
        path
        for path in tracked_files()
        if path.suffix == ".py" and path.parts[0] in {"fundtracker", "wsgi.py"}
    ]
    committing = {
        path.as_posix() for path in sources if ".commit()" in (ROOT / path).read_text("utf-8")
    }
    # Migrations commit their own transaction: it changes tables, not money. What only read is ended
    # by a commit as well, of a transaction in which PostgreSQL lets nobody write.
    ending = {"fundtracker/schema.py", "fundtracker/db.py"}
    assert committing == {"fundtracker/transaction.py", *ending}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_requirements_are_pinned_with_hashes_and_without_addresses(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    requirements = [line for line in lines if not line.startswith(" ")]
    assert all(re.match(r"[\w.\[\],-]+==[\w.]+( ;[^\\]+)? \\$", line) for line in requirements)
    assert all(re.match(r" +--hash=sha256:[0-9a-f]{64}( \\)?$", it) for it in lines if it[0] == " ")
    assert "://" not in path.read_text("utf-8")
