"""Loads an edition of the register into the database."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from fundtracker.db import insert_many, lock_text
from fundtracker.parties.names import search_key, sort_key
from fundtracker.parties.register.models import RegisterEdition, RegisterEntry, RegisterWord
from fundtracker.parties.register.rows import edition_of, read_rows, shipped_register
from fundtracker.parties.register.words import SMALL_WORDS, words_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fundtracker.parties.kinds import CollectivityKind
    from fundtracker.parties.register.rows import Edition, RegisterRow


def load(session: Session, register: bytes | None = None) -> int:
    """Make the database hold ``register``, or the shipped one; return how many rows it wrote.

    Nothing is done (0) where that register is there already, nor where the shipped one is older
    than what is there. An entry keeps its id as long as its kind and code exist. Runs inside the
    caller's transaction.
    """
    lock_text(session, "register")
    wanted = shipped_register() if register is None else register
    edition, digest = edition_of(wanted), sha256(wanted).hexdigest()
    loaded = session.scalar(select(RegisterEdition))
    if loaded is not None:
        is_newer = register is None and loaded.year > edition.year
        if is_newer or loaded.sha256 == digest:
            return 0
        session.delete(loaded)
        session.flush()
    rows = read_rows(wanted)
    _replace(session, rows, edition)
    session.add(RegisterEdition(sha256=digest, version=edition.version, year=edition.year))
    session.flush()
    return len(rows)


def _replace(session: Session, rows: list[RegisterRow], edition: Edition) -> None:
    words = {(row.kind, row.code): words_of(row) for row in rows}
    session.execute(delete(RegisterWord))
    ids = _ids(session)
    for key, id_ in ids.items():
        if key not in words:
            session.execute(delete(RegisterEntry).where(RegisterEntry.id == id_))
    new, kept = [], []
    for row in rows:
        key = (row.kind, row.code)
        values = _values(row, words[key], edition)
        if key in ids:
            kept.append(values | {"id": ids[key]})
        else:
            new.append(values)
    if kept:
        session.execute(update(RegisterEntry), kept)
    if new:
        insert_many(session, RegisterEntry, tuple(new[0]), [tuple(it.values()) for it in new])
    ids = _ids(session)
    pairs = [(word, ids[key]) for key, its in words.items() for word in its]
    insert_many(
        session,
        RegisterWord,
        ("word", "entry_id"),
        [(word, id_) for word, id_ in pairs if word not in SMALL_WORDS],
    )


def _ids(session: Session) -> dict[tuple[CollectivityKind, str], int]:
    entries = session.execute(select(RegisterEntry.kind, RegisterEntry.code, RegisterEntry.id))
    return {(kind, code): id_ for kind, code, id_ in entries}


def _values(row: RegisterRow, words: list[str], edition: Edition) -> dict[str, Any]:
    key = sort_key(row.name)
    return {
        "kind": row.kind.value,
        "code": row.code,
        "name": row.name,
        "other_names": row.other_names,
        "sort_key": key,
        "search_key": search_key(key),
        "search_text": f" {' '.join(words)} ",
        "siren": row.siren or None,
        "department_code": row.department_code or None,
        "department": row.department or None,
        "region": row.region or None,
        "population": row.population,
        "year": edition.year,
    }
