"""Adding a project, and editing what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from sqlalchemy import select
from wtforms import SelectMultipleField

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.parties.models import Partner
from fundtracker.position.project_page import project_facts
from fundtracker.projects import edit
from fundtracker.projects import service as projects
from fundtracker.projects.errors import (
    ActionTypeFixed,
    ActionTypeNeeded,
    FundCostsExist,
    StatusReasonNeeded,
)
from fundtracker.projects.kinds import ActionType, ProjectKind, ProjectStatus, Theme
from fundtracker.projects.purposes import PURPOSES, purpose_label
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.coordinates import CoordinateField
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, MoneyField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.projects.models import Project

_LARGEST = 2**62

_BLAME: dict[type[Refusal], str] = {
    ActionTypeNeeded: "action_type",
    ActionTypeFixed: "action_type",
    FundCostsExist: "action_type",
    StatusReasonNeeded: "status_reason",
}


class _Facts:
    """What a project says of itself."""

    title = LineField(lazy_gettext("Title"), limit=200)
    action_type = ChoiceField(
        lazy_gettext("Type of action"),
        coerce=ActionType,
        required=False,
        blank=lazy_gettext("none: the fund’s own costs"),
    )
    country = LineField(lazy_gettext("Country"), limit=100)
    place = LineField(lazy_gettext("Place"), required=False, limit=150)
    latitude = CoordinateField(lazy_gettext("Latitude"), limit=90)
    longitude = CoordinateField(lazy_gettext("Longitude"), limit=180)
    theme = ChoiceField(lazy_gettext("Theme"), coerce=Theme)
    purpose_code = ChoiceField(lazy_gettext("DAC purpose code"), required=False)
    planned = MoneyField(lazy_gettext("Planned cost for the fund"), required=False)
    partner = ChoiceField(lazy_gettext("Carried out by"), coerce=int, required=False)
    beneficiary = ChoiceField(lazy_gettext("Beneficiary authority"), coerce=int, required=False)
    others = SelectMultipleField(
        lazy_gettext("Further partners"),  # type: ignore[arg-type] # a lazy text is one
        coerce=int,
    )
    description = ProseField(lazy_gettext("Description"), limit=8000)
    results = ProseField(lazy_gettext("Results"), limit=8000)
    source = LineField(lazy_gettext("Source"), required=False, limit=500)


class ProjectForm(_Facts, Form):
    """A project to be added."""

    first_status = ChoiceField(lazy_gettext("Status"), coerce=ProjectStatus)
    since = DateField(lazy_gettext("Since"))
    status_reason = ProseField(lazy_gettext("Why"), limit=2000)


class EditProjectForm(_Facts, EditForm):
    """A project as it is, to be edited."""


def _offer(session: Session, form: ProjectForm | EditProjectForm) -> None:
    form.action_type.offer_members(ActionType)
    form.theme.offer_members(Theme)
    form.purpose_code.offer((code, purpose_label(code)) for code in PURPOSES)
    partners = [
        (it.id, it.name) for it in session.scalars(select(Partner).order_by(Partner.sort_key))
    ]
    form.partner.offer(partners)
    form.beneficiary.offer(partners)
    form.others.choices = partners


def _typed(form: ProjectForm | EditProjectForm) -> dict[str, Any]:
    """Return what the form says, as both requests take it."""
    return {
        "title": form.title.data or "",
        "country": form.country.data or "",
        "place": form.place.data or "",
        "action_type": form.action_type.data,
        "theme": form.theme.data,
        "purpose_code": form.purpose_code.data,
        "description": form.description.data or "",
        "results": form.results.data or "",
        "source": form.source.data or "",
        "planned": form.planned.data,
        "latitude": form.latitude.data,
        "longitude": form.longitude.data,
        "beneficiary_id": form.beneficiary.data,
        "partner_id": form.partner.data,
        "other_partner_ids": tuple(form.others.data or ()),
    }


@form_page("/funds/<code>/projects/new", Permission.MANAGE_PROJECT)
def new_project(code: str) -> tuple[str, int] | Response:
    """Add a project to a fund; without a type of action, the one of its own costs."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id = fund.id
    form = ProjectForm(
        data={
            "since": clock.today(),
            "first_status": ProjectStatus.IDENTIFIED,
            "theme": Theme.GENERAL,
            "country": fund.territory,
        }
    )
    _offer(session, form)
    form.first_status.offer_members(ProjectStatus)
    if form.is_sent():
        kind = ProjectKind.ACTION if form.action_type.data else ProjectKind.FUND_COSTS
        wanted = projects.AddProject(
            **_typed(form),
            fund_id=fund_id,
            kind=kind,
            status=form.first_status.data,
            since=form.since.data,
            status_reason=form.status_reason.data or "",
        )
        made = form.record(
            lambda session, by: projects.add_project(session, wanted, by=by).id, _BLAME
        )
        if made is not None:
            say(_("Project added."))
            return redirect(url_for(".project", code=code, project_id=made), code=303)
    back = url_for(".projects", code=code)
    context = {"form": form, "fund": get_fund(session, code), "project": None, "back": back}
    return render_template("staff/project_form.html", **context), form.status


@form_page("/funds/<code>/projects/<int:project_id>/edit", Permission.MANAGE_PROJECT)
def edit_project(code: str, project_id: int) -> tuple[str, int] | Response:
    """Edit what a project says of itself."""
    session = reading.session()
    found = project_facts(session, code, min(project_id, _LARGEST)).project
    back = url_for(".project_particulars", code=code, project_id=project_id)
    form = _recorded(session, found, is_recorded=False)
    if form.is_sent():
        wanted = edit.EditProject(**_typed(form), project_id=project_id, version=form.seen_version)
        done = form.record(lambda session, by: edit.edit_project(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("Project edited."))
            return redirect(back, code=303)
    facts = project_facts(session, code, project_id)
    if form.is_outdated:
        form.compare(_recorded(session, facts.project, is_recorded=True))
    context = {"form": form, "fund": facts.fund, "project": facts.project, "back": back}
    return render_template("staff/project_form.html", **context), form.status


def _recorded(session: Session, project: Project, *, is_recorded: bool) -> EditProjectForm:
    subject = Subject(kind="project", record_id=project.id)
    names = (
        "title", "action_type", "country", "place", "latitude", "longitude", "theme",
        "purpose_code", "planned", "description", "results", "source",
    )  # fmt: skip
    form = EditProjectForm(
        version=revisions.version_of(session, subject),
        is_recorded=is_recorded,
        data={
            **{name: getattr(project, name) for name in names},
            "partner": project.partner_id,
            "beneficiary": project.beneficiary_id,
            "others": list(edit.others(session, project.id)),
        },
    )
    _offer(session, form)
    return form
