"""The indicators of projects: what each aims at, and what was measured, day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from fundtracker import clock, text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.projects.errors import MeasuredInTheFuture, NoLongerFollowed, NoSuchIndicator
from fundtracker.projects.models import Indicator, Measurement
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session

_LONGEST_UNIT = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Aim:
    """What an indicator says; numbers in hundredths of the unit, None where not known."""

    name: str
    unit: str
    baseline: int | None = None
    target: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddIndicator:
    """An indicator of a project."""

    project_id: int
    aim: Aim


@dataclass(frozen=True, kw_only=True, slots=True)
class EditIndicator:
    """What an indicator is to say; ``version`` is the one that was edited."""

    indicator_id: int
    version: int
    aim: Aim


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveIndicator:
    """An indicator that is followed no more; what was measured stays in the books."""

    indicator_id: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What an indicator was on a day, in hundredths of its unit."""

    indicator_id: int
    measured_on: date
    value: int
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Followed:
    """An indicator with what was measured last, up to a day."""

    indicator: Indicator
    last: Measurement | None


def add_indicator(session: Session, request: AddIndicator, *, by: Signature) -> Indicator:
    """Add an indicator to a project."""
    project = get_project(session, request.project_id)
    repeat = acts.find_repeat(session, ActKind.ADD_INDICATOR, request, by=by)
    if repeat is not None:
        return session.get_one(Indicator, acts.result_id(session, repeat))
    values = _values(request.aim)
    act = acts.record(session, ActKind.ADD_INDICATOR, request, by=by)
    indicator = Indicator(project_id=project.id, act_id=act.id, **values)
    session.add(indicator)
    session.flush()
    acts.concern(session, act, *_subjects(indicator))
    return indicator


def edit_indicator(session: Session, request: EditIndicator, *, by: Signature) -> Indicator:
    """Change what an indicator says. Raises ChangedMeanwhile or NoLongerFollowed."""
    indicator = get_indicator(session, request.indicator_id)
    if acts.find_repeat(session, ActKind.EDIT_INDICATOR, request, by=by) is not None:
        return indicator
    subject = subject_of(indicator.id)
    revisions.check_version(session, subject, request.version)
    _check_followed(session, indicator)
    changes = revisions.differences(indicator, _values(request.aim))
    if not changes:
        return indicator
    act = acts.record(session, ActKind.EDIT_INDICATOR, request, by=by)
    revisions.revise(session, act, subject, changes, indicator)
    acts.concern(session, act, *_subjects(indicator))
    return indicator


def remove_indicator(session: Session, request: RemoveIndicator, *, by: Signature) -> Indicator:
    """Follow an indicator no more: no page or new document shows it."""
    indicator = get_indicator(session, request.indicator_id)
    if acts.find_repeat(session, ActKind.REMOVE_INDICATOR, request, by=by) is not None:
        return indicator
    subject = subject_of(indicator.id)
    revisions.check_version(session, subject, revisions.version_of(session, subject))
    session.refresh(indicator)
    if indicator.removed_act_id is not None:
        return indicator
    reason = text.line(request.reason)
    act = acts.record(session, ActKind.REMOVE_INDICATOR, request, by=by, reason=reason)
    indicator.removed_act_id = act.id
    session.flush()
    acts.concern(session, act, *_subjects(indicator))
    return indicator


def measure(session: Session, request: Measure, *, by: Signature) -> Measurement:
    """Record what an indicator was. Raises MeasuredInTheFuture or NoLongerFollowed."""
    indicator = get_indicator(session, request.indicator_id)
    repeat = acts.find_repeat(session, ActKind.MEASURE, request, by=by)
    if repeat is not None:
        return session.get_one(Measurement, acts.result_id(session, repeat))
    _check_followed(session, indicator)
    if request.measured_on > clock.today():
        raise MeasuredInTheFuture
    source = text.line(request.source)
    act = acts.record(session, ActKind.MEASURE, request, by=by)
    found = Measurement(
        indicator_id=indicator.id,
        measured_on=request.measured_on,
        value=request.value,
        source=source,
        act_id=act.id,
    )
    session.add(found)
    session.flush()
    measurement = Subject(kind="measurement", record_id=found.id)
    acts.concern(session, act, measurement, *_subjects(indicator))
    return found


def get_indicator(
    session: Session, indicator_id: int, *, project_id: int | None = None
) -> Indicator:
    """Return an indicator, of the project where one is named; raise NoSuchIndicator."""
    indicator = session.get(Indicator, indicator_id)
    if indicator is None or project_id not in {None, indicator.project_id}:
        raise NoSuchIndicator
    return indicator


_FOLLOWED = (
    select(Indicator, Measurement)
    .outerjoin(
        Measurement,
        (Measurement.indicator_id == Indicator.id)
        & (Measurement.measured_on <= bindparam("as_of")),
    )
    .where(
        Indicator.project_id.in_(bindparam("projects", expanding=True)),
        Indicator.removed_act_id.is_(None),
    )
    .order_by(Indicator.id, Measurement.measured_on, Measurement.id)
)


def followed(
    session: Session, project_ids: Collection[int], as_of: date
) -> dict[int, list[Followed]]:
    """List the indicators of projects with what was measured last up to a day, in one statement."""
    rows = session.execute(_FOLLOWED, {"projects": project_ids, "as_of": as_of})
    last = {indicator.id: (indicator, found) for indicator, found in rows}
    by_project: dict[int, list[Followed]] = defaultdict(list)
    for indicator, found in last.values():
        by_project[indicator.project_id].append(Followed(indicator=indicator, last=found))
    return by_project


def measurements_of(session: Session, indicator_id: int) -> list[Measurement]:
    """List what an indicator was, the latest first; of one day only what counts."""
    rows = session.scalars(
        select(Measurement)
        .where(Measurement.indicator_id == indicator_id)
        .order_by(Measurement.measured_on, Measurement.id)
    )
    by_day = {it.measured_on: it for it in rows}
    return list(reversed(by_day.values()))


def subject_of(indicator_id: int) -> Subject:
    """Return what the history of an indicator is kept under."""
    return Subject(kind="indicator", record_id=indicator_id)


def _check_followed(session: Session, indicator: Indicator) -> None:
    session.refresh(indicator)
    if indicator.removed_act_id is not None:
        raise NoLongerFollowed


def _subjects(indicator: Indicator) -> tuple[Subject, Subject]:
    return subject_of(indicator.id), Subject(kind="project", record_id=indicator.project_id)


def _values(aim: Aim) -> dict[str, Any]:
    return {
        "name": text.line(aim.name),
        "unit": text.line(aim.unit, limit=_LONGEST_UNIT, required=False),
        "baseline": aim.baseline,
        "target": aim.target,
    }
