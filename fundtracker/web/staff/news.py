"""News of a fund: told to donors or to everybody, edited, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from fundtracker import clock
from fundtracker.acts import revisions
from fundtracker.acts.service import Subject
from fundtracker.files.queries import get_photo
from fundtracker.funds.queries import get_fund
from fundtracker.i18n import gettext as _
from fundtracker.i18n import lazy_gettext
from fundtracker.position.timeline import timeline
from fundtracker.projects.errors import CaptionMissing, NewsOfTomorrow, NotALink
from fundtracker.projects.kinds import NewsAudience, ProjectKind
from fundtracker.projects.news import (
    AddNews,
    EditNews,
    RemoveNews,
    Told,
    add_news,
    edit_news,
    get_news,
    news_of,
    remove_news,
)
from fundtracker.projects.queries import projects_of
from fundtracker.web import photos, reading
from fundtracker.web.access import Permission
from fundtracker.web.edits import EditForm
from fundtracker.web.fields import ChoiceField, DateField, LineField, ProseField
from fundtracker.web.forms import Form
from fundtracker.web.said import say
from fundtracker.web.staff.blueprint import form_page, page
from fundtracker.web.uploads import PhotoField

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from fundtracker.errors import Refusal
    from fundtracker.projects.models import News

_LARGEST = 2**62
_LONGEST = 4000

_BLAME: dict[type[Refusal], str] = {
    NewsOfTomorrow: "dated_on",
    NotALink: "link",
    CaptionMissing: "caption",
}


class _Fields:
    """What news say."""

    dated_on = DateField(lazy_gettext("Date"))
    title = LineField(lazy_gettext("Title"), limit=200)
    text = ProseField(lazy_gettext("Text"), limit=_LONGEST)
    project = ChoiceField(
        lazy_gettext("Project"),
        coerce=int,
        required=False,
        blank=lazy_gettext("the fund as a whole"),
    )
    audience = ChoiceField(lazy_gettext("Who is told"), coerce=NewsAudience)
    link = LineField(lazy_gettext("Link to an article or a video"), required=False, limit=500)
    photo = PhotoField(lazy_gettext("Photograph"))
    caption = LineField(lazy_gettext("What it shows"), required=False, limit=200)


class NewsForm(_Fields, Form):
    """News that are told."""


class EditNewsForm(_Fields, EditForm):
    """News as they are, to be edited."""


class RemoveForm(Form):
    """Why news are taken away."""

    reason = LineField(lazy_gettext("Why"), required=False, limit=300)


@page("/funds/<code>/news")
def news(code: str) -> str:
    """List the news of a fund."""
    session = reading.session()
    fund = get_fund(session, code)
    return render_template(
        "staff/news.html",
        fund=fund,
        told=news_of(session, fund.id),
        projects={it.id: it.title for it in projects_of(session, fund.id)},
    )


@page("/funds/<code>/photos/<photo>.jpg")
def news_photo(code: str, photo: str) -> Response:
    """Show a photograph of a fund's news."""
    session = reading.session()
    return photos.told_photo(session, get_fund(session, code).id, photo)


@form_page("/funds/<code>/news/new", Permission.MANAGE_PROJECT, files=True)
def new_news(code: str) -> tuple[str, int] | Response:
    """Tell news."""
    session = reading.session()
    fund_id = get_fund(session, code).id
    form = NewsForm(data={"dated_on": clock.today(), "audience": NewsAudience.DONORS})
    _offer(session, fund_id, form)
    if form.is_sent():
        wanted = AddNews(fund_id=fund_id, told=_told(form))
        done = form.record(lambda session, by: add_news(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("News told."))
            return redirect(url_for(".news", code=code), code=303)
    fund = get_fund(session, code)
    return render_template("staff/news_form.html", form=form, fund=fund, it=None), form.status


@form_page("/funds/<code>/news/<int:news_id>/edit", Permission.MANAGE_PROJECT, files=True)
def edit_told(code: str, news_id: int) -> tuple[str, int] | Response:
    """Tell news otherwise."""
    session = reading.session()
    fund_id = get_fund(session, code).id
    news_id = min(news_id, _LARGEST)
    form = _recorded(session, fund_id, news_id, is_recorded=False)
    if form.is_sent():
        wanted = EditNews(news_id=news_id, version=form.seen_version, told=_told(form))
        done = form.record(lambda session, by: edit_news(session, wanted, by=by).id, _BLAME)
        if done is not None:
            say(_("News edited."))
            return redirect(url_for(".news", code=code), code=303)
        if form.is_outdated:
            form.compare(_recorded(session, fund_id, news_id, is_recorded=True))
    html = render_template(
        "staff/news_form.html",
        form=form,
        fund=get_fund(session, code),
        it=get_news(session, news_id, fund_id=fund_id),
        deeds=timeline(session, [Subject(kind="news", record_id=news_id)]),
    )
    return html, form.status


@form_page("/funds/<code>/news/<int:news_id>/remove", Permission.MANAGE_PROJECT)
def remove_told(code: str, news_id: int) -> tuple[str, int] | Response:
    """Take news away."""
    session = reading.session()
    fund_id = get_fund(session, code).id
    news_id = min(news_id, _LARGEST)
    get_news(session, news_id, fund_id=fund_id)
    form = RemoveForm()
    if form.is_sent():
        wanted = RemoveNews(news_id=news_id, reason=form.reason.data or "")
        if form.record(lambda session, by: remove_news(session, wanted, by=by).id):
            say(_("News taken away."))
            return redirect(url_for(".news", code=code), code=303)
    html = render_template(
        "staff/news_remove.html",
        form=form,
        fund=get_fund(session, code),
        it=get_news(session, news_id, fund_id=fund_id),
    )
    return html, form.status


def _told(form: NewsForm | EditNewsForm) -> Told:
    return Told(
        dated_on=form.dated_on.data,
        title=form.title.data or "",
        text=form.text.data or "",
        audience=form.audience.data,
        project_id=form.project.data,
        link=form.link.data or "",
        photo_sha256=form.photo.first,
        caption=form.caption.data or "",
    )


def _offer(session: Session, fund_id: int, form: NewsForm | EditNewsForm) -> None:
    form.project.offer(
        (it.id, it.title) for it in projects_of(session, fund_id) if it.kind is ProjectKind.ACTION
    )
    form.audience.offer_members(NewsAudience)


def _recorded(session: Session, fund_id: int, news_id: int, *, is_recorded: bool) -> EditNewsForm:
    found: News = get_news(session, news_id, fund_id=fund_id)
    form = EditNewsForm(
        version=revisions.version_of(session, Subject(kind="news", record_id=news_id)),
        is_recorded=is_recorded,
        data={
            "dated_on": found.dated_on,
            "title": found.title,
            "text": found.text,
            "project": found.project_id,
            "audience": found.audience,
            "link": found.link,
            "caption": found.caption,
        },
    )
    _offer(session, fund_id, form)
    if found.photo_sha256 is not None and not form.photo.is_filled:
        form.photo.begin_with([get_photo(session, found.photo_sha256)])
    return form
