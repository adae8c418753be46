"""Obtain what the tests need and this machine lacks: ``python -m tests.services``.

Never fails: what cannot be had is said here, and its tests are skipped with the cure.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.services import apt, chromium, hledger, postgresql
from tests.services.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# By Debian's package name: how it is found, and how it is had without apt.
_NEEDS: dict[str, tuple[Callable[[], Path], Callable[[], bool] | None]] = {
    "postgresql": (postgresql.find, postgresql.download),
    "chromium": (chromium.find, chromium.download),
    "hledger": (hledger.find, None),
}


def main() -> None:
    """Look, install with apt as root, else download; print where each thing is."""
    missing = [package for package in _NEEDS if not _is_found(package)]
    if missing and apt.is_usable() and not apt.install(missing):
        # One package that this distribution lacks must not keep the others away.
        for package in missing:
            apt.install([package])
    for package, (find, download) in _NEEDS.items():
        if not _is_found(package) and download is not None:
            download()
        if package == "postgresql" and os.environ.get("TEST_DATABASE_URL"):
            print("postgresql: TEST_DATABASE_URL")
            continue
        try:
            print(f"{package}: {find()}")
        except Missing as missed:
            print(f"{package}: {missed}")


def _is_found(package: str) -> bool:
    if package == "postgresql" and os.environ.get("TEST_DATABASE_URL"):
        return True
    try:
        _NEEDS[package][0]()
    except Missing:
        return False
    return True


if __name__ == "__main__":
    main()
