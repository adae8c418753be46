"""Debian's packages, for a test run as root on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess

# What dpkg says of a package once it is in place.
_DONE = ("Setting up ", "Fetched ")


def is_usable() -> bool:
    """Tell whether packages can be installed here: as root, with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> bool:
    """Install ``packages`` without their recommendations, printing progress; False on failure."""
    print(f"Installing {', '.join(packages)} with apt…", flush=True)
    return _run("update") and _run("install", "--yes", "--no-install-recommends", *packages)


def _run(*arguments: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    command = ["apt-get", "--quiet", "-o", "Dpkg::Use-Pty=0", *arguments]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(_DONE) or line.startswith("E: "):
                print(f"  {line.rstrip()}", flush=True)
    return process.returncode == 0
