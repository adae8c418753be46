"""Indicators of the demonstration's projects: made up, and said to be so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker.funds.models import Fund
from fundtracker.projects.indicators import AddIndicator, Aim, Measure, add_indicator, measure
from fundtracker.projects.kinds import ProjectKind
from fundtracker.projects.models import Project
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fundtracker.demo.stage import Stage

# By fund, and the place of the project among its own: name, unit, at first, aim, what was measured.
_FOLLOWED = {
    "equateur-2016": (
        (0, "Élus et agents formés (fictif)", "personnes", 0, 120,
         ((date(2018, 6, 30), 64), (date(2019, 3, 31), 118))),
        (0, "Bâtiments communaux remis en service (fictif)", "bâtiments", 0, 3,
         ((date(2019, 3, 31), 2),)),
        (1, "Habitants couverts par un plan de prévention (fictif)", "%", 15, 80,
         ((date(2019, 6, 30), 62.5),)),
    ),
    "indonesie-2018": (
        (0, "Ménages raccordés à l’eau (fictif)", "ménages", 0, 450, ((date(2020, 2, 29), 210),)),
    ),
}  # fmt: skip
_SOURCE = "Relevé du partenaire (fictif)"


def follow_projects(stage: Stage) -> None:
    """Add indicators to some projects, and what was measured."""
    for code, lines in _FOLLOWED.items():
        projects = actions_of(stage, code)
        for place, name, unit, first, target, measured in lines:
            aim = Aim(name=name, unit=unit, baseline=first * 100, target=target * 100)
            wanted = AddIndicator(project_id=projects[place].id, aim=aim)
            indicator = add_indicator(stage.session, wanted, by=stage.sign(Role.ADMIN))
            for day, value in measured:
                found = Measure(
                    indicator_id=indicator.id,
                    measured_on=day,
                    value=round(value * 100),
                    source=_SOURCE,
                )
                measure(stage.session, found, by=stage.sign(Role.ADMIN))


def actions_of(stage: Stage, code: str) -> Sequence[Project]:
    """List the projects of action of a fund, as they were recorded."""
    return stage.session.scalars(
        select(Project)
        .join(Fund, Fund.id == Project.fund_id)
        .where(Fund.code == code, Project.kind == ProjectKind.ACTION)
        .order_by(Project.id)
    ).all()
