"""Opening the database that the environment names, as far as a command needs it ready."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from config import Settings
from fundtracker import schema
from fundtracker.db import Database
from fundtracker.demo.load import is_loaded
from fundtracker.errors import Refusal
from fundtracker.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session


class NoDatabase(Refusal):
    """The database does not answer, or its address is none."""

    sentence = N_("The database does not answer: check FUNDTRACKER_DATABASE_URL.")


class NotInitialised(Refusal):
    """A database without tables."""

    sentence = N_("This database is empty: run “fundtracker init” first.")


class OlderSchema(Refusal):
    """A database that waits to be brought up to date."""

    sentence = N_("This database is of an older version: run “fundtracker init” to update it.")


def settings() -> Settings:
    """Read the settings; raise MissingSetting."""
    return Settings.from_env()


def files_folder(its: Settings) -> Path:
    """Return the folder of stored files."""
    return its.instance / "files"


def packs_folder(its: Settings) -> Path:
    """Return the folder of packs that wait to be fetched."""
    return its.instance / "packs"


@contextmanager
def database(its: Settings, *, is_ready: bool = True) -> Iterator[Database]:
    """Open the database; raise NoDatabase, and where it must be ready what it lacks."""
    try:
        opened = Database(its.database_url)
    except (ArgumentError, NoSuchModuleError) as error:
        raise NoDatabase from error
    try:
        _check(opened, is_ready=is_ready)
        yield opened
    finally:
        opened.dispose()


def _check(opened: Database, *, is_ready: bool) -> None:
    try:
        revision = schema.current(opened)
    except OperationalError as error:
        raise NoDatabase from error
    schema.check_known(revision)
    if is_ready and revision is None:
        raise NotInitialised
    if is_ready and revision != schema.latest():
        raise OlderSchema


@contextmanager
def reading() -> Iterator[tuple[Session, Settings]]:
    """Read from a database that is ready; the settings say whether it is the demonstration."""
    its = settings()
    with database(its) as opened, opened.session() as session:
        yield session, marked(session, its)


def marked(session: Session, its: Settings) -> Settings:
    """Return the settings, marked as a demonstration's where the database holds it."""
    return replace(its, is_demonstration=its.is_demonstration or is_loaded(session))
