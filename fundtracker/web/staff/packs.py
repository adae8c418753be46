"""The packs of a fund and of all its donors: asked for, followed, fetched for a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, redirect, render_template, send_file, url_for

from fundtracker import clock
from fundtracker.documents import pack_batch as batches
from fundtracker.documents.errors import NothingToPack
from fundtracker.documents.pack_batch import CancelPacks, QueuePacks
from fundtracker.funds.queries import get_fund, get_fund_by_id
from fundtracker.i18n import current_locale, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.web import reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import DateField
from fundtracker.web.forms import AgreeForm, Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST
from fundtracker.web.uploads import shelf
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from werkzeug import Response as Answer

    from fundtracker.documents.models import PackBatchItem
    from fundtracker.documents.pack_batch import PackProgress


class PacksForm(Form):
    """Of which year, up to which day."""

    as_of = DateField(lazy_gettext("Position on"))


@form_page("/funds/<code>/packs/new", Permission.ISSUE_DOCUMENTS)
def new_packs(code: str) -> tuple[str, int] | Answer:
    """Ask for the packs of a fund and of all its donors."""
    fund = get_fund(reading.session(), code)
    fund_id = fund.id
    form = PacksForm(data={"as_of": clock.today()})
    if form.is_sent():
        wanted = QueuePacks(fund_id=fund_id, as_of=form.as_of.data, locale=current_locale())
        done = form.record(
            lambda writing, by: batches.queue_packs(writing, wanted, site=absolute(""), by=by).id,
            {NothingToPack: "as_of"},
        )
        if done is not None:
            return redirect(url_for(".packs", batch_id=done), code=303)
    fund = get_fund(reading.session(), code)
    return render_template("staff/packs_form.html", form=form, fund=fund), form.status


@page("/packs/<int:batch_id>")
def packs(batch_id: int) -> str:
    """Show how far packs have come, and hand out those that are made."""
    found = _found(batch_id)
    return render_template(
        "staff/packs.html",
        progress=found,
        batch=found.batch,
        fund=get_fund_by_id(reading.session(), found.batch.fund_id),
    )


@form_page("/packs/<int:batch_id>/cancel", Permission.ISSUE_DOCUMENTS)
def cancel_packs(batch_id: int) -> tuple[str, int] | Answer:
    """Make no more of them."""
    found = _found(batch_id)
    batch_id = found.batch.id
    form = AgreeForm()
    if form.is_sent():
        wanted = CancelPacks(batch_id=batch_id)
        done = form.record(lambda writing, by: batches.cancel_packs(writing, wanted, by=by).id)
        if done is not None:
            say(_("Cancelled: what was made before stays for its time."))
            return redirect(url_for(".packs", batch_id=batch_id), code=303)
    html = render_template("staff/packs_cancel.html", form=form, progress=found, batch=found.batch)
    return html, form.status


@page("/packs/<int:batch_id>/<int:rank>.zip")
def one_pack(batch_id: int, rank: int) -> Response:
    """Hand out a pack."""
    found = _found(batch_id)
    made = {it.rank: it for it in _on_shelf(found)}
    if rank not in made:
        abort(404)
    return send_file(
        shelf().path(found.batch.id, rank),
        mimetype="application/zip",
        download_name=found.name(made[rank]),
        as_attachment=True,
    )


@page("/packs/<int:batch_id>/all.zip")
def all_packs(batch_id: int) -> Response:
    """Hand out all packs that are made, in one archive."""
    found = _found(batch_id)
    made = _on_shelf(found)
    if not made:
        abort(404)
    fund = get_fund_by_id(reading.session(), found.batch.fund_id)
    named = [(it.rank, found.name(it)) for it in made]
    answer = Response(shelf().together(found.batch.id, named), mimetype="application/zip")
    answer.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"{fund.code}-{_('packs')}-{found.batch.as_of.isoformat()}.zip",
    )
    return answer


def _found(batch_id: int) -> PackProgress:
    return batches.progress(reading.session(), min(batch_id, LARGEST))


def _on_shelf(found: PackProgress) -> list[PackBatchItem]:
    """List what can be fetched: an installation brought back from a backup has no packs."""
    if not found.is_kept:
        return []
    return [it for it in found.made if shelf().path(it.batch_id, it.rank).exists()]
