"""hledger: the independent program that recomputes our balances from the journal."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.services.missing import Missing


def find() -> Path:
    """Return the program, else raise Missing."""
    found = shutil.which("hledger")
    if found is None:
        what = "no hledger"
        raise Missing(what, "apt install hledger")
    return Path(found)
