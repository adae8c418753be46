"""Sending issued documents: to whom first, then a letter for each address."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker.documents import batch as batches
from fundtracker.documents import queries
from fundtracker.documents.errors import NothingToSend
from fundtracker.documents.send import SendDocuments, deliveries, send
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.i18n import gettext as _
from fundtracker.web import letters, reading
from fundtracker.web.access import Permission
from fundtracker.web.forms import AgreeForm
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page
from fundtracker.web.staff.contacts import LARGEST

if TYPE_CHECKING:
    from werkzeug import Response


@form_page("/documents/<int:document_id>/send", Permission.ISSUE_DOCUMENTS)
def send_document(document_id: int) -> tuple[str, int] | Response:
    """Send a donor its document, or all members of a committee what convenes them."""
    document_id = min(document_id, LARGEST)
    document = queries.get_document(reading.session(), document_id).document
    return _sent(
        (document_id,),
        document.fund_id,
        title=_("Send %(number)s", number=document.shown_number),
        back=url_for(".issued_document", document_id=document_id),
    )


@form_page("/batches/<int:batch_id>/send", Permission.ISSUE_DOCUMENTS)
def send_batch(batch_id: int) -> tuple[str, int] | Response:
    """Send donors what a batch issued."""
    found = batches.progress(reading.session(), min(batch_id, LARGEST))
    ids = tuple(it.document_id for it in found.items if it.document_id is not None)
    back = url_for(".batch", batch_id=found.batch.id)
    return _sent(ids, found.batch.fund_id, title=_("Send to the donors"), back=back)


def _sent(
    ids: tuple[int, ...], fund_id: int | None, *, title: str, back: str
) -> tuple[str, int] | Response:
    """Say to whom documents go, and queue the letters."""
    form = AgreeForm()
    if form.is_sent():
        done = form.record(
            lambda writing, by: send(
                writing, SendDocuments(document_ids=ids), partial(letters.documents, writing), by=by
            ),
            {NothingToSend: ""},
        )
        if done is not None:
            say(_("The letters are on their way."))
            return redirect(back, code=303)
    session = reading.session()
    html = render_template(
        "staff/send_documents.html",
        form=form,
        fund=None if fund_id is None else get_fund_by_id(session, fund_id),
        title=title,
        back=back,
        due=deliveries(session, ids),
    )
    return html, form.status
