"""The tracked files of the repository, for the tests that read them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent


def tracked_files() -> list[Path]:
    """Return what git tracks, relative to the root; what was deleted meanwhile left out."""
    output = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git is on PATH
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in output.split("\0") if name and (ROOT / name).exists()]
