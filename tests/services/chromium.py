"""The browser of the end-to-end tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.services.missing import Missing

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")

# Run as root it refuses its sandbox; the rest keeps it from calling home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def find() -> Path:
    """Return the browser: one on PATH, or the one that Playwright downloaded; else Missing."""
    on_path = (shutil.which(name) for name in NAMES)
    for found in on_path:
        if found is not None:
            return Path(found)
    for name in ("chrome", "headless_shell", "chrome-headless-shell"):
        for path in sorted(_playwright_browsers().glob(f"chromium*/*/{name}"), reverse=True):
            return path
    what = "no Chromium"
    raise Missing(what, "apt install chromium, or .venv/bin/playwright install chromium")


def download() -> bool:
    """Let Playwright download its own browser."""
    print("Downloading Playwright's Chromium…", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _playwright_browsers() -> Path:
    return Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")).expanduser()
