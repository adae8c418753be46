from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register.load import load
from fundtracker.parties.register.models import RegisterEdition, RegisterEntry, RegisterWord
from fundtracker.parties.register.queries import find, search
from fundtracker.parties.register.rows import Edition, RegisterRow, write_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LAVAL = RegisterRow(
    kind=CollectivityKind.COMMUNE,
    code="53130",
    name="Laval",
    siren="215301300",
    department_code="53",
    department="Mayenne",
    population=50_000,
)
JUVISY = RegisterRow(kind=CollectivityKind.COMMUNE, code="91326", name="Juvisy")
BRETAGNE = RegisterRow(kind=CollectivityKind.REGION, code="53", name="Région Bretagne")


def _register(*rows: RegisterRow, year: int) -> bytes:
    return write_rows(rows, Edition(version=f"{year}.0", year=year))


def _ids(session: Session) -> dict[str, int]:
    return {entry.name: entry.id for entry in session.scalars(select(RegisterEntry))}


def test_a_register_is_loaded_once(session: Session) -> None:
    register = _register(LAVAL, JUVISY, year=2026)
    assert load(session, register) == 2
    assert load(session, register) == 0
    assert sorted(_ids(session)) == ["Juvisy", "Laval"]


def test_another_edition_replaces_it_and_what_stays_keeps_its_id(session: Session) -> None:
    load(session, _register(LAVAL, JUVISY, year=2026))
    before = _ids(session)
    renamed = RegisterRow(kind=LAVAL.kind, code=LAVAL.code, name="Laval-sur-Mayenne")
    assert load(session, _register(renamed, BRETAGNE, year=2027)) == 2
    after = _ids(session)
    assert sorted(after) == ["Laval-sur-Mayenne", "Région Bretagne"]
    assert after["Laval-sur-Mayenne"] == before["Laval"]
    assert search(session, "juvisy") == []
    assert [match.siren for match in search(session, "sur mayenne")] == [None]
    editions = session.execute(select(RegisterEdition.version, RegisterEdition.year)).all()
    assert [tuple(edition) for edition in editions] == [("2027.0", 2027)]


def test_the_shipped_register_does_not_replace_a_newer_one(session: Session) -> None:
    load(session, _register(LAVAL, year=2999))
    assert load(session) == 0
    assert list(_ids(session)) == ["Laval"]


def test_an_entry_bears_what_its_row_says_and_nothing_for_what_it_does_not(
    session: Session,
) -> None:
    load(session, _register(LAVAL, BRETAGNE, year=2026))
    match = find(session, _ids(session)["Laval"])
    assert match is not None
    assert (match.kind, match.code, match.siren) == (LAVAL.kind, "53130", "215301300")
    assert (match.department_code, match.department, match.region) == ("53", "Mayenne", None)
    bretagne = find(session, _ids(session)["Région Bretagne"])
    assert bretagne is not None
    assert (bretagne.siren, bretagne.department_code, bretagne.population) == (None, None, None)
    assert find(session, 0) is None


def test_small_words_are_not_indexed(session: Session) -> None:
    row = RegisterRow(kind=CollectivityKind.COMMUNE, code="1", name="La Ville-aux-Bois")
    load(session, _register(row, year=2026))
    words = session.scalars(select(RegisterWord.word).order_by(RegisterWord.word))
    assert list(words) == ["bois", "ville"]
    assert session.scalar(select(func.count()).select_from(RegisterEntry)) == 1
