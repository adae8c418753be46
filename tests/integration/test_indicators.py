"""Indicators of projects: added, edited, measured, given up; what documents say of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from fundtracker import clock
from fundtracker.acts.errors import ChangedMeanwhile
from fundtracker.documents.indicators import indicators_of
from fundtracker.i18n import format_quantity, use_locale
from fundtracker.projects.errors import MeasuredInTheFuture, NoLongerFollowed, NoSuchIndicator
from fundtracker.projects.indicators import (
    AddIndicator,
    Aim,
    EditIndicator,
    Measure,
    RemoveIndicator,
    add_indicator,
    edit_indicator,
    followed,
    get_indicator,
    measure,
    measurements_of,
    remove_indicator,
)
from fundtracker.projects.models import Indicator, Project
from tests.world import World, by

AIM = Aim(name="Ménages raccordés", unit="ménages", baseline=0, target=450_00)
DAY = date(2017, 6, 30)


@pytest.fixture
def project(session: Session) -> Project:
    world = World(session)
    return world.project(world.fund())


def _add(session: Session, project: Project) -> Indicator:
    return add_indicator(session, AddIndicator(project_id=project.id, aim=AIM), by=by())


def _measure(session: Session, it: Indicator, value: int, on: date = DAY) -> Measure:
    wanted = Measure(indicator_id=it.id, measured_on=on, value=value, source="Relevé")
    measure(session, wanted, by=by())
    return wanted


def test_the_last_measurement_up_to_a_day_counts(session: Session, project: Project) -> None:
    it = _add(session, project)
    _measure(session, it, 100_00, date(2017, 1, 31))
    _measure(session, it, 300_00)
    # A second one of the same day replaces it.
    _measure(session, it, 210_50)
    (then,) = followed(session, [project.id], date(2017, 3, 1))[project.id]
    (now,) = followed(session, [project.id], DAY)[project.id]
    (before,) = followed(session, [project.id], date(2016, 12, 31))[project.id]
    assert then.last is not None
    assert now.last is not None
    assert (then.last.value, now.last.value, before.last) == (100_00, 210_50, None)
    assert [it.value for it in measurements_of(session, it.id)] == [210_50, 100_00]
    (line,) = indicators_of(session, [project.id], DAY)[project.id]
    assert (line.value, line.target, line.source) == (210_50, 450_00, "Relevé")


def test_a_second_click_adds_and_measures_once(session: Session, project: Project) -> None:
    signature, wanted = by(), AddIndicator(project_id=project.id, aim=AIM)
    first = add_indicator(session, wanted, by=signature)
    assert add_indicator(session, wanted, by=signature) is first
    signature = by()
    asked = Measure(indicator_id=first.id, measured_on=DAY, value=5, source="Relevé")
    assert measure(session, asked, by=signature) is measure(session, asked, by=signature)


def test_what_will_be_measured_is_not_known(session: Session, project: Project) -> None:
    it = _add(session, project)
    with pytest.raises(MeasuredInTheFuture):
        _measure(session, it, 1, clock.today() + timedelta(days=1))


def test_it_is_edited_once_by_version_and_given_up(session: Session, project: Project) -> None:
    it = _add(session, project)
    edit = EditIndicator(indicator_id=it.id, version=0, aim=Aim(name="Foyers", unit=""))
    edit_indicator(session, edit, by=by())
    assert (it.name, it.target) == ("Foyers", None)
    with pytest.raises(ChangedMeanwhile):
        edit_indicator(session, edit, by=by())
    remove_indicator(session, RemoveIndicator(indicator_id=it.id, reason="Doublon"), by=by())
    assert followed(session, [project.id], DAY)[project.id] == []
    with pytest.raises(NoLongerFollowed):
        _measure(session, it, 1)
    again = EditIndicator(indicator_id=it.id, version=1, aim=AIM)
    with pytest.raises(NoLongerFollowed):
        edit_indicator(session, again, by=by())


def test_an_indicator_of_another_project_is_not_there(session: Session, project: Project) -> None:
    it = _add(session, project)
    with pytest.raises(NoSuchIndicator):
        get_indicator(session, it.id, project_id=project.id + 1)


@pytest.mark.parametrize(
    ("hundredths", "french", "english"),
    [(0, "0", "0"), (120_000, "1\u202f200", "1,200"), (1250, "12,5", "12.5"), (5, "0,05", "0.05")],
)
def test_numbers_have_no_more_decimals_than_they_need(
    hundredths: int, french: str, english: str
) -> None:
    with use_locale("fr"):
        assert format_quantity(hundredths) == french
    with use_locale("en"):
        assert format_quantity(hundredths) == english
