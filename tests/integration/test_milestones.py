"""Milestones of projects: added, edited, reached, late, taken away; what documents say of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.documents.milestones import calendar, milestones_of, milestones_part
from fundtracker.position.course import course
from fundtracker.projects.errors import MilestoneTakenAway, NoSuchMilestone, ReachedInTheFuture
from fundtracker.projects.kinds import MilestoneState, ProjectStatus, milestone_state
from fundtracker.projects.milestones import (
    AddMilestone,
    EditMilestone,
    Plan,
    RemoveMilestone,
    add_milestone,
    edit_milestone,
    get_milestone,
    milestones_on,
    remove_milestone,
)
from fundtracker.projects.models import Milestone, Project
from fundtracker.projects.service import ChangeProjectStatus, change_project_status
from tests.world import World, by

DUE = date(2017, 6, 30)
PLAN = Plan(name="Ouvrages remis", due_on=DUE)


@pytest.fixture
def project(session: Session) -> Project:
    world = World(session)
    return world.project(world.fund())


def _add(session: Session, project: Project, plan: Plan = PLAN) -> Milestone:
    return add_milestone(session, AddMilestone(project_id=project.id, plan=plan), by=by())


@pytest.mark.parametrize(
    ("reached_on", "on", "state"),
    [
        (None, DUE - timedelta(days=1), MilestoneState.TO_COME),
        (None, DUE, MilestoneState.TO_COME),
        (None, DUE + timedelta(days=1), MilestoneState.LATE),
        (DUE + timedelta(days=9), DUE + timedelta(days=8), MilestoneState.LATE),
        (DUE + timedelta(days=9), DUE + timedelta(days=9), MilestoneState.REACHED),
        (DUE - timedelta(days=9), DUE - timedelta(days=5), MilestoneState.REACHED),
    ],
)
def test_it_is_late_from_the_day_after_it_was_due_until_it_is_reached(
    reached_on: date | None, on: date, state: MilestoneState
) -> None:
    assert milestone_state(DUE, reached_on, on) is state


def test_they_come_in_the_order_they_are_due_as_they_stood_on_the_day(
    session: Session, project: Project
) -> None:
    later = _add(session, project, Plan(name="Rapport final", due_on=date(2018, 1, 31)))
    first = _add(session, project, Plan(name="Remise", due_on=DUE, reached_on=date(2017, 7, 9)))
    its = milestones_on(session, [project.id], date(2017, 7, 8))[project.id]
    assert [(it.milestone, it.state) for it in its] == [
        (first, MilestoneState.LATE),
        (later, MilestoneState.TO_COME),
    ]
    then = milestones_of(session, [project.id], date(2017, 7, 8))[project.id]
    now = milestones_of(session, [project.id], date(2017, 7, 9))[project.id]
    assert [it.reached_on for it in then] == [None, None]
    assert [it.reached_on for it in now] == [date(2017, 7, 9), None]
    assert milestones_part(()) == []
    # What is reached is no longer ahead.
    assert calendar([("Projet", now[0])]) == []
    assert calendar([("Projet", it) for it in now])


def test_a_second_click_adds_once(session: Session, project: Project) -> None:
    signature, wanted = by(), AddMilestone(project_id=project.id, plan=PLAN)
    first = add_milestone(session, wanted, by=signature)
    assert add_milestone(session, wanted, by=signature) is first


def test_none_is_reached_tomorrow(session: Session, project: Project) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(ReachedInTheFuture):
        _add(session, project, Plan(name="Remise", due_on=DUE, reached_on=tomorrow))


def test_it_is_edited_once_by_version_and_taken_away(session: Session, project: Project) -> None:
    it = _add(session, project)
    reached = Plan(name="Ouvrages remis", due_on=DUE, reached_on=DUE)
    edit = EditMilestone(milestone_id=it.id, version=0, plan=reached)
    edit_milestone(session, edit, by=by())
    assert it.reached_on == DUE
    with pytest.raises(ChangedMeanwhile):
        edit_milestone(session, edit, by=by())
    removal = RemoveMilestone(milestone_id=it.id, reason="Doublon")
    remove_milestone(session, removal, by=by())
    remove_milestone(session, removal, by=by())
    assert milestones_on(session, [project.id], DUE)[project.id] == []
    again = EditMilestone(milestone_id=it.id, version=1, plan=PLAN)
    with pytest.raises(MilestoneTakenAway):
        edit_milestone(session, again, by=by())


def test_a_milestone_of_another_project_is_not_there(session: Session, project: Project) -> None:
    it = _add(session, project)
    with pytest.raises(NoSuchMilestone):
        get_milestone(session, it.id, project_id=project.id + 1)


def test_the_course_of_a_project_is_told_from_what_is_due_back_to_its_beginning(
    session: Session,
) -> None:
    world = World(session)
    project = world.project(world.fund())
    begun = date(2017, 2, 1)
    for status, reason, since in (
        (ProjectStatus.UNDER_WAY, "", begun),
        (ProjectStatus.SLOWED, "Pluies", date(2017, 8, 1)),
    ):
        wanted = ChangeProjectStatus(
            project_id=project.id, status=status, since=since, reason=reason
        )
        change_project_status(session, wanted, by=by())
    _add(session, project, Plan(name="Remise", due_on=DUE, reached_on=date(2017, 7, 9)))
    _add(session, project, Plan(name="Rapport", due_on=date(2018, 1, 31)))
    removed = _add(session, project, Plan(name="Retiré", due_on=DUE))
    remove_milestone(session, RemoveMilestone(milestone_id=removed.id, reason="x"), by=by())
    *its, first = course(session, project.id, date(2017, 7, 31))
    assert first.status is ProjectStatus.IDENTIFIED
    assert [(it.on, it.words, it.state, it.status) for it in its] == [
        (date(2018, 1, 31), "Rapport", MilestoneState.TO_COME, None),
        (date(2017, 7, 9), "Remise", MilestoneState.REACHED, None),
        (begun, "", None, ProjectStatus.UNDER_WAY),
    ]
    assert its[1].due_on == DUE
    later = course(session, project.id, date(2018, 2, 1))
    assert [it.words for it in later] == ["Rapport", "Pluies", "Remise", "", ""]
    assert later[0].state is MilestoneState.LATE
