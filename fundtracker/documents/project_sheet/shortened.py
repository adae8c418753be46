"""What a project sheet leaves out so that it keeps to its two pages, and says that it does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fundtracker.i18n import gettext as _
from fundtracker.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fundtracker.documents.project_sheet.content import ProjectSheet

PAGES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many of each a sheet shows: of events the latest, of donors the first by name."""

    news: int
    payments: int
    milestones: int
    statuses: int
    donors: int
    has_picture: bool = False


_ALL = 10_000

# From what is missed least: older news, then the picture, whose figures stand on the page as well;
# names before the last photograph, as the report of the fund lists its donors too.
_ROOMS = (
    Room(news=3, payments=_ALL, milestones=_ALL, statuses=_ALL, donors=_ALL, has_picture=True),
    Room(news=3, payments=_ALL, milestones=_ALL, statuses=_ALL, donors=_ALL),
    Room(news=2, payments=12, milestones=12, statuses=8, donors=60),
    Room(news=1, payments=12, milestones=12, statuses=8, donors=60),
    Room(news=1, payments=8, milestones=8, statuses=5, donors=30),
    Room(news=1, payments=5, milestones=5, statuses=3, donors=15),
    Room(news=1, payments=4, milestones=4, statuses=3, donors=8),
    Room(news=0, payments=4, milestones=4, statuses=3, donors=15),
    Room(news=0, payments=3, milestones=3, statuses=2, donors=8),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """A sheet with what there is room for, and what it leaves out, in words."""

    sheet: ProjectSheet
    left_out: tuple[str, ...] = ()
    n_payments_out: int = 0


def ways(sheet: ProjectSheet) -> Iterator[Shortened]:
    """Give the sheet as it is, then shorter and shorter."""
    yield Shortened(sheet=sheet)
    for room in _ROOMS:
        yield _within(sheet, room)


def _within(sheet: ProjectSheet, room: Room) -> Shortened:
    milestones = sheet.project.milestones
    n_out = {
        "payments": max(len(sheet.payments) - room.payments, 0),
        "milestones": max(len(milestones) - room.milestones, 0),
        "statuses": max(len(sheet.statuses) - room.statuses, 0),
        "news": max(len(sheet.news) - room.news, 0),
        "donors": max(len(sheet.donors) - room.donors, 0),
    }
    short = replace(
        sheet,
        project=replace(sheet.project, milestones=milestones[n_out["milestones"] :]),
        payments=sheet.payments[n_out["payments"] :],
        statuses=sheet.statuses[n_out["statuses"] :],
        news=sheet.news[: room.news],
        donors=sheet.donors[: room.donors],
        over_time=sheet.over_time if room.has_picture else (),
    )
    words = (
        ngettext("%(num)s milestone", "%(num)s milestones", n_out["milestones"]),
        ngettext("%(num)s earlier status", "%(num)s earlier statuses", n_out["statuses"]),
        ngettext("%(num)s news item", "%(num)s news items", n_out["news"]),
        ngettext("%(num)s donor", "%(num)s donors", n_out["donors"]),
        _("the picture of the money over time"),
    )
    has_lost_picture = bool(sheet.over_time) and not room.has_picture
    counts = (
        n_out["milestones"], n_out["statuses"], n_out["news"], n_out["donors"], has_lost_picture
    )  # fmt: skip
    return Shortened(
        sheet=short,
        left_out=tuple(word for word, count in zip(words, counts, strict=True) if count),
        n_payments_out=n_out["payments"],
    )
