"""The shipped register: a compressed CSV, a row for each collectivité, and where it comes from."""

from __future__ import annotations

import csv
import gzip
import io
import json
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from fundtracker.i18n import gettext
from fundtracker.parties.kinds import CollectivityKind

if TYPE_CHECKING:
    from collections.abc import Iterable

_DATA = Path(__file__).parent.parent / "data"
_REGISTER = _DATA / "register.csv.gz"
_ATTRIBUTION = _DATA / "register.json"

# Between names in one field of the CSV.
SEPARATOR = "; "


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterRow:
    """One line of the CSV. Empty text means that the source does not say, or has no such thing.

    ``other_departments`` are the codes of those it reaches into besides its main one.
    ``population`` counts the inhabitants of its communes.
    """

    kind: CollectivityKind
    code: str
    name: str
    other_names: str = ""
    siren: str = ""
    department_code: str = ""
    department: str = ""
    other_departments: str = ""
    region: str = ""
    population: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """Which edition of the source a register was made from."""

    version: str
    year: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """What the licence asks to be said wherever the register is shown."""

    source: str
    publisher: str
    producers: str
    licence: str
    licence_url: str
    url: str
    edition: Edition

    @classmethod
    def shipped(cls) -> Self:
        """Read the attribution of the register inside the package."""
        said = json.loads(_ATTRIBUTION.read_text(encoding="utf-8"))
        return cls(**said, edition=edition_of(shipped_register()))

    def sentence(self) -> str:
        """Say source, year and licence in one line, in the language of the moment."""
        return gettext(
            "Register of local authorities %(year)s: %(source)s %(version)s (%(publisher)s, "
            "from %(producers)s), %(licence)s.",
            year=self.edition.year,
            source=self.source,
            version=self.edition.version,
            publisher=self.publisher,
            producers=self.producers,
            licence=self.licence,
        )


@cache
def shipped_register() -> bytes:
    """Return the register inside the package, as compressed."""
    return _REGISTER.read_bytes()


def write_rows(rows: Iterable[RegisterRow], edition: Edition) -> bytes:
    """Compress ``rows``; the first line says the edition. Same rows, same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([edition.version, edition.year])
    writer.writerow(field.name for field in fields(RegisterRow))
    writer.writerows(astuple(row) for row in rows)
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def edition_of(register: bytes) -> Edition:
    """Return the edition of a compressed register without reading the rest."""
    with gzip.open(io.BytesIO(register), "rt", encoding="utf-8", newline="") as text:
        version, year = next(csv.reader(text))
    return Edition(version=version, year=int(year))


def read_rows(register: bytes) -> list[RegisterRow]:
    """Read all rows of a compressed register."""
    lines = csv.reader(io.StringIO(gzip.decompress(register).decode(), newline=""))
    next(lines)
    names = next(lines)
    return [_row(dict(zip(names, line, strict=True))) for line in lines]


_KINDS = {kind.value: kind for kind in CollectivityKind}


def _row(said: dict[str, str]) -> RegisterRow:
    population = said.pop("population")
    return RegisterRow(
        kind=_KINDS[said.pop("kind")],
        population=int(population) if population else None,
        **said,
    )
