"""News of a fund and its projects: what donors and everybody are told, with photographs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, or_, select

from fundtracker import clock, text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.files.queries import get_photo
from fundtracker.funds.queries import get_fund_by_id
from fundtracker.projects.errors import (
    CaptionMissing,
    NewsOfTomorrow,
    NoSuchNews,
    NotALink,
    RemovedMeanwhile,
)
from fundtracker.projects.kinds import NewsAudience
from fundtracker.projects.models import News
from fundtracker.projects.queries import get_project

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_LONGEST_TEXT = 4000
_LONGEST_LINK = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What news say: of a fund, or of one of its projects.

    ``link`` leads to an article or a video; a photograph needs its ``caption``, which is also what
    those are told who do not see it.
    """

    dated_on: date
    title: str
    text: str
    audience: NewsAudience
    project_id: int | None = None
    link: str = ""
    photo_sha256: str | None = None
    caption: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AddNews:
    """News of a fund."""

    fund_id: int
    told: Told


@dataclass(frozen=True, kw_only=True, slots=True)
class EditNews:
    """What news are to say; ``version`` is the one that was edited."""

    news_id: int
    version: int
    told: Told


@dataclass(frozen=True, kw_only=True, slots=True)
class RemoveNews:
    """News that nobody is to read any more; ``reason`` may be empty."""

    news_id: int
    reason: str = ""


def add_news(session: Session, request: AddNews, *, by: Signature) -> News:
    """Tell news. Raises NewsOfTomorrow, NotALink, CaptionMissing, NoSuchProject or NoSuchFile."""
    fund = get_fund_by_id(session, request.fund_id)
    repeat = acts.find_repeat(session, ActKind.ADD_NEWS, request, by=by)
    if repeat is not None:
        return session.get_one(News, acts.result_id(session, repeat))
    values = _values(session, request.told, fund.id)
    act = acts.record(session, ActKind.ADD_NEWS, request, by=by)
    news = News(fund_id=fund.id, act_id=act.id, **values)
    session.add(news)
    session.flush()
    acts.concern(session, act, *_subjects(news))
    return news


def edit_news(session: Session, request: EditNews, *, by: Signature) -> News:
    """Tell news otherwise. Raises ChangedMeanwhile, RemovedMeanwhile, or what ``add_news`` does."""
    news = get_news(session, request.news_id)
    if acts.find_repeat(session, ActKind.EDIT_NEWS, request, by=by) is not None:
        return news
    subject = _subjects(news)[0]
    revisions.check_version(session, subject, request.version)
    session.refresh(news)
    if news.removed_act_id is not None:
        raise RemovedMeanwhile
    changes = revisions.differences(news, _values(session, request.told, news.fund_id))
    if not changes:
        return news
    act = acts.record(session, ActKind.EDIT_NEWS, request, by=by)
    revisions.revise(session, act, subject, changes, news)
    acts.concern(session, act, *_subjects(news))
    return news


def remove_news(session: Session, request: RemoveNews, *, by: Signature) -> News:
    """Take news away from every page and every document drawn from now on."""
    news = get_news(session, request.news_id)
    if acts.find_repeat(session, ActKind.REMOVE_NEWS, request, by=by) is not None:
        return news
    subject = _subjects(news)[0]
    revisions.check_version(session, subject, revisions.version_of(session, subject))
    session.refresh(news)
    if news.removed_act_id is not None:
        return news
    reason = text.line(request.reason, required=False)
    act = acts.record(session, ActKind.REMOVE_NEWS, request, by=by, reason=reason)
    news.removed_act_id = act.id
    session.flush()
    acts.concern(session, act, *_subjects(news))
    return news


def get_news(session: Session, news_id: int, *, fund_id: int | None = None) -> News:
    """Return news, of the fund where one is named; raise NoSuchNews."""
    news = session.get(News, news_id)
    if news is None or fund_id not in {None, news.fund_id}:
        raise NoSuchNews
    return news


def news_of(
    session: Session,
    fund_id: int,
    *,
    audience: NewsAudience | None = None,
    project_ids: Collection[int] | None = None,
    is_of_fund_too: bool = True,
    until: date | None = None,
    limit: int = 100,
) -> Sequence[News]:
    """List the news of a fund, the latest first.

    ``audience`` EVERYBODY leaves out what donors alone are told. ``project_ids`` leaves out what
    tells of other projects; news of the fund as a whole stay, unless ``is_of_fund_too`` is false.
    """
    statement = _news(
        is_public=audience is NewsAudience.EVERYBODY,
        of_projects=project_ids is not None,
        of_fund=is_of_fund_too,
        is_dated=until is not None,
    )
    values = {"fund": fund_id, "projects": list(project_ids or ()), "until": until, "limit": limit}
    return session.scalars(statement, values).all()


@cache
def _news(*, is_public: bool, of_projects: bool, of_fund: bool, is_dated: bool) -> Select[News]:
    """Return the statement of ``news_of``; built once, as documents of a fund all ask for news."""
    query = select(News).where(News.fund_id == bindparam("fund"), News.removed_act_id.is_(None))
    if is_public:
        query = query.where(News.audience == NewsAudience.EVERYBODY)
    if of_projects:
        of_these = News.project_id.in_(bindparam("projects", expanding=True))
        query = query.where(or_(News.project_id.is_(None), of_these) if of_fund else of_these)
    if is_dated:
        query = query.where(News.dated_on <= bindparam("until"))
    return query.order_by(News.dated_on.desc(), News.id.desc()).limit(bindparam("limit"))


def photo_is_told(
    session: Session, fund_id: int, sha256: str, *, audience: NewsAudience | None = None
) -> bool:
    """Tell whether a photograph stands in news of a fund, for an audience."""
    query = select(News.id).where(
        News.fund_id == fund_id, News.photo_sha256 == sha256, News.removed_act_id.is_(None)
    )
    if audience is NewsAudience.EVERYBODY:
        query = query.where(News.audience == NewsAudience.EVERYBODY)
    return session.scalar(query.limit(1)) is not None


def _values(session: Session, told: Told, fund_id: int) -> dict[str, Any]:
    """Return what news say, checked."""
    if told.dated_on > clock.today():
        raise NewsOfTomorrow
    if told.project_id is not None:
        get_project(session, told.project_id, fund_id=fund_id)
    link = told.link.strip()
    if link and (len(link) > _LONGEST_LINK or not text.is_link(link)):
        raise NotALink
    caption = text.line(told.caption, required=False)
    if told.photo_sha256 is not None:
        get_photo(session, told.photo_sha256)
        if not caption:
            raise CaptionMissing
    return {
        "dated_on": told.dated_on,
        "title": text.line(told.title),
        "text": text.prose(told.text, limit=_LONGEST_TEXT),
        "audience": told.audience,
        "project_id": told.project_id,
        "link": link or None,
        "photo_sha256": told.photo_sha256,
        "caption": caption if told.photo_sha256 else "",
    }


def _subjects(news: News) -> list[Subject]:
    found = [
        Subject(kind="news", record_id=news.id),
        Subject(kind="fund", record_id=news.fund_id),
    ]
    if news.project_id is not None:
        found.append(Subject(kind="project", record_id=news.project_id))
    return found
