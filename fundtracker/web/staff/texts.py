"""The texts of the appeal kit, edited by staff and seen before they are saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for

from fundtracker.acts import revisions
from fundtracker.documents.appeal_kit.errors import TitleMissing, UnknownField
from fundtracker.documents.appeal_kit.fields import BLANKS
from fundtracker.documents.appeal_kit.paper import paper
from fundtracker.documents.appeal_kit.texts import (
    EditText,
    checked,
    edit_text,
    first_text,
    subject_of,
    text_of,
)
from fundtracker.documents.kinds import PaperKind
from fundtracker.errors import RuleViolation
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.position.timeline import timeline
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ProseField
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.documents.appeal_kit.paper import Block

_LONGEST = 20_000


class TextForm(EditForm):
    """The text of a paper."""

    text = ProseField(lazy_gettext("Text"), limit=_LONGEST)


@page("/texts", Permission.MANAGE_ORGANISATION)
def texts() -> str:
    """List the papers whose texts staff can change."""
    session = reading.session()
    return render_template(
        "staff/texts.html",
        papers=[(it, text_of(session, it) != first_text(it)) for it in PaperKind],
    )


@form_page("/texts/<kind>", Permission.MANAGE_ORGANISATION)
def edit_paper(kind: str) -> tuple[str, int] | Response:
    """Show the text of a paper as it would be filled in, and change it."""
    if kind not in set(PaperKind):
        abort(404)
    session, which = reading.session(), PaperKind(kind)
    form = _recorded(session, which, is_recorded=False)
    if form.is_sent() and "preview" not in request.form:
        wanted = EditText(kind=which, version=form.seen_version, text=form.text.data or "")
        done = form.record(
            lambda writing, by: edit_text(writing, wanted, by=by),
            {UnknownField: "text", TitleMissing: "text"},
        )
        if done is not None:
            say(_("Saved: papers say so from now on."))
            return redirect(url_for(".texts"), code=303)
        if form.is_outdated:
            form.compare(_recorded(session, which, is_recorded=True))
    html = render_template(
        "staff/text_form.html",
        form=form,
        kind=which,
        blocks=_preview(form, which),
        fields=sorted(BLANKS.items()),
        first=first_text(which),
        deeds=timeline(reading.session(), [subject_of(which)]),
    )
    return html, form.status


def _preview(form: TextForm, kind: PaperKind) -> tuple[Block, ...]:
    """Fill in what was typed with what is to be completed; say what is wrong with it."""
    try:
        typed = checked(kind, form.text.data or first_text(kind))
    except RuleViolation as refusal:
        if not form.text.errors:
            form.refuse("text", refusal)
        return ()
    return paper(kind, typed, {}, BLANKS).blocks


def _recorded(session: Session, kind: PaperKind, *, is_recorded: bool) -> TextForm:
    return TextForm(
        version=revisions.version_of(session, subject_of(kind)),
        is_recorded=is_recorded,
        data={"text": text_of(session, kind)},
    )
