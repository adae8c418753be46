"""Milestones of the demonstration's projects: made up, and said to be so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fundtracker.demo.indicators import actions_of
from fundtracker.projects.milestones import AddMilestone, Plan, add_milestone
from fundtracker.users.models import Role

if TYPE_CHECKING:
    from fundtracker.demo.stage import Stage

# By fund: the place of the project among its own, what, when it was due, when it was reached.
_PLANNED = {
    "equateur-2016": (
        (0, "Convention signée (fictif)", date(2018, 2, 28), date(2018, 2, 22)),
        (0, "Réseau remis en service (fictif)", date(2021, 12, 31), date(2022, 3, 15)),
        (2, "Première session de formation (fictif)", date(2018, 5, 31), date(2018, 5, 28)),
    ),
    "liban-2020": (
        (0, "Dernière aide aux familles versée (fictif)", date(2021, 12, 31), date(2022, 2, 10)),
        (1, "Centre ouvert au public (fictif)", date(2023, 6, 30), date(2023, 9, 20)),
        (1, "Rapport final du partenaire (fictif)", date(2026, 9, 30), None),
        (3, "Dernière mission d’appui (fictif)", date(2026, 6, 30), None),
        (3, "Évaluation avec les municipalités (fictif)", date(2027, 6, 30), None),
    ),
}


def plan_milestones(stage: Stage) -> None:
    """Give some projects milestones: reached in time or not, late, and still to come."""
    for code, lines in _PLANNED.items():
        projects = actions_of(stage, code)
        for place, name, due_on, reached_on in lines:
            plan = Plan(name=name, due_on=due_on, reached_on=reached_on)
            wanted = AddMilestone(project_id=projects[place].id, plan=plan)
            add_milestone(stage.session, wanted, by=stage.sign(Role.ADMIN))
