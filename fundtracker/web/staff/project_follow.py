"""Following a project: its status, its budget, and what others give to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from wtforms import FieldList, FormField
from wtforms import Form as WTForm

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.position.project_page import project_facts
from fundtracker.projects import budget, outside
from fundtracker.projects import service as projects
from fundtracker.projects.errors import (
    BudgetNotPositive,
    CofundingNotPositive,
    HeadingTwice,
    NoSuchCofunding,
    PublishedInTheFuture,
    StatusInTheFuture,
    StatusReasonNeeded,
)
from fundtracker.projects.kinds import CofundingStage, ProjectStatus
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.attachments import attach_page, remove_page
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.position.project_page import ProjectFacts

_LARGEST = 2**62
_EMPTY = 3
_MOST = 60


def _facts(code: str, project_id: int) -> ProjectFacts:
    return project_facts(reading.session(), code, min(project_id, _LARGEST))


def _back(code: str, project_id: int, part: str) -> str:
    return url_for(".project", code=code, project_id=project_id, _anchor=part)


def _facts_page(code: str, project_id: int, part: str) -> str:
    anchor = part or None
    return url_for(".project_particulars", code=code, project_id=project_id, _anchor=anchor)


class StatusForm(Form):
    """A status, since when, and the reason that donors can read."""

    project_status = ChoiceField(lazy_gettext("New status"), coerce=ProjectStatus)
    since = DateField(lazy_gettext("Since"))
    reason = ProseField(lazy_gettext("Why"), limit=2000)


@form_page("/funds/<code>/projects/<int:project_id>/status", Permission.MANAGE_PROJECT)
def project_status(code: str, project_id: int) -> tuple[str, int] | Response:
    """Bring a project into another status."""
    facts = _facts(code, project_id)
    form = StatusForm(data={"since": clock.today()})
    form.project_status.offer_members(it for it in ProjectStatus if it is not facts.project.status)
    if form.is_sent():
        wanted = projects.ChangeProjectStatus(
            project_id=project_id,
            status=form.project_status.data,
            since=form.since.data,
            reason=form.reason.data or "",
        )
        done = form.record(
            lambda session, by: projects.change_project_status(session, wanted, by=by).id,
            {StatusReasonNeeded: "reason", StatusInTheFuture: "since"},
        )
        if done is not None:
            say(_("The project is now “%(status)s”.", status=wanted.status.label))
            return redirect(_facts_page(code, project_id, "statuses"), code=303)
    context = {"form": form, "facts": _facts(code, project_id)}
    return render_template("staff/project_status.html", **context), form.status


class BudgetLineForm(WTForm):
    """A line of the budget."""

    heading = LineField(lazy_gettext("Heading"), required=False, limit=100)
    planned = MoneyField(lazy_gettext("Planned"), required=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in the line."""
        return not any(str(getattr(it, "typed", None) or it.data or "").strip() for it in self)


class BudgetForm(EditForm):
    """All lines of a project's budget."""

    lines = FieldList(FormField(BudgetLineForm), max_entries=_MOST)

    def is_sent(self) -> bool:
        """Ask for both parts of each line that says anything."""
        accepted = super().is_sent()
        for line in self.lines if request.method == "POST" else ():
            if line.form.is_empty:
                continue
            for field in (line.form.heading, line.form.planned):
                if not field.data:
                    accepted, self.status = False, 422
                    if not field.errors:
                        field.errors = [_("Please fill this in.")]
        return accepted


@form_page("/funds/<code>/projects/<int:project_id>/budget", Permission.MANAGE_PROJECT)
def project_budget(code: str, project_id: int) -> tuple[str, int] | Response:
    """Set the budget of a project."""
    session = reading.session()
    _facts(code, project_id)
    form = _budget(session, project_id, is_recorded=False)
    if form.is_sent():
        lines = [it.form for it in form.lines if not it.form.is_empty]
        wanted = budget.SetBudget(
            project_id=project_id,
            version=form.seen_version,
            lines=tuple(
                budget.Planned(heading=it.heading.data or "", planned=it.planned.data)
                for it in lines
            ),
        )
        done = form.record(
            lambda session, by: len(budget.set_budget(session, wanted, by=by)),
            {HeadingTwice: "lines", BudgetNotPositive: "lines"},
        )
        if done is not None:
            say(_("Budget recorded."))
            return redirect(_back(code, project_id, "budget"), code=303)
    if form.is_outdated:
        form.compare(_budget(session, project_id, is_recorded=True))
    context = {"form": form, "facts": _facts(code, project_id)}
    return render_template("staff/project_budget.html", **context), form.status


def _budget(session: Session, project_id: int, *, is_recorded: bool) -> BudgetForm:
    lines = [
        {"heading": it.heading, "planned": it.planned}
        for it in budget.budget_of(session, project_id)
    ]
    return BudgetForm(
        version=revisions.version_of(session, budget.subject_of(project_id)),
        is_recorded=is_recorded,
        data={"lines": [*lines, *({} for _line in range(_EMPTY))]},
    )


class _Cofunding:
    """What somebody outside the fund gives."""

    cofunder = LineField(lazy_gettext("Co-funder"), limit=200)
    amount = MoneyField(lazy_gettext("Amount"))
    stage = ChoiceField(lazy_gettext("Stage"), coerce=CofundingStage)
    dated_on = DateField(lazy_gettext("Date"))
    source = LineField(lazy_gettext("Source"), required=False, limit=500)


class CofundingForm(_Cofunding, Form):
    """A co-funding to be recorded."""


class EditCofundingForm(_Cofunding, EditForm):
    """A co-funding as it is, to be edited."""


@form_page("/funds/<code>/projects/<int:project_id>/cofunding/new", Permission.MANAGE_PROJECT)
def new_cofunding(code: str, project_id: int) -> tuple[str, int] | Response:
    """Record what somebody outside the fund gives to a project."""
    _facts(code, project_id)
    form = CofundingForm(data={"dated_on": clock.today(), "stage": CofundingStage.ANNOUNCED})
    form.stage.offer_members(CofundingStage)
    if form.is_sent():
        wanted = projects.RecordCofunding(
            project_id=project_id,
            cofunder=form.cofunder.data or "",
            amount=form.amount.data,
            stage=form.stage.data,
            dated_on=form.dated_on.data,
            source=form.source.data or None,
        )
        done = form.record(
            lambda session, by: projects.record_cofunding(session, wanted, by=by).id,
            {CofundingNotPositive: "amount"},
        )
        if done is not None:
            say(_("Co-funding recorded."))
            return redirect(_back(code, project_id, "cofunding"), code=303)
    context = {"form": form, "facts": _facts(code, project_id), "is_new": True}
    return render_template("staff/cofunding_form.html", **context), form.status


@form_page(
    "/funds/<code>/projects/<int:project_id>/cofunding/<int:cofunding_id>",
    Permission.MANAGE_PROJECT,
)
def edit_cofunding(code: str, project_id: int, cofunding_id: int) -> tuple[str, int] | Response:
    """Edit a co-funding: it was agreed since, or paid."""
    session = reading.session()
    _facts(code, project_id)
    cofunding_id = min(cofunding_id, _LARGEST)
    if outside.get_cofunding(session, cofunding_id).project_id != project_id:
        raise NoSuchCofunding
    form = _cofunding(session, cofunding_id, is_recorded=False)
    if form.is_sent():
        wanted = outside.EditCofunding(
            cofunding_id=cofunding_id,
            version=form.seen_version,
            cofunder=form.cofunder.data or "",
            amount=form.amount.data,
            stage=form.stage.data,
            dated_on=form.dated_on.data,
            source=form.source.data or "",
        )
        done = form.record(
            lambda session, by: outside.edit_cofunding(session, wanted, by=by).id,
            {CofundingNotPositive: "amount"},
        )
        if done is not None:
            say(_("Co-funding edited."))
            return redirect(_back(code, project_id, "cofunding"), code=303)
    if form.is_outdated:
        form.compare(_cofunding(session, cofunding_id, is_recorded=True))
    context = {"form": form, "facts": _facts(code, project_id), "is_new": False}
    return render_template("staff/cofunding_form.html", **context), form.status


def _cofunding(session: Session, cofunding_id: int, *, is_recorded: bool) -> EditCofundingForm:
    it = outside.get_cofunding(session, cofunding_id)
    form = EditCofundingForm(
        version=revisions.version_of(session, Subject(kind="cofunding", record_id=it.id)),
        is_recorded=is_recorded,
        data={
            "cofunder": it.cofunder,
            "amount": it.amount,
            "stage": it.stage,
            "dated_on": it.dated_on,
            "source": it.source or "",
        },
    )
    form.stage.offer_members(CofundingStage)
    return form


class PublishedForm(Form):
    """A project's whole cost as it was published."""

    amount = MoneyField(lazy_gettext("Whole cost as published"))
    dated_on = DateField(lazy_gettext("Published on"))
    source = LineField(lazy_gettext("Source"), limit=500)


@form_page("/funds/<code>/projects/<int:project_id>/published/new", Permission.MANAGE_PROJECT)
def new_published_total(code: str, project_id: int) -> tuple[str, int] | Response:
    """Record what was published of a project's whole cost."""
    _facts(code, project_id)
    form = PublishedForm(data={"dated_on": clock.today()})
    if form.is_sent():
        wanted = outside.RecordPublishedTotal(
            project_id=project_id,
            amount=form.amount.data,
            dated_on=form.dated_on.data,
            source=form.source.data or "",
        )
        done = form.record(
            lambda session, by: outside.record_published_total(session, wanted, by=by).id,
            {CofundingNotPositive: "amount", PublishedInTheFuture: "dated_on"},
        )
        if done is not None:
            say(_("Published total recorded."))
            return redirect(_facts_page(code, project_id, ""), code=303)
    context = {"form": form, "facts": _facts(code, project_id)}
    return render_template("staff/published_total_form.html", **context), form.status


@form_page(
    "/funds/<code>/projects/<int:project_id>/documents/new", Permission.MANAGE_PROJECT, files=True
)
def attach_to_project(code: str, project_id: int) -> tuple[str, int] | Response:
    """Attach a document to a project."""
    found = _facts(code, project_id).project
    subject = Subject(kind="project", record_id=found.id)
    return attach_page(subject, to=found.title, back=_facts_page(code, project_id, "documents"))


@form_page(
    "/funds/<code>/projects/<int:project_id>/documents/<int:attachment_id>/remove",
    Permission.MANAGE_PROJECT,
)
def remove_from_project(
    code: str, project_id: int, attachment_id: int
) -> tuple[str, int] | Response:
    """Take a document away from a project."""
    found = _facts(code, project_id).project
    subject = Subject(kind="project", record_id=found.id)
    back = _facts_page(code, project_id, "documents")
    return remove_page(subject, attachment_id, to=found.title, back=back)
