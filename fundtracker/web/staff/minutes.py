"""How a meeting of the committee went: who was there, what was said, the voices of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for
from wtforms import FieldList, FormField, HiddenField
from wtforms import Form as WTForm

from fundtracker.acts import revisions
from fundtracker.committee.errors import NotHeldYet, TooManyVoices
from fundtracker.committee.kinds import Presence
from fundtracker.committee.meetings import get_meeting, subject_of
from fundtracker.committee.minutes import (
    LONGEST_GUESTS,
    LONGEST_TEXT,
    RecordMinutes,
    Seat,
    Vote,
    decided_at,
    minutes_of,
    record_minutes,
)
from fundtracker.documents.for_donors import for_donors
from fundtracker.documents.kinds import DocumentKind
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import current_locale, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.asked import identity
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, NumberField, ProseField
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.committee.minutes import Recorded
    from fundtracker.committee.models import Meeting
    from fundtracker.funds.models import Decision, Fund

_MOST_SEATS, _MOST_VOTES = 1000, 100
_WHOLE = 100
_MOST_VOICES = 100_000


class CountField(NumberField):
    """A whole number of voices; nothing typed is none."""

    def read(self, typed: str) -> int:
        """Return the number, in hundredths as every number is read."""
        try:
            number = super().read(typed)
        except ValueError as wrong:
            raise ValueError(_("Type a whole number.")) from wrong
        if number % _WHOLE or number > _MOST_VOICES * _WHOLE:
            raise ValueError(_("Type a whole number."))
        return number

    @property
    def count(self) -> int:
        """How many."""
        return (self.data or 0) // _WHOLE


class SeatLine(WTForm):
    """A member, and how it took part."""

    collectivity = HiddenField()
    presence = ChoiceField(coerce=Presence, required=False, blank=lazy_gettext("not noted"))


class VoteLine(WTForm):
    """A decision, and its voices."""

    decision = HiddenField()
    n_for = CountField(lazy_gettext("For"), required=False)
    n_against = CountField(lazy_gettext("Against"), required=False)
    n_abstained = CountField(lazy_gettext("Abstained"), required=False)


class MinutesForm(EditForm):
    """How a meeting went."""

    seats = FieldList(
        FormField(SeatLine),
        lazy_gettext("Members"),  # type: ignore[arg-type] # a lazy text is one
        max_entries=_MOST_SEATS,
    )
    guests = ProseField(lazy_gettext("Guests"), required=False, limit=LONGEST_GUESTS)
    said = ProseField(lazy_gettext("What was said"), required=True, limit=LONGEST_TEXT)
    votes = FieldList(
        FormField(VoteLine),
        lazy_gettext("Voices"),  # type: ignore[arg-type] # a lazy text is one
        max_entries=_MOST_VOTES,
    )

    def name_lines(self, members: dict[str, str]) -> None:
        """Offer how members take part, each under its name."""
        for line in self.seats:
            seat: Any = line.form
            seat.presence.offer_members(Presence)
            seat.presence.label.text = members.get(seat.collectivity.data or "", "?")

    def wanted(self, meeting_id: int) -> RecordMinutes:
        """Return what was typed."""
        seats = [it.form for it in self.seats if it.form.presence.data]
        votes = [it.form for it in self.votes]
        return RecordMinutes(
            meeting_id=meeting_id,
            version=self.seen_version,
            said=self.said.data or "",
            guests=self.guests.data or "",
            seats=tuple(
                Seat(
                    collectivity_id=identity(it.collectivity.data or "") or 0,
                    presence=it.presence.data,
                )
                for it in seats
            ),
            votes=tuple(
                Vote(
                    decision_id=identity(it.decision.data or "") or 0,
                    n_for=it.n_for.count,
                    n_against=it.n_against.count,
                    n_abstained=it.n_abstained.count,
                )
                for it in votes
            ),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A meeting as the form shows it; ``members`` are the names of those who had a seat, by id."""

    fund: Fund
    meeting: Meeting
    members: dict[str, str]
    recorded: Recorded
    decisions: Sequence[Decision]
    version: int


@form_page("/funds/<code>/meetings/<int:meeting_id>/minutes", Permission.RECORD_DECISION)
def meeting_minutes(code: str, meeting_id: int) -> tuple[str, int] | Response:
    """Write down how a meeting went."""
    session = reading.session()
    seen = _seen(session, code, meeting_id)
    form = _form(seen, is_recorded=False)
    if form.is_sent():
        wanted = form.wanted(seen.meeting.id)
        done = form.record(
            lambda session, by: record_minutes(session, wanted, by=by).id,
            {TooManyVoices: "votes", NotHeldYet: "said"},
        )
        if done is not None:
            say(_("Minutes recorded: they can be drawn, issued and sent."))
            return redirect(url_for(".meetings", code=code), code=303)
        seen = _seen(session, code, meeting_id)
    if form.is_outdated:
        form.compare(_form(seen, is_recorded=True))
    decisions = {str(it.id): it for it in seen.decisions}
    context = {"fund": seen.fund, "meeting": seen.meeting, "decisions": decisions}
    return render_template("staff/minutes_form.html", form=form, **context), form.status


def _seen(session: Session, code: str, meeting_id: int) -> _Seen:
    fund = get_fund(session, code)
    meeting = get_meeting(session, min(meeting_id, LARGEST), fund_id=fund.id)
    recorded = minutes_of(session, meeting.id)
    # Those convened, and whoever is noted already.
    convened = for_donors(
        session, fund, DocumentKind.DONOR_REPORT, meeting.held_on, locale=current_locale()
    )
    return _Seen(
        fund=fund,
        meeting=meeting,
        members={
            **{str(it.wanted.collectivity_id): it.about for it in convened},
            **{str(member.id): member.name for member, _presence in recorded.seats},
        },
        recorded=recorded,
        decisions=decided_at(session, meeting),
        version=revisions.version_of(session, subject_of(meeting.id)),
    )


def _form(seen: _Seen, *, is_recorded: bool) -> MinutesForm:
    presences = {str(member.id): presence for member, presence in seen.recorded.seats}
    form = MinutesForm(
        version=seen.version,
        is_recorded=is_recorded,
        data={
            "said": seen.recorded.said,
            "guests": seen.recorded.guests,
            "seats": [{"collectivity": it, "presence": presences.get(it)} for it in seen.members],
            "votes": [
                {"decision": str(it.id), **_voices(seen.recorded.votes.get(it.id))}
                for it in seen.decisions
            ],
        },
    )
    form.name_lines(seen.members)
    return form


def _voices(vote: Vote | None) -> dict[str, int]:
    if vote is None:
        return {}
    counted = {
        "n_for": vote.n_for, "n_against": vote.n_against, "n_abstained": vote.n_abstained,
    }  # fmt: skip
    return {name: number * _WHOLE for name, number in counted.items()}
