"""Finds collectivités in the register as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from fundtracker.parties.identifiers import find_siren
from fundtracker.parties.register.models import RegisterEntry, RegisterWord
from fundtracker.parties.register.words import Wanted, read_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import InstrumentedAttribute, Session

    from fundtracker.parties.kinds import CollectivityKind

_SIRET = re.compile(r"\s*((?:\d\s*){9})(?:\d\s*){5}", re.ASCII)
_DEPARTMENT = re.compile(r"[0-9][0-9AB][0-9]?", re.ASCII)

# Above every word that begins alike, in code point order.
_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterMatch:
    """An entry of the register, to be shown and chosen.

    ``siren`` is None where the source has none; ``population`` counts the people of its communes.
    """

    id: int
    kind: CollectivityKind
    code: str
    name: str
    other_names: str
    siren: str | None
    department_code: str | None
    department: str | None
    region: str | None
    population: int | None


_COLUMNS = tuple(getattr(RegisterEntry, name) for name in RegisterMatch.__dataclass_fields__)


def find(session: Session, entry_id: int) -> RegisterMatch | None:
    """Return the entry of that id, or None."""
    return next(iter(_matches(session, [RegisterEntry.id == entry_id], [], 1)), None)


def search(
    session: Session,
    text: str,
    *,
    limit: int = 20,
    department: str | None = None,
    kind: CollectivityKind | None = None,
) -> list[RegisterMatch]:
    """Return the entries that ``text`` may mean, the likeliest first.

    ``text`` is a SIREN, a SIRET, an INSEE code, or beginnings of words of the name in any order,
    with the name or number of the département if wanted. ``department`` is a number such as ``2A``.
    The exact name comes first, then names that begin so, then whole words, then former names and
    départements; among equals the kind that was typed ("Mairie de"), then the largest.
    """
    within = [RegisterEntry.kind == kind] if kind else []
    if department is not None:
        if not _DEPARTMENT.fullmatch(department.upper()):
            return []
        within.append(_has_number(department.lower()))
    siren = _siren(text)
    if siren:
        return _matches(session, [RegisterEntry.siren == siren, *within], [], limit)
    wanted = read_wanted(text)
    if wanted.code:
        return _matches(session, [RegisterEntry.code == wanted.code, *within], [], limit)
    if not wanted.words and not wanted.departments and not within:
        return []
    where = [*_candidates(wanted, department), *_all_words(wanted), *within]
    return _matches(session, where, _likeliest(wanted), limit)


def _siren(text: str) -> str | None:
    siret = _SIRET.fullmatch(text[:40])
    return find_siren(siret[1] if siret else text[:40])


def _matches(
    session: Session,
    where: Iterable[ColumnElement[bool]],
    order: Iterable[ColumnElement[int]],
    limit: int,
) -> list[RegisterMatch]:
    largest = func.coalesce(RegisterEntry.population, -1).desc()
    rows = session.execute(
        select(*_COLUMNS)
        .where(*where)
        .order_by(*order, largest, RegisterEntry.sort_key, RegisterEntry.id)
        .limit(limit)
    )
    return [RegisterMatch(**row) for row in rows.mappings()]


def _candidates(wanted: Wanted, department: str | None) -> list[ColumnElement[bool]]:
    """Say how an index finds the entries to look at; the other conditions only filter."""
    if wanted.selective:
        return [_has_word(_beginning(RegisterWord.word, wanted.selective))]
    if wanted.departments or department:
        number = wanted.departments[0] if wanted.departments else department
        return [_has_word(RegisterWord.word == (number or "").lower())]
    if wanted.words:
        return [
            or_(
                _beginning(RegisterEntry.search_key, wanted.name),
                _beginning(RegisterEntry.sort_key, wanted.typed),
            )
        ]
    return []


def _has_word(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return RegisterEntry.id.in_(select(RegisterWord.entry_id).where(condition))


def _beginning(key: InstrumentedAttribute[str], start: str) -> ColumnElement[bool]:
    """Say that ``key`` begins with ``start``: as a range, which an index of either serves."""
    return and_(key >= start, key < start + _AFTER_ALL)


def _all_words(wanted: Wanted) -> list[ColumnElement[bool]]:
    # Words are letters and digits alone: no wildcard can be among them.
    return [
        *(
            RegisterEntry.search_text.like(f"% {word}%")
            for word in wanted.words
            if word != wanted.selective
        ),
        *(_has_number(number) for number in wanted.departments),
    ]


def _has_number(department: str) -> ColumnElement[bool]:
    return RegisterEntry.search_text.like(f"% {department} %")


def _likeliest(wanted: Wanted) -> list[ColumnElement[int]]:
    if not wanted.words:
        numbers = [number.upper() for number in wanted.departments]
        return [case((RegisterEntry.code.in_(numbers), 0), else_=1), *_typed_kind(wanted)]
    name = literal(" ").concat(RegisterEntry.sort_key).concat(" ")
    typed = literal(f"{wanted.name} ")
    closeness = case(
        (RegisterEntry.sort_key == wanted.typed, 0),
        (RegisterEntry.search_key == wanted.name, 1),
        (RegisterEntry.search_key.like(f"{wanted.name}%"), 2),
        (RegisterEntry.sort_key.like(f"{wanted.typed}%"), 2),
        (and_(*(name.like(f"% {word} %") for word in wanted.words)), 3),
        (and_(*(name.like(f"% {word}%") for word in wanted.words)), 4),
        # The name and then its département: "laval mayenne".
        (typed.like(RegisterEntry.search_key.concat(" %")), 5),
        else_=6,
    )
    return [closeness, *_typed_kind(wanted)]


def _typed_kind(wanted: Wanted) -> list[ColumnElement[int]]:
    if not wanted.kinds:
        return []
    return [case((RegisterEntry.kind.in_(sorted(wanted.kinds)), 0), else_=1)]
