"""Issuing documents for all donors of a fund at once."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, send_file, url_for

from fundtracker import clock
from fundtracker.documents import batch as batches
from fundtracker.documents.batch import CancelBatch, QueueBatch
from fundtracker.documents.errors import NothingToIssue
from fundtracker.documents.for_donors import IN_BATCHES, for_donors
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.outdated import outdated
from fundtracker.documents.queries import of_ids
from fundtracker.funds.queries import get_fund, get_fund_by_id
from fundtracker.i18n import current_locale, format_date, lazy_gettext, ngettext
from fundtracker.i18n import gettext as _
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import ChoiceField, DateField
from fundtracker.web.forms import AgreeForm, Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST
from fundtracker.web.uploads import store
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.documents.batch import Progress


class BatchForm(Form):
    """Which documents are issued for all donors, as of which day."""

    kind = ChoiceField(lazy_gettext("Document"), coerce=DocumentKind)
    as_of = DateField(lazy_gettext("Position on"))


@form_page("/funds/<code>/documents/batch", Permission.ISSUE_DOCUMENTS)
def new_batch(code: str) -> tuple[str, int] | Response:
    """Issue a document for each donor of a fund: say how many first, then queue them."""
    session = reading.session()
    fund = get_fund(session, code)
    fund_id = fund.id
    form = BatchForm(data={"as_of": _day_asked(), "kind": _kind_asked()})
    form.kind.offer([(it, it.label[:1].upper() + it.label[1:]) for it in IN_BATCHES])
    if form.is_sent():
        kind, day = form.kind.data, form.as_of.data
        asked = for_donors(session, fund, kind, day, locale=current_locale())
        wanted = QueueBatch(fund_id=fund_id, kind=kind, as_of=day, documents=asked)
        if not asked or form.heeds([_announced(len(asked), kind, format_date(day))]):
            done = form.record(
                lambda writing, by: batches.queue(writing, wanted, site=absolute(""), by=by).id,
                {NothingToIssue: "as_of"},
            )
            if done is not None:
                return redirect(url_for(".batch", batch_id=done), code=303)
    html = render_template("staff/batch_form.html", form=form, fund=get_fund(session, code))
    return html, form.status


def _kind_asked() -> DocumentKind | None:
    """Return the kind that a link here names."""
    typed = request.args.get("kind", "")
    return DocumentKind(typed) if typed in set(IN_BATCHES) else None


def _day_asked() -> date:
    """Return the day that a link here names, or today."""
    try:
        return date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        return clock.today()


def _announced(count: int, kind: DocumentKind, day: str) -> str:
    return ngettext(
        "%(num)s document is issued: %(kind)s, position on %(day)s.",
        "%(num)s documents are issued: %(kind)s, position on %(day)s.",
        count,
        kind=kind.label,
        day=day,
    )


@form_page("/funds/<code>/documents/anew", Permission.ISSUE_DOCUMENTS)
def issue_anew(code: str) -> tuple[str, int] | Response:
    """Issue anew, each as of its own day, what the books contradict by now."""
    session = reading.session()
    fund = get_fund(session, code)
    found = outdated(session, fund)
    form = AgreeForm()
    if form.is_sent():
        wanted = QueueBatch(
            fund_id=fund.id,
            kind=None,
            as_of=clock.today(),
            documents=tuple(it.asked for it in found),
        )
        done = form.record(
            lambda writing, by: batches.queue(writing, wanted, site=absolute(""), by=by).id
        )
        if done is not None:
            return redirect(url_for(".batch", batch_id=done), code=303)
    html = render_template(
        "staff/issue_anew.html", form=form, fund=get_fund(session, code), outdated=found
    )
    return html, form.status


@page("/batches/<int:batch_id>")
def batch(batch_id: int) -> str:
    """Show how far a batch has come, and what it issued."""
    session = reading.session()
    found = _found(session, batch_id)
    return render_template(
        "staff/batch.html",
        progress=found,
        batch=found.batch,
        fund=get_fund_by_id(session, found.batch.fund_id),
        documents={it.document.id: it for it in of_ids(session, _issued(found))},
    )


@form_page("/batches/<int:batch_id>/cancel", Permission.ISSUE_DOCUMENTS)
def cancel_batch(batch_id: int) -> tuple[str, int] | Response:
    """End a batch where it is."""
    session = reading.session()
    found = _found(session, batch_id)
    batch_id = found.batch.id
    form = AgreeForm()
    if form.is_sent():
        done = form.record(
            lambda writing, by: batches.cancel(writing, CancelBatch(batch_id=batch_id), by=by).id
        )
        if done is not None:
            say(_("Cancelled: what was issued before stays issued."))
            return redirect(url_for(".batch", batch_id=batch_id), code=303)
    html = render_template("staff/batch_cancel.html", form=form, progress=found, batch=found.batch)
    return html, form.status


@page("/batches/<int:batch_id>/documents.zip")
def batch_files(batch_id: int) -> Response:
    """Hand out all that a batch issued, as one archive."""
    session = reading.session()
    found = _found(session, batch_id)
    target, files = BytesIO(), store()
    with zipfile.ZipFile(target, "w") as archive:
        for it in reversed(of_ids(session, _issued(found))):
            name = f"{it.document.shown_number}-v{it.document.version}.pdf"
            # PDF files are compressed already.
            archive.writestr(name, files.get(it.document.file_sha256))
    target.seek(0)
    return send_file(
        target,
        mimetype="application/zip",
        download_name=f"{_('documents')}-{found.batch.id}.zip",
        as_attachment=True,
    )


def _found(session: Session, batch_id: int) -> Progress:
    return batches.progress(session, min(batch_id, LARGEST))


def _issued(found: Progress) -> tuple[int, ...]:
    return tuple(it.document_id for it in found.items if it.document_id is not None)
