"""Makes the shipped register from the npm package ``@etalab/decoupage-administratif``."""

from __future__ import annotations

import json
import re
import tarfile
from typing import TYPE_CHECKING, Any

from fundtracker.parties.errors import RegisterSourceInvalid
from fundtracker.parties.identifiers import find_siren
from fundtracker.parties.register.build import Territories, build_rows
from fundtracker.parties.register.rows import Edition, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_PACKAGE = "@etalab/decoupage-administratif"


def refresh_from(path: Path) -> bytes:
    """Make the register from the package's .tgz file or unpacked folder, as compressed CSV.

    The same package gives the same bytes. Raises RegisterSourceInvalid for anything else.
    """
    read = _folder_reader(path) if path.is_dir() else _tarball_reader(path)
    edition = _edition(read)
    territories = Territories(
        communes=_json(read, "data/communes.json"),
        intercommunalities=_json(read, "data/epci.json") + _json(read, "data/ept.json"),
        departments=_json(read, "data/departements.json"),
        regions=_json(read, "data/regions.json"),
    )
    try:
        rows = build_rows(territories)
    except (KeyError, TypeError) as error:
        raise RegisterSourceInvalid(reason=repr(error)) from error
    for row in rows:
        if row.siren and find_siren(row.siren) is None:
            raise RegisterSourceInvalid(reason=f"{row.name}, SIREN {row.siren}")
    return write_rows(rows, edition)


def _edition(read: Callable[[str], str]) -> Edition:
    """Return version and year; the year is only said in the table of the package's README."""
    package = _json(read, "package.json")
    if not isinstance(package, dict) or package.get("name") != _PACKAGE:
        raise RegisterSourceInvalid(reason="package.json")
    version = str(package["version"])
    year = re.search(rf"\|\s*(\d{{4}})\s*\|\s*{re.escape(version)}\s*\|", read("README.md"))
    if year is None:
        raise RegisterSourceInvalid(reason="README.md")
    return Edition(version=version, year=int(year[1]))


def _json(read: Callable[[str], str], name: str) -> Any:  # noqa: ANN401 - what a file holds
    try:
        return json.loads(read(name))
    except ValueError as error:
        raise RegisterSourceInvalid(reason=name) from error


def _folder_reader(folder: Path) -> Callable[[str], str]:
    def read(name: str) -> str:
        try:
            return (folder / name).read_text(encoding="utf-8")
        except OSError as error:
            raise RegisterSourceInvalid(reason=name) from error

    return read


def _tarball_reader(path: Path) -> Callable[[str], str]:
    def read(name: str) -> str:
        try:
            with tarfile.open(path) as archive:
                member = archive.extractfile(f"package/{name}")
                if member is not None:
                    return member.read().decode("utf-8")
        except (OSError, tarfile.TarError, KeyError, UnicodeDecodeError) as error:
            raise RegisterSourceInvalid(reason=name) from error
        raise RegisterSourceInvalid(reason=name)

    return read
