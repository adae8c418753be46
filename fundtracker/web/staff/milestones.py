"""The milestones of a project: added, edited, said to be reached, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.acts import revisions
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.position.project_page import project_facts
from fundtracker.projects.errors import ReachedInTheFuture
from fundtracker.projects.milestones import (
    AddMilestone,
    EditMilestone,
    Plan,
    RemoveMilestone,
    add_milestone,
    edit_milestone,
    get_milestone,
    remove_milestone,
    subject_of,
)
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import DateField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.position.project_page import ProjectFacts

_OF_PROJECT = "/funds/<code>/projects/<int:project_id>/milestones"
_BLAME: Mapping[type[Refusal], str] = {ReachedInTheFuture: "reached_on"}


class _Milestone:
    """What a milestone says."""

    name = LineField(lazy_gettext("Milestone"), limit=300)
    due_on = DateField(lazy_gettext("Due on"))
    reached_on = DateField(lazy_gettext("Reached on"), required=False)

    def plan(self) -> Plan:
        """Return what was typed."""
        return Plan(
            name=self.name.data or "", due_on=self.due_on.data, reached_on=self.reached_on.data
        )


class MilestoneForm(_Milestone, Form):
    """A milestone to be added."""


class EditMilestoneForm(_Milestone, EditForm):
    """A milestone as it is, to be edited."""


class RemoveForm(Form):
    """Why a milestone is taken away."""

    reason = LineField(lazy_gettext("Why"), limit=300)


@form_page(f"{_OF_PROJECT}/new", Permission.MANAGE_PROJECT)
def new_milestone(code: str, project_id: int) -> tuple[str, int] | Response:
    """Add a milestone to a project."""
    project_id = _facts(code, project_id).project.id
    form = MilestoneForm()
    if form.is_sent():
        wanted = AddMilestone(project_id=project_id, plan=form.plan())
        done = form.record(lambda session, by: add_milestone(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Milestone added."))
            return redirect(_back(code, project_id), code=303)
    context = {"form": form, "facts": _facts(code, project_id), "milestone": None}
    return render_template("staff/milestone_form.html", **context), form.status


@form_page(f"{_OF_PROJECT}/<int:milestone_id>", Permission.MANAGE_PROJECT)
def change_milestone(code: str, project_id: int, milestone_id: int) -> tuple[str, int] | Response:
    """Edit a milestone, or say that it is reached."""
    session = reading.session()
    project_id, milestone_id = _found(session, code, project_id, milestone_id)
    form = _form(session, milestone_id, is_recorded=False)
    if form.is_sent():
        wanted = EditMilestone(
            milestone_id=milestone_id, version=form.seen_version, plan=form.plan()
        )
        done = form.record(lambda session, by: edit_milestone(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Milestone edited."))
            return redirect(_back(code, project_id), code=303)
    if form.is_outdated:
        form.compare(_form(session, milestone_id, is_recorded=True))
    context = {
        "form": form,
        "facts": _facts(code, project_id),
        "milestone": get_milestone(session, milestone_id),
    }
    return render_template("staff/milestone_form.html", **context), form.status


@form_page(f"{_OF_PROJECT}/<int:milestone_id>/remove", Permission.MANAGE_PROJECT)
def take_milestone_away(
    code: str, project_id: int, milestone_id: int
) -> tuple[str, int] | Response:
    """Take a milestone away."""
    session = reading.session()
    project_id, milestone_id = _found(session, code, project_id, milestone_id)
    form = RemoveForm()
    if form.is_sent():
        wanted = RemoveMilestone(milestone_id=milestone_id, reason=form.reason.data or "")
        done = form.record(lambda session, by: remove_milestone(session, wanted, by=by).id)
        if done is not None:
            say(_("Milestone taken away."))
            return redirect(_back(code, project_id), code=303)
    context = {
        "form": form,
        "facts": _facts(code, project_id),
        "milestone": get_milestone(session, milestone_id),
    }
    return render_template("staff/milestone_remove.html", **context), form.status


def _facts(code: str, project_id: int) -> ProjectFacts:
    return project_facts(reading.session(), code, min(project_id, LARGEST))


def _found(session: Session, code: str, project_id: int, milestone_id: int) -> tuple[int, int]:
    project_id = _facts(code, project_id).project.id
    milestone = get_milestone(session, min(milestone_id, LARGEST), project_id=project_id)
    return project_id, milestone.id


def _back(code: str, project_id: int) -> str:
    return url_for(".project_particulars", code=code, project_id=project_id, _anchor="milestones")


def _form(session: Session, milestone_id: int, *, is_recorded: bool) -> EditMilestoneForm:
    it = get_milestone(session, milestone_id)
    return EditMilestoneForm(
        version=revisions.version_of(session, subject_of(it.id)),
        is_recorded=is_recorded,
        data={"name": it.name, "due_on": it.due_on, "reached_on": it.reached_on},
    )
