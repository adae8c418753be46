"""The meetings of a fund's committee: convened, changed, called off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.committee.errors import BeforeTheFund, NotATime
from fundtracker.committee.meetings import (
    CancelMeeting,
    Convene,
    EditMeeting,
    Said,
    cancel_meeting,
    convene,
    edit_meeting,
    get_meeting,
    meetings_of,
    subject_of,
)
from fundtracker.committee.minutes import with_minutes
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.queries import papers_of_meetings
from fundtracker.documents.written_anew import written_anew
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.projects.errors import NotALink
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import DateField, LineField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal

_REFUSALS: dict[type[Refusal], str] = {
    NotATime: "starts_at",
    NotALink: "link",
    BeforeTheFund: "held_on",
}


class _Meeting:
    """When and where, and about what."""

    held_on = DateField(lazy_gettext("Day of the meeting"))
    starts_at = LineField(lazy_gettext("Time"), required=False, limit=8)
    place = LineField(lazy_gettext("Place"), limit=200)
    link = LineField(lazy_gettext("Link for those who are not there"), required=False, limit=500)
    agenda = ProseField(lazy_gettext("Agenda"), required=True, limit=4000)
    note = ProseField(lazy_gettext("Note to the members"), required=False, limit=4000)

    def said(self) -> Said:
        """Return what was typed."""
        return Said(
            held_on=self.held_on.data,
            starts_at=self.starts_at.data or "",
            place=self.place.data or "",
            link=self.link.data or "",
            agenda=self.agenda.data or "",
            note=self.note.data or "",
        )


class ConveneForm(_Meeting, Form):
    """A meeting to be convened."""


class MeetingForm(_Meeting, EditForm):
    """A meeting as it is, to be changed."""


class CancelForm(Form):
    """Why a meeting does not take place."""

    reason = LineField(lazy_gettext("Why"), limit=300)


@page("/funds/<code>/meetings")
def meetings(code: str) -> str:
    """List the meetings of a fund's committee."""
    session = reading.session()
    fund = get_fund(session, code)
    papers = papers_of_meetings(session, fund.id)
    return render_template(
        "staff/meetings.html",
        fund=fund,
        meetings=meetings_of(session, fund.id),
        noted=with_minutes(session, fund.id),
        papers=papers,
        outdated={it.document.id for it in written_anew(session, papers.values())},
        Kind=DocumentKind,
        today=clock.today(),
    )


@form_page("/funds/<code>/meetings/new", Permission.RECORD_DECISION)
def new_meeting(code: str) -> tuple[str, int] | Response:
    """Convene the committee of a fund."""
    fund_id = get_fund(reading.session(), code).id
    form = ConveneForm()
    if form.is_sent():
        wanted = Convene(fund_id=fund_id, said=form.said())
        done = form.record(lambda session, by: convene(session, wanted, by=by).id, _REFUSALS)
        if done is not None:
            say(_("Meeting recorded: its convening can be drawn, issued and sent."))
            return redirect(url_for(".meetings", code=code), code=303)
    context = {"form": form, "fund": get_fund(reading.session(), code), "is_new": True}
    return render_template("staff/meeting_form.html", **context), form.status


@form_page("/funds/<code>/meetings/<int:meeting_id>/edit", Permission.RECORD_DECISION)
def change_meeting(code: str, meeting_id: int) -> tuple[str, int] | Response:
    """Change a meeting: another day, another point."""
    session = reading.session()
    meeting_id = _found(session, code, meeting_id)
    form = _form(session, meeting_id, is_recorded=False)
    if form.is_sent():
        wanted = EditMeeting(meeting_id=meeting_id, version=form.seen_version, said=form.said())
        done = form.record(lambda session, by: edit_meeting(session, wanted, by=by).id, _REFUSALS)
        if done is not None:
            say(_changed(meeting_id, _("Meeting changed.")))
            return redirect(url_for(".meetings", code=code), code=303)
    if form.is_outdated:
        form.compare(_form(session, meeting_id, is_recorded=True))
    context = {"form": form, "fund": get_fund(session, code), "is_new": False}
    return render_template("staff/meeting_form.html", **context), form.status


@form_page("/funds/<code>/meetings/<int:meeting_id>/cancel", Permission.RECORD_DECISION)
def call_off_meeting(code: str, meeting_id: int) -> tuple[str, int] | Response:
    """Call a meeting off."""
    session = reading.session()
    meeting_id = _found(session, code, meeting_id)
    form = CancelForm()
    if form.is_sent():
        wanted = CancelMeeting(meeting_id=meeting_id, reason=form.reason.data or "")
        done = form.record(lambda session, by: cancel_meeting(session, wanted, by=by).id)
        if done is not None:
            say(_changed(meeting_id, _("The meeting is called off.")))
            return redirect(url_for(".meetings", code=code), code=303)
    html = render_template(
        "staff/meeting_cancel.html",
        form=form,
        fund=get_fund(session, code),
        meeting=get_meeting(session, meeting_id),
    )
    return html, form.status


def _changed(meeting_id: int, done: str) -> str:
    """Say what was done, and that members were told otherwise where a convening was issued."""
    session = reading.session()
    papers = papers_of_meetings(session, get_meeting(session, meeting_id).fund_id)
    if (DocumentKind.CONVENING, meeting_id) not in papers:
        return done
    told = _("Its convening says what was so before: issue it anew, and send it to the members.")
    return f"{done} {told}"


def _found(session: Session, code: str, meeting_id: int) -> int:
    fund = get_fund(session, code)
    return get_meeting(session, min(meeting_id, LARGEST), fund_id=fund.id).id


def _form(session: Session, meeting_id: int, *, is_recorded: bool) -> MeetingForm:
    it = get_meeting(session, meeting_id)
    return MeetingForm(
        version=revisions.version_of(session, subject_of(it.id)),
        is_recorded=is_recorded,
        data={
            "held_on": it.held_on,
            "starts_at": it.starts_at,
            "place": it.place,
            "link": it.link,
            "agenda": it.agenda,
            "note": it.note,
        },
    )
