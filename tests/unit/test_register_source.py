"""Making the register from its source package."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from fundtracker.parties.errors import RegisterSourceInvalid
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register.rows import Edition, RegisterRow, edition_of, read_rows
from fundtracker.parties.register.source import refresh_from

ISERE = {"code": "38", "nom": "Isère", "region": "84", "typeLiaison": 5, "zone": "metro"}
BAS_RHIN = {"code": "67", "nom": "Bas-Rhin", "region": "84", "typeLiaison": 2, "zone": "metro"}
HAUT_RHIN = BAS_RHIN | {"code": "68", "nom": "Haut-Rhin"}
RHONE_ALPES = {"code": "84", "nom": "Auvergne-Rhône-Alpes", "typeLiaison": 1}
GRENOBLE = {
    "code": "38185",
    "nom": "Grenoble",
    "type": "commune-actuelle",
    "departement": "38",
    "region": "84",
    "siren": "213801855",
    "population": 156_000,
}
ECHIROLLES = GRENOBLE | {"code": "38151", "nom": "Échirolles", "population": 36_000}
ECHIROLLES.pop("siren")
FORMER = {"code": "38999", "nom": "Vieux", "type": "commune-deleguee", "chefLieu": "38151"}
METROPOLE = {
    "code": "200040715",
    "nom": 'Grenoble-Alpes-Métropole  "Métro"',
    "type": "METRO",
    "membres": [{"code": "38185"}, {"code": "38151"}],
}


def _package(**changes: object) -> dict[str, str]:
    files = {
        "package.json": {"name": "@etalab/decoupage-administratif", "version": "6.1.0"},
        "data/communes.json": [GRENOBLE, ECHIROLLES, FORMER],
        "data/epci.json": [METROPOLE],
        "data/ept.json": [],
        "data/departements.json": [ISERE, BAS_RHIN, HAUT_RHIN],
        "data/regions.json": [RHONE_ALPES],
    } | changes
    return {
        "README.md": "| 2026 | 6.0.0 |\n| 2027  | 6.1.0   |\n",
        **{name: json.dumps(content) for name, content in files.items()},
    }


def _tarball(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content.encode())
            archive.addfile(member, io.BytesIO(content.encode()))
    return path


def test_a_package_becomes_rows(tmp_path: Path) -> None:
    register = refresh_from(_tarball(tmp_path / "package.tgz", _package()))
    assert edition_of(register) == Edition(version="6.1.0", year=2027)
    place = {"department_code": "38", "department": "Isère", "region": "Auvergne-Rhône-Alpes"}
    assert read_rows(register) == [
        RegisterRow(
            kind=CollectivityKind.REGION,
            code="84",
            name="Région Auvergne-Rhône-Alpes",
            region="Auvergne-Rhône-Alpes",
            population=192_000,
        ),
        RegisterRow(
            kind=CollectivityKind.DEPARTEMENT,
            code="38",
            name="Département de l'Isère",
            population=192_000,
            **place,
        ),
        RegisterRow(
            kind=CollectivityKind.DEPARTEMENT,
            code="6AE",
            name="Collectivité européenne d'Alsace",
            other_names="Bas-Rhin; Haut-Rhin",
            department_code="67",
            department="Bas-Rhin",
            other_departments="68",
            region="Auvergne-Rhône-Alpes",
        ),
        RegisterRow(
            kind=CollectivityKind.METROPOLE,
            code="200040715",
            name="Grenoble-Alpes-Métropole «\u00a0Métro\u00a0»",
            siren="200040715",
            population=192_000,
            **place,
        ),
        RegisterRow(
            kind=CollectivityKind.COMMUNE,
            code="38151",
            name="Échirolles",
            other_names="Vieux",
            population=36_000,
            **place,
        ),
        RegisterRow(
            kind=CollectivityKind.COMMUNE,
            code="38185",
            name="Grenoble",
            siren="213801855",
            population=156_000,
            **place,
        ),
    ]


def test_a_folder_gives_the_same_bytes_as_the_tarball(tmp_path: Path) -> None:
    for name, content in _package().items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    assert refresh_from(tmp_path) == refresh_from(_tarball(tmp_path / "it.tgz", _package()))


@pytest.mark.parametrize(
    "changes",
    [
        {"package.json": {"name": "left-pad", "version": "1.0.0"}},
        {"package.json": {"name": "@etalab/decoupage-administratif", "version": "9.9.9"}},
        {"package.json": ["@etalab/decoupage-administratif"]},
        {"data/communes.json": [GRENOBLE | {"siren": "213801856"}, ECHIROLLES]},
        {"data/communes.json": [GRENOBLE]},
        {"data/communes.json": None},
        {"data/departements.json": {}},
    ],
)
def test_another_package_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(RegisterSourceInvalid):
        refresh_from(_tarball(tmp_path / "package.tgz", _package(**changes)))


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a tarball")
    for path in (tmp_path / "absent.tgz", tmp_path / "notes.txt", tmp_path):
        with pytest.raises(RegisterSourceInvalid):
            refresh_from(path)
