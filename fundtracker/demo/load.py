"""Loading the demonstration into a database, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select

from fundtracker.acts.models import Act
from fundtracker.demo import equateur, ghana, indonesie, liban, mozambique
from fundtracker.demo.donors import Donors
from fundtracker.demo.errors import NotForDemonstration
from fundtracker.demo.facts import invented_donors
from fundtracker.demo.fund import FundStage
from fundtracker.demo.indicators import follow_projects
from fundtracker.demo.meetings import convene_committees
from fundtracker.demo.milestones import plan_milestones
from fundtracker.demo.news import tell_news
from fundtracker.demo.people import (
    add_donors_people,
    add_people,
    describe_organisation,
    merge_donors,
)
from fundtracker.demo.stage import KEY, Stage, play
from fundtracker.demo.waiting import propose_allocation
from fundtracker.files.store import FileStore
from fundtracker.parties.kinds import CollectivityKind
from fundtracker.parties.register.load import load as load_register
from fundtracker.transaction import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from fundtracker.db import Database

CODES = (equateur.CODE, indonesie.CODE, mozambique.CODE, ghana.CODE, liban.CODE)


def load(database: Database, files: Path) -> bool:
    """Load the demonstration and say whether there was anything to do; all of it or nothing.

    ``files`` is the folder of stored files. Raises NotForDemonstration where the database holds
    anything else than the demonstration: what is fictitious never mixes with what is real.
    """
    with database.session() as reading:
        if is_loaded(reading):
            return False
    with database.session() as session, transaction(session):
        if is_loaded(session):
            return False
        if session.scalar(select(exists().where(Act.id > 0))):
            raise NotForDemonstration
        load_register(session)
        _perform(Stage(session=session, store=FileStore(files)))
    return True


def is_loaded(session: Session) -> bool:
    """Tell whether a database holds the demonstration: its first act cannot be deleted."""
    return bool(session.scalar(select(exists().where(Act.key == KEY.format(1)))))


def _perform(stage: Stage) -> None:
    add_people(stage)
    partners: dict[str, int] = {}
    donors = Donors(stage)
    funds = {code: FundStage(stage, code, partners) for code in CODES}
    water = next(it for it in invented_donors() if it.kind is CollectivityKind.SYNDICAT)
    play(
        stage,
        [
            *equateur.stories(funds[equateur.CODE], donors, water),
            *indonesie.stories(funds[indonesie.CODE], donors),
            *mozambique.stories(funds[mozambique.CODE], donors),
            *ghana.stories(funds[ghana.CODE], donors, funds[liban.CODE]),
            *liban.stories(funds[liban.CODE], donors),
        ],
    )
    add_donors_people(stage)
    merge_donors(stage)
    describe_organisation(stage)
    tell_news(stage)
    follow_projects(stage)
    plan_milestones(stage)
    convene_committees(stage)
    propose_allocation(stage)
