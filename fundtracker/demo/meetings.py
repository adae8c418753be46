"""Meetings of the demonstration's committees: one that was held, one that is to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock
from fundtracker.committee.meetings import Convene, Said, convene
from fundtracker.funds.models import Fund
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

_AGENDA = "Situation du fonds\nAvancement des projets\nAffectations proposées\nQuestions diverses"
_PLACE = "Siège de l’association et visioconférence (réunion fictive)"


def convene_committees(stage: Stage) -> None:
    """Convene the committee of a fund twice."""
    soon = clock.today() + timedelta(days=21)
    for code, day in (("equateur-2016", date(2017, 2, 9)), ("equateur-2016", soon)):
        fund = stage.session.scalars(select(Fund).where(Fund.code == code)).one()
        said = Said(
            held_on=day,
            starts_at="14:30",
            place=_PLACE,
            agenda=_AGENDA,
            link="https://visio.example.org/comite",
        )
        wanted = Convene(fund_id=fund.id, said=said)
        convene(stage.session, wanted, by=stage.sign(Role.MANAGER))
