"""PostgreSQL's programs on this machine, and a throw-away cluster run with them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.services.missing import Missing

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = 15
_PROGRAMS = ("initdb", "pg_ctl", "postgres")

# Nothing here outlives the test run: speed instead of durability, and no port on the network.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "autovacuum": "off",
}


def find() -> Path:
    """Return the directory of the newest PostgreSQL here, at least version 15; else Missing."""
    found = {version: path for path in _candidates() if (version := _version(path)) >= OLDEST}
    if not found:
        what = f"no PostgreSQL {OLDEST} or later"
        raise Missing(what, "apt install postgresql, or TEST_DATABASE_URL=postgresql://…")
    return found[max(found)]


def download() -> bool:
    """Install the wheel that holds PostgreSQL's programs, where there is one for this Python."""
    print("Downloading PostgreSQL as a wheel (pgserver)…", flush=True)
    uv = Path(sys.executable).with_name("uv")
    command: list[str | Path] = [
        uv,
        "pip",
        "install",
        "--python",
        sys.executable,
        "pgserver == 0.1.4",
    ]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def start(directory: Path, settings: Mapping[str, str] = THROW_AWAY) -> str:
    """Run a cluster in ``directory``, reached through a socket there; return its URL.

    PostgreSQL refuses to run as root: it then runs as ``postgres``, else ``nobody``.
    """
    programs = find()
    directory.mkdir(parents=True)
    if os.geteuid() == 0:
        account = pwd.getpwnam(_user())
        os.chown(directory, account.pw_uid, account.pw_gid)
    data = directory / "data"
    _run(programs / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust",
         "--encoding", "UTF8", "--locale", "C", "--no-sync")  # fmt: skip
    options = " ".join(
        f"-c {name}={value!r}"
        for name, value in {**settings, "unix_socket_directories": str(directory)}.items()
    )
    _run(programs / "pg_ctl", "start", "--pgdata", data, "--wait", "--silent",
         "--log", directory / "log", "--options", options)  # fmt: skip
    return f"postgresql://postgres@/postgres?host={directory}"


def stop(directory: Path) -> None:
    """Stop the cluster of ``directory`` at once, if it runs."""
    data = directory / "data"
    if (data / "postmaster.pid").exists():
        _run(find() / "pg_ctl", "stop", "--pgdata", data, "--mode", "immediate", "--silent")


def _candidates() -> list[Path]:
    on_path = shutil.which("pg_ctl")
    return [
        *([Path(on_path).resolve().parent] if on_path else []),
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *Path(sys.prefix).glob("lib/python*/site-packages/pgserver/pginstall/bin"),
    ]


def _version(programs: Path) -> int:
    """Return the major version of the programs in a directory; 0 where one of them is missing."""
    if not all((programs / name).exists() for name in _PROGRAMS):
        return 0
    output = subprocess.run(
        [programs / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout
    return int(output.split()[2].split(".")[0])


def _user() -> str:
    names = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _run(*command: str | Path) -> None:
    user = _user() if os.geteuid() == 0 else None
    group = pwd.getpwnam(user).pw_gid if user else None
    # pg_ctl leaves a server behind that would hold a pipe open: its output goes to its log.
    done = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=group,
        extra_groups=[] if user else None,
    )
    if done.returncode != 0:
        message = f"{Path(command[0]).name} failed ({done.returncode})"
        raise RuntimeError(message)
