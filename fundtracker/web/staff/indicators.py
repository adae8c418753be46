"""The indicators of a project: added, edited, measured, given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.position.project_page import project_facts
from fundtracker.projects.errors import MeasuredInTheFuture
from fundtracker.projects.indicators import (
    AddIndicator,
    Aim,
    EditIndicator,
    Measure,
    RemoveIndicator,
    add_indicator,
    edit_indicator,
    get_indicator,
    measure,
    measurements_of,
    remove_indicator,
    subject_of,
)
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import DateField, LineField, NumberField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.position.project_page import ProjectFacts

_OF_PROJECT = "/funds/<code>/projects/<int:project_id>/indicators"


class _Indicator:
    """What an indicator says."""

    name = LineField(lazy_gettext("Indicator"), limit=300)
    unit = LineField(lazy_gettext("Unit"), required=False, limit=60)
    baseline = NumberField(lazy_gettext("At first"), required=False)
    target = NumberField(lazy_gettext("Aim"), required=False)

    def aim(self) -> Aim:
        """Return what was typed."""
        return Aim(
            name=self.name.data or "",
            unit=self.unit.data or "",
            baseline=self.baseline.data,
            target=self.target.data,
        )


class IndicatorForm(_Indicator, Form):
    """An indicator to be added."""


class EditIndicatorForm(_Indicator, EditForm):
    """An indicator as it is, to be edited."""


class MeasureForm(Form):
    """What an indicator was on a day, and who says so."""

    value = NumberField(lazy_gettext("Measured"))
    measured_on = DateField(lazy_gettext("When"))
    source = LineField(lazy_gettext("Source"), limit=300)


class RemoveForm(Form):
    """Why an indicator is followed no more."""

    reason = LineField(lazy_gettext("Why"), limit=300)


@form_page(f"{_OF_PROJECT}/new", Permission.MANAGE_PROJECT)
def new_indicator(code: str, project_id: int) -> tuple[str, int] | Response:
    """Add an indicator to a project."""
    project_id = _facts(code, project_id).project.id
    form = IndicatorForm()
    if form.is_sent():
        wanted = AddIndicator(project_id=project_id, aim=form.aim())
        done = form.record(lambda session, by: add_indicator(session, wanted, by=by).id)
        if done is not None:
            say(_("Indicator added."))
            return redirect(_back(code, project_id), code=303)
    context = {"form": form, "facts": _facts(code, project_id), "indicator": None}
    return render_template("staff/indicator_form.html", **context), form.status


@form_page(f"{_OF_PROJECT}/<int:indicator_id>", Permission.MANAGE_PROJECT)
def change_indicator(code: str, project_id: int, indicator_id: int) -> tuple[str, int] | Response:
    """Edit an indicator."""
    session = reading.session()
    project_id, indicator_id = _found(session, code, project_id, indicator_id)
    form = _form(session, indicator_id, is_recorded=False)
    if form.is_sent():
        wanted = EditIndicator(indicator_id=indicator_id, version=form.seen_version, aim=form.aim())
        done = form.record(lambda session, by: edit_indicator(session, wanted, by=by).id)
        if done is not None:
            say(_("Indicator edited."))
            return redirect(_back(code, project_id), code=303)
    if form.is_outdated:
        form.compare(_form(session, indicator_id, is_recorded=True))
    context = {
        "form": form,
        "facts": _facts(code, project_id),
        "indicator": get_indicator(session, indicator_id),
        "measurements": measurements_of(session, indicator_id),
    }
    return render_template("staff/indicator_form.html", **context), form.status


@form_page(f"{_OF_PROJECT}/<int:indicator_id>/measure", Permission.MANAGE_PROJECT)
def measure_indicator(code: str, project_id: int, indicator_id: int) -> tuple[str, int] | Response:
    """Record what an indicator was on a day."""
    session = reading.session()
    project_id, indicator_id = _found(session, code, project_id, indicator_id)
    form = MeasureForm(data={"measured_on": clock.today()})
    if form.is_sent():
        wanted = Measure(
            indicator_id=indicator_id,
            measured_on=form.measured_on.data,
            value=form.value.data,
            source=form.source.data or "",
        )
        done = form.record(
            lambda session, by: measure(session, wanted, by=by).id,
            {MeasuredInTheFuture: "measured_on"},
        )
        if done is not None:
            say(_("Measurement recorded."))
            return redirect(_back(code, project_id), code=303)
    context = {
        "form": form,
        "facts": _facts(code, project_id),
        "indicator": get_indicator(session, indicator_id),
        "measurements": measurements_of(session, indicator_id),
    }
    return render_template("staff/indicator_measure.html", **context), form.status


@form_page(f"{_OF_PROJECT}/<int:indicator_id>/remove", Permission.MANAGE_PROJECT)
def give_indicator_up(code: str, project_id: int, indicator_id: int) -> tuple[str, int] | Response:
    """Follow an indicator no more."""
    session = reading.session()
    project_id, indicator_id = _found(session, code, project_id, indicator_id)
    form = RemoveForm()
    if form.is_sent():
        wanted = RemoveIndicator(indicator_id=indicator_id, reason=form.reason.data or "")
        done = form.record(lambda session, by: remove_indicator(session, wanted, by=by).id)
        if done is not None:
            say(_("The indicator is no longer followed."))
            return redirect(_back(code, project_id), code=303)
    context = {
        "form": form,
        "facts": _facts(code, project_id),
        "indicator": get_indicator(session, indicator_id),
    }
    return render_template("staff/indicator_remove.html", **context), form.status


def _facts(code: str, project_id: int) -> ProjectFacts:
    return project_facts(reading.session(), code, min(project_id, LARGEST))


def _found(session: Session, code: str, project_id: int, indicator_id: int) -> tuple[int, int]:
    project_id = _facts(code, project_id).project.id
    indicator = get_indicator(session, min(indicator_id, LARGEST), project_id=project_id)
    return project_id, indicator.id


def _back(code: str, project_id: int) -> str:
    return url_for(".project", code=code, project_id=project_id, _anchor="indicators")


def _form(session: Session, indicator_id: int, *, is_recorded: bool) -> EditIndicatorForm:
    it = get_indicator(session, indicator_id)
    return EditIndicatorForm(
        version=revisions.version_of(session, subject_of(it.id)),
        is_recorded=is_recorded,
        data={"name": it.name, "unit": it.unit, "baseline": it.baseline, "target": it.target},
    )
