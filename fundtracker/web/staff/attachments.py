"""Attaching documents to a record, and taking one away: the same two pages for every record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template
from sqlalchemy import select

from fundtracker.files import attachments
from fundtracker.files.errors import NoSuchAttachment
from fundtracker.files.models import Attachment, StoredFile
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.web import reading
from fundtracker.web.fields import DateField, LineField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.uploads import FilesField

if TYPE_CHECKING:
    from werkzeug import Response

    from fundtracker.acts.service import Subject


class AttachForm(Form):
    """A file, what it is, and its date where it bears one."""

    file = FilesField(lazy_gettext("Document"), required=True)
    label = LineField(lazy_gettext("What it is"), required=False, limit=150)
    dated_on = DateField(lazy_gettext("Date of the document"), required=False)


class RemoveForm(Form):
    """Why a document is taken away."""

    reason = LineField(lazy_gettext("Why"), required=False)


def attach_page(subject: Subject, *, to: str, back: str) -> tuple[str, int] | Response:
    """Show or take the form that attaches a file; ``to`` names the record, ``back`` shows it."""
    form = AttachForm()
    if form.is_sent() and form.file.first is not None:
        wanted = attachments.AttachFile(
            subject=subject,
            sha256=form.file.first,
            label=form.label.data or "",
            dated_on=form.dated_on.data,
        )
        if form.record(lambda session, by: attachments.attach(session, wanted, by=by).id):
            say(_("Document attached."))
            return redirect(back, code=303)
    return render_template("staff/attach_form.html", form=form, to=to, back=back), form.status


def remove_page(
    subject: Subject, attachment_id: int, *, to: str, back: str
) -> tuple[str, int] | Response:
    """Show or take the form that takes a document away; raise NoSuchAttachment."""
    session = reading.session()
    name = session.scalar(
        select(StoredFile.name)
        .join(Attachment, Attachment.sha256 == StoredFile.sha256)
        .where(
            Attachment.id == attachment_id,
            Attachment.kind == subject.kind,
            Attachment.record_id == subject.record_id,
        )
    )
    if name is None:
        raise NoSuchAttachment
    form = RemoveForm()
    if form.is_sent():
        wanted = attachments.RemoveFile(attachment_id=attachment_id, reason=form.reason.data or "")
        if form.record(lambda session, by: attachments.remove(session, wanted, by=by).id):
            say(_("Document removed."))
            return redirect(back, code=303)
    context = {"form": form, "to": to, "back": back, "name": name}
    return render_template("staff/attachment_remove.html", **context), form.status
