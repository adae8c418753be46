"""How pages look: pictures of positions, for wide room and for narrow; the tone of a status.

A picture follows from its figures and the language alone, so the last ones are kept by these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fundtracker.charts import flow_picture, progress
from fundtracker.charts import over_time as times
from fundtracker.charts import path as paths
from fundtracker.charts import places as map_of
from fundtracker.charts import stages as bars
from fundtracker.charts.svg import responsive, svg
from fundtracker.i18n import current_locale
from fundtracker.projects.kinds import MilestoneState, ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from markupsafe import Markup

    from fundtracker.charts.flow import Flow
    from fundtracker.charts.shapes import ChartTable, Picture
    from fundtracker.money import Cents
    from fundtracker.position.amounts import Amounts
    from fundtracker.position.over_time import Point
    from fundtracker.projects.models import Project

_WIDE, _NARROW = 860, 340

# How a status looks: what goes well, what donors must know, what is only planned.
TONES = {
    ProjectStatus.IDENTIFIED: "plan",
    ProjectStatus.APPROVED: "plan",
    ProjectStatus.AGREED: "plan",
    ProjectStatus.UNDER_WAY: "good",
    ProjectStatus.SLOWED: "warn",
    ProjectStatus.SUSPENDED: "warn",
    ProjectStatus.COMPLETED: "good",
    ProjectStatus.CLOSED: None,
    ProjectStatus.CANCELLED: "bad",
    MilestoneState.REACHED: "good",
    MilestoneState.LATE: "warn",
    MilestoneState.TO_COME: "plan",
}


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture of a page, for wide and narrow room, with its title and its figures as a table."""

    drawing: Markup
    title: str
    table: ChartTable


def path(amounts: Amounts, hrefs: Mapping[str, str] | None = None) -> Painted | None:
    """Paint what became of a donor's money; None where nothing came yet."""
    if amounts.received <= 0 and amounts.carried >= 0:
        return None
    drawn = paths.Path(
        fees=amounts.fees,
        unallocated=amounts.unallocated,
        held=amounts.held,
        advanced=amounts.advanced,
        justified=amounts.justified_in_all,
        lost=amounts.lost,
        returned=amounts.returned,
        carried=amounts.carried_out,
        hrefs=hrefs or {},
    )
    return _paint("path", paths.draw, drawn, current_locale())


def stages(amounts: Amounts, to_receive: Cents, hrefs: Mapping[str, str] | None = None) -> Painted:
    """Paint where a fund's money is, what is still to receive hatched beside it."""
    drawn = bars.Stages(
        fees=amounts.fees,
        unallocated=amounts.unallocated,
        held=amounts.held,
        advanced=amounts.advanced,
        justified=amounts.justified_in_all,
        lost=amounts.lost,
        to_receive=to_receive,
        hrefs=hrefs or {},
    )
    return _paint("stages", bars.draw, drawn, current_locale())


def over_time(points: Sequence[Point], *, is_whole: bool = True) -> Painted | None:
    """Paint how a fund or a project came so far; None before its first money."""
    if not points:
        return None
    drawn = times.OverTime(points=tuple(points), is_whole=is_whole)
    return _paint("over-time", times.draw, drawn, current_locale())


def flow(drawn: Flow) -> Painted | None:
    """Paint the money from donors to projects; None where there is none."""
    if not drawn.total:
        return None
    return _paint("flow", flow_picture.draw, drawn, current_locale())


def places(
    projects: Iterable[Project], href: Callable[[Project], str] | None = None
) -> Painted | None:
    """Paint where projects are; None where no place is known."""
    sites = tuple(
        map_of.Site(
            latitude=it.latitude,
            longitude=it.longitude,
            place=it.place or it.country,
            project=it.title,
            role=it.action_type.value if it.action_type else "fund_costs",
            href=href(it) if href is not None else None,
        )
        for it in projects
        if it.latitude is not None and it.longitude is not None
    )
    if not sites:
        return None
    drawn = map_of.Places(sites=sites)
    return _paint("places", map_of.draw, drawn, current_locale())


def bar(amounts: Amounts, planned: Cents | None, key: str) -> Markup:
    """Paint how far a project is, in a table's row."""
    drawn = progress.Progress(
        allocated=amounts.allocated,
        paid=amounts.paid_out,
        justified=amounts.justified_in_all,
        planned=planned,
    )
    return _bar(drawn, key, current_locale())


def progress_of(amounts: Amounts, planned: Cents | None) -> Painted:
    """Paint how far a project is."""
    drawn = progress.Progress(
        allocated=amounts.allocated,
        paid=amounts.paid_out,
        justified=amounts.justified_in_all,
        planned=planned,
    )
    return _paint("progress", progress.draw, drawn, current_locale())


def forget() -> None:
    """Keep none of the last pictures: each is painted anew when it is asked for."""
    _paint.cache_clear()
    _bar.cache_clear()


@lru_cache(maxsize=128)
def _paint(
    key: str,
    draw: Callable[[Any, float], Picture],
    drawn: Any,  # noqa: ANN401 - what ``draw`` takes
    _locale: str,
) -> Painted:
    wide = draw(drawn, _WIDE)
    return Painted(
        drawing=responsive(wide, draw(drawn, _NARROW), key), title=wide.title, table=drawn.table()
    )


@lru_cache(maxsize=1024)
def _bar(drawn: progress.Progress, key: str, _locale: str) -> Markup:
    return svg(progress.draw(drawn, 160, labels=False), key, css="chart-bar")
