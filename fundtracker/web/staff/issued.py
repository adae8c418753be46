"""Issued documents: what a fund has handed out, each with its code; issuing and withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, current_app, redirect, render_template, request, url_for

from fundtracker.committee.meetings import get_meeting
from fundtracker.documents import queries
from fundtracker.documents.batch import batches_of
from fundtracker.documents.errors import NothingReceived, WithdrawnAlready
from fundtracker.documents.imprint import shown_code
from fundtracker.documents.issue import IssueDocument, WithdrawDocument, issue, withdraw
from fundtracker.documents.kinds import DocumentKind
from fundtracker.documents.kinds import Subject as About
from fundtracker.documents.outdated import outdated
from fundtracker.documents.pack_batch import packs_of
from fundtracker.documents.queries import DocumentState
from fundtracker.documents.requests import Wanted
from fundtracker.donations.errors import NoSuchDonation
from fundtracker.donations.models import Donation, Receipt
from fundtracker.funds.errors import NoSuchDecision
from fundtracker.funds.models import Decision
from fundtracker.funds.queries import get_fund, get_fund_by_id
from fundtracker.i18n import N_, current_locale, format_date, lazy_gettext
from fundtracker.i18n import gettext as _
from fundtracker.parties.queries import get_collectivity
from fundtracker.projects.errors import NoSuchProject
from fundtracker.projects.models import Project
from fundtracker.web import asked, auditing, lists, papers, reading
from fundtracker.web.access import Permission
from fundtracker.web.fields import LineField
from fundtracker.web.forms import AgreeForm, Form
from fundtracker.web.lists import Column, Kind
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.staff.contacts import LARGEST
from fundtracker.web.uploads import signer, store
from fundtracker.web.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy.orm import Session
    from werkzeug import Response

    from config import Settings
    from fundtracker.documents.queries import DocumentLine
    from fundtracker.parties.models import Collectivity

# What an address names, as a document is asked for.
Named = dict[str, int]

TONES = {
    DocumentState.VALID: "good",
    DocumentState.REPLACED: "plan",
    DocumentState.WITHDRAWN: "bad",
}

_COLUMNS: list[Column[DocumentLine]] = [
    Column(
        "number", N_("Number"), lambda it: it.document.shown_number,
        href=lambda it: url_for(".issued_document", document_id=it.document.id),
    ),
    Column("version", N_("Version"), lambda it: it.document.version, Kind.COUNT),
    Column("kind", N_("Document"), lambda it: it.document.kind.label),
    Column("about", N_("About"), lambda it: it.about),
    Column("as_of", N_("Position on"), lambda it: it.document.as_of, Kind.DATE),
    Column("issued", N_("Issued on"), lambda it: it.document.issued_at.date(), Kind.DATE),
    Column("state", N_("State"), lambda it: it.state.label, is_drawn=True),
    Column("code", N_("Code"), lambda it: shown_code(it.document.code), is_usual=False),
]  # fmt: skip


class WithdrawForm(Form):
    """Why a document counts no more."""

    reason = LineField(lazy_gettext("Reason, which its verification shows"), limit=300)


@page("/funds/<code>/documents")
def issued_documents(code: str) -> str | Response:
    """List what was issued about a fund."""
    session = reading.session()
    fund = get_fund(session, code)
    wanted = lists.wanted(_COLUMNS, order="")
    lines = queries.of_fund(session, fund.id)
    if wanted.order:
        lines = lists.in_order(lines, wanted)
    if wanted.file:
        return lists.answer(wanted, lines, title=f"{_('Documents')} {fund.code}")
    return render_template(
        "staff/issued_documents.html",
        fund=fund,
        shown=lists.show(wanted, lines),
        n_all=len(lines),
        tones=TONES,
        outdated=outdated(session, fund),
        batches=batches_of(session, fund.id),
        packs=packs_of(session, fund.id),
    )


@page("/funds/<code>/documents.zip")
def pack_of_fund(code: str) -> Response:
    """Draw all the documents of a fund, issued ones as they were issued."""
    day = asked.day()
    if day.error:
        abort(422)
    return papers.pack_of_fund(get_fund(reading.session(), code), day.on)


@page("/documents/<int:document_id>")
def issued_document(document_id: int) -> str:
    """Show an issued document: whether it counts, its code, its file."""
    session = reading.session()
    line = queries.get_document(session, min(document_id, LARGEST))
    fund_id = line.document.fund_id
    return render_template(
        "staff/issued_document.html",
        line=line,
        document=line.document,
        fund=None if fund_id is None else get_fund_by_id(session, fund_id),
        code=shown_code(line.document.code),
        tones=TONES,
    )


@page("/documents/<int:document_id>/file.pdf")
def issued_file(document_id: int) -> Response:
    """Hand out the file as it was issued."""
    line = queries.get_document(reading.session(), min(document_id, LARGEST))
    return papers.kept_file(line.document.file_sha256)


@page("/documents/draft.pdf", Permission.READ_FUND)
def draft_document() -> Response:
    """Draw a document as a draft."""
    wanted = _wanted(reading.session())
    auditing.check_fund(wanted.fund_id)
    return papers.drawn(wanted)


@form_page("/documents/new", Permission.ISSUE_DOCUMENTS)
def issue_document() -> tuple[str, int] | Response:
    """Say which document is about to be issued, and issue it."""
    session = reading.session()
    wanted = _wanted(session)
    form = AgreeForm()
    if form.is_sent():
        done = form.record(
            lambda writing, by: (
                issue(
                    writing,
                    store(),
                    IssueDocument(wanted=wanted),
                    site=absolute(""),
                    is_demonstration=_is_demonstration(),
                    signer=signer(),
                    by=by,
                ).id
            )
        )
        if done is not None:
            say(_("Document issued."))
            return redirect(url_for(".issued_document", document_id=done), code=303)
    html = render_template(
        "staff/issue_document.html",
        form=form,
        wanted=wanted,
        about=_about(session, wanted),
        fund=None if wanted.fund_id is None else get_fund_by_id(session, wanted.fund_id),
        draft_url=f"{url_for('.draft_document')}?{request.query_string.decode()}",
        back=_back(session, wanted),
    )
    return html, form.status


def _about(session: Session, wanted: Wanted) -> str:
    """Name what a document is about, besides its fund."""
    if wanted.collectivity_id is not None:
        return get_collectivity(session, wanted.collectivity_id).name
    if wanted.project_id is not None:
        return session.get_one(Project, wanted.project_id).title
    if wanted.decision_id is not None:
        return session.get_one(Decision, wanted.decision_id).reference
    if wanted.meeting_id is not None:
        return format_date(get_meeting(session, wanted.meeting_id).held_on)
    return ""


def _back(session: Session, wanted: Wanted) -> str:
    if wanted.collectivity_id is not None:
        return url_for(".collectivity", collectivity_id=wanted.collectivity_id)
    code = get_fund_by_id(session, wanted.fund).code
    if wanted.project_id is not None:
        return url_for(".project", code=code, project_id=wanted.project_id)
    return url_for(".issued_documents", code=code)


@form_page("/documents/<int:document_id>/withdraw", Permission.ISSUE_DOCUMENTS)
def withdraw_document(document_id: int) -> tuple[str, int] | Response:
    """Withdraw an issued document, with a reason."""
    document_id = min(document_id, LARGEST)
    line = queries.get_document(reading.session(), document_id)
    number = line.document.shown_number
    form = WithdrawForm()
    if form.is_sent():
        wanted = WithdrawDocument(document_id=document_id, reason=form.reason.data or "")
        done = form.record(
            lambda session, by: withdraw(session, wanted, by=by).id, {WithdrawnAlready: ""}
        )
        if done is not None:
            say(_("Document withdrawn: its verification says so."))
            return redirect(url_for(".issued_document", document_id=document_id), code=303)
    html = render_template(
        "staff/withdraw_document.html", form=form, number=number, document_id=document_id
    )
    return html, form.status


@page("/collectivities/<int:collectivity_id>/documents.zip")
def donor_pack(collectivity_id: int) -> Response:
    """Draw all the documents of a donor's year, issued ones as they were issued."""
    found = get_collectivity(reading.session(), min(collectivity_id, LARGEST))
    day = asked.day()
    if day.error:
        abort(422)
    return papers.donor_pack(found, day.on, is_demonstration=_is_demonstration())


def _wanted(session: Session) -> Wanted:
    """Return the document that the address asks for; what it names must exist and fit together."""
    typed = request.args.get("kind", "")
    day = asked.day()
    if typed not in set(DocumentKind) or day.error:
        abort(404)
    kind = DocumentKind(typed)
    named = _NAMED[kind.about](session)
    return Wanted(kind=kind, as_of=day.on, locale=current_locale(), **named)


def _gifts(session: Session) -> Named:
    return {**_fund(session), **_collectivity(session)}


def _fund(session: Session) -> Named:
    return {"fund_id": get_fund(session, request.args.get("fund", "")).id}


def _collectivity(session: Session) -> Named:
    return {"collectivity_id": get_collectivity(session, _identity("collectivity")).id}


def _donation(session: Session) -> Named:
    return _of_donation(session, _identity("donation"))


def _receipt(session: Session) -> Named:
    receipt = session.get(Receipt, _identity("receipt"))
    if receipt is None:
        raise NothingReceived
    return {**_of_donation(session, receipt.donation_id), "receipt_id": receipt.id}


def _of_donation(session: Session, donation_id: int) -> Named:
    donation = session.get(Donation, donation_id)
    if donation is None or donation.collectivity_id is None:
        raise NoSuchDonation
    return {
        "collectivity_id": donation.collectivity_id,
        "fund_id": donation.fund_id,
        "donation_id": donation.id,
    }


def _project(session: Session) -> Named:
    project = session.get(Project, _identity("project"))
    if project is None:
        raise NoSuchProject
    return {"fund_id": project.fund_id, "project_id": project.id}


def _meeting(session: Session) -> Named:
    meeting = get_meeting(session, _identity("meeting"))
    return {"fund_id": meeting.fund_id, "meeting_id": meeting.id}


def _decision(session: Session) -> Named:
    decision = session.get(Decision, _identity("decision"))
    if decision is None:
        raise NoSuchDecision
    return {"fund_id": decision.fund_id, "decision_id": decision.id}


_NAMED: dict[About, Callable[[Session], Named]] = {
    About.GIFTS: _gifts,
    About.DONOR: _collectivity,
    About.YEAR: _collectivity,
    About.DONATION: _donation,
    About.DONATION_YEAR: _donation,
    About.RECEIPT: _receipt,
    About.FUND: _fund,
    About.PROJECT: _project,
    About.DECISION: _decision,
    About.MEETING: _meeting,
}


def _identity(name: str) -> int:
    return asked.identity(request.args.get(name, "")) or 0


def _is_demonstration() -> bool:
    settings: Settings = current_app.extensions["settings"]
    return settings.is_demonstration


@page("/collectivities/<int:collectivity_id>/oda.csv")
def oda_lines(collectivity_id: int) -> Response:
    """Hand out what a donor declares of a year as ODA."""
    return papers.oda_lines(*_of_year(collectivity_id))


@page("/collectivities/<int:collectivity_id>/scdl.csv")
def open_data(collectivity_id: int) -> Response:
    """Hand out a donor's grants of a year as it publishes them."""
    return papers.open_data(*_of_year(collectivity_id))


def _of_year(collectivity_id: int) -> tuple[Collectivity, date]:
    day = asked.day()
    if day.error:
        abort(422)
    return get_collectivity(reading.session(), min(collectivity_id, LARGEST)), day.on
