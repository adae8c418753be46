"""Draws the minutes of a committee's meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fundtracker.committee.kinds import Presence
from fundtracker.documents.letterhead import signed
from fundtracker.documents.marks import furniture
from fundtracker.documents.page import COLUMN, Title, build
from fundtracker.documents.parts import heading
from fundtracker.documents.tables import Column, Row, facts, table
from fundtracker.documents.typography import (
    BODY,
    LEAD,
    NOTE,
    TITLE,
    marked_up,
    paragraph,
    prose,
)
from fundtracker.documents.wording import LINE, capitalised, escaped, filled, printable
from fundtracker.i18n import format_date, format_number, format_weekday, use_locale
from fundtracker.i18n import gettext as _

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

    from fundtracker.committee.minutes import Vote
    from fundtracker.documents.minutes.content import MeetingMinutes

_NOT_COUNTED = "–"


def render(minutes: MeetingMinutes) -> bytes:
    """Return the minutes as a PDF in their own language; the same content gives the same bytes."""
    with use_locale(minutes.locale):
        day = f"{format_weekday(minutes.held_on)} {format_date(minutes.held_on)}"
        story: list[Flowable] = [
            Title(_("Minutes of the donors’ committee"), TITLE, "minutes"),
            marked_up(_sentence(minutes, day), LEAD),
            facts(
                [
                    (_("Fund"), printable(minutes.fund)),
                    (_("Day"), capitalised(day)),
                    (_("Time"), minutes.starts_at),
                    (_("Place"), printable(minutes.place, LINE)),
                    (_("Chair"), printable(minutes.chair, LINE)),
                    (_("Guests"), printable(minutes.guests, 4 * LINE)),
                ]
            ),
            *_seats(minutes),
            *_agenda(minutes),
            *_said(minutes),
            *_decisions(minutes),
            *signed(minutes.issuer),
        ]
        words = f"{_('Minutes of the donors’ committee')} – {format_date(minutes.held_on)}"
        shown = furniture(minutes, title=words, subject=printable(minutes.fund), seal=minutes.seal)
        return build(story, shown)


def _sentence(minutes: MeetingMinutes, day: str) -> str:
    met = filled(
        _("The donors’ committee of the fund “%(fund)s” met on %(day)s."),
        fund=printable(minutes.fund),
        day=day,
    )
    return f"{met} {filled(_took_part(minutes), **_numbers(minutes))}" if minutes.seats else met


def _took_part(minutes: MeetingMinutes) -> str:
    if minutes.counted(Presence.REPRESENTED):
        return _("Members present: %(present)s; represented: %(represented)s.")
    return _("Members present: %(present)s.")


def _numbers(minutes: MeetingMinutes) -> dict[str, str]:
    counted = (Presence.PRESENT, Presence.REPRESENTED)
    return {it.value: str(minutes.counted(it)) for it in counted}


def _agenda(minutes: MeetingMinutes) -> list[Flowable]:
    points = [
        paragraph(f"{number}.\u00a0{printable(it, LINE)}", BODY)
        for number, it in enumerate(minutes.agenda, start=1)
    ]
    return [*heading(_("Agenda"), "agenda"), *points]


def _decisions(minutes: MeetingMinutes) -> list[Flowable]:
    story = heading(_("Decisions taken"), "decisions")
    if not minutes.decisions:
        return [*story, paragraph(_("No decision of the committee is recorded on this day."), BODY)]
    columns = [
        Column(_("Decision"), 92),
        Column(_("What was decided"), COLUMN - 92 - 84 - 3 * 50),
        Column(_("Approved (€)"), 84, is_amount=True),
        Column(_("For"), 50, is_amount=True),
        Column(_("Against"), 50, is_amount=True),
        Column(_("Abstained"), 50, is_amount=True),
    ]
    rows = [
        Row(
            (
                printable(it.reference, LINE),
                printable(it.subject, 4 * LINE),
                "" if it.approved is None else format_number(it.approved),
                *_voices(it.vote),
            )
        )
        for it in minutes.decisions
    ]
    note = _("What moved under each is in the record of the decision.")
    return [*story, *table(columns, rows), paragraph(note, NOTE)]


def _voices(vote: Vote | None) -> tuple[str, str, str]:
    if vote is None:
        return (_NOT_COUNTED, _NOT_COUNTED, _NOT_COUNTED)
    return str(vote.n_for), str(vote.n_against), str(vote.n_abstained)


def _said(minutes: MeetingMinutes) -> list[Flowable]:
    parts = [it for it in minutes.said.splitlines() if it.strip()]
    return [*heading(_("What was said"), "said"), *(prose(it) for it in parts)]


def _seats(minutes: MeetingMinutes) -> list[Flowable]:
    """Say who was there as minutes do: in a line for each way of taking part."""
    story: list[Flowable] = []
    for presence in Presence:
        names = [printable(name, LINE) for name, it in minutes.seats if it is presence]
        if names:
            label = filled("%(how)s", how=_labels()[presence])
            listed = escaped(_("; ").join(names))
            story.append(marked_up(f"{label} ({len(names)})\u00a0– {listed}", BODY))
    return [*heading(_("Attendance"), "attendance"), *story] if story else []


def _labels() -> dict[Presence, str]:
    return {
        Presence.PRESENT: _("Present"),
        Presence.REPRESENTED: _("Represented"),
        Presence.EXCUSED: _("Excused"),
        Presence.ABSENT: _("Absent"),
    }
