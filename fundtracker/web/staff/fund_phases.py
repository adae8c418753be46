"""The phases of a fund, all on one form: lines left empty are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from wtforms import FieldList, FormField
from wtforms import Form as WTForm

from fundtracker.acts import revisions
from fundtracker.funds.errors import PhaseEndsBeforeItStarts
from fundtracker.funds.phases import Phase, SetPhases, phases_of, set_phases, subject_of
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import DateField, LineField
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

# Empty lines under those that there are; a fund has four or five phases.
_EMPTY = 2
_MOST = 30


class PhaseLine(WTForm):
    """A line of the form."""

    name = LineField(lazy_gettext("Phase"), required=False, limit=100)
    starts_on = DateField(lazy_gettext("Begins on"), required=False)
    ends_on = DateField(lazy_gettext("Ends on"), required=False)
    note = LineField(lazy_gettext("Note"), required=False, limit=300)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in the line."""
        return not any(
            str(it.typed if hasattr(it, "typed") else it.data or "").strip() for it in self
        )


class PhasesForm(EditForm):
    """All phases of a fund."""

    phases = FieldList(FormField(PhaseLine), max_entries=_MOST)

    def is_sent(self) -> bool:
        """Ask for the name and the first day of each line that says anything."""
        accepted = super().is_sent()
        if request.method == "POST":
            for line in self.phases:
                accepted = self._is_whole(line.form) and accepted
        return accepted

    def _is_whole(self, line: Any) -> bool:  # noqa: ANN401 - a PhaseLine, as FormField types it
        if line.is_empty:
            return True
        lacking = [
            field for field in (line.name, line.starts_on) if not field.data and not field.errors
        ]
        for field in lacking:
            field.errors = [_("Please fill this in.")]
            self.status = 422
        return not lacking


@form_page("/funds/<code>/phases", Permission.MANAGE_FUND)
def fund_phases(code: str) -> tuple[str, int] | Response:
    """Set the phases of a fund."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id, back = fund.id, url_for(".fund_facts", code=code)
    form = _recorded(session, fund_id, is_recorded=False)
    if form.is_sent():
        wanted = SetPhases(fund_id=fund_id, version=form.seen_version, phases=_typed(form))
        done = form.record(
            lambda session, by: len(set_phases(session, wanted, by=by)),
            {PhaseEndsBeforeItStarts: "phases"},
        )
        if done is not None:
            say(_("Phases recorded."))
            return redirect(back, code=303)
    if form.is_outdated:
        form.compare(_recorded(session, fund_id, is_recorded=True))
    context = {"form": form, "fund": get_fund(session, code), "back": back}
    return render_template("staff/fund_phases.html", **context), form.status


def _typed(form: PhasesForm) -> tuple[Phase, ...]:
    lines = [it.form for it in form.phases]
    return tuple(
        Phase(
            name=it.name.data or "",
            starts_on=it.starts_on.data,
            ends_on=it.ends_on.data,
            note=it.note.data or "",
        )
        for it in lines
        if not it.is_empty
    )


def _recorded(session: Session, fund_id: int, *, is_recorded: bool) -> PhasesForm:
    phases = [
        {"name": it.name, "starts_on": it.starts_on, "ends_on": it.ends_on, "note": it.note}
        for it in phases_of(session, fund_id)
    ]
    return PhasesForm(
        version=revisions.version_of(session, subject_of(fund_id)),
        is_recorded=is_recorded,
        data={"phases": [*phases, *({} for _line in range(_EMPTY))]},
    )
