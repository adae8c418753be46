"""Links by which a donor shows its page of one fund to somebody without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundtracker import clock, text
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.service import Signature, Subject
from fundtracker.users.errors import NoSuchShare, ShareTooLong
from fundtracker.users.models import ShareLink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

LONGEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class SharePage:
    """A donor's page of one fund, to be shown to whoever has the link, until a day."""

    collectivity_id: int
    fund_id: int
    label: str
    expires_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawShare:
    """A link of a collectivity that is to open nothing any more."""

    collectivity_id: int
    share_id: int


def share_page(session: Session, request: SharePage, *, by: Signature) -> ShareLink:
    """Make a link. Raises ShareTooLong for one that lasts too long, or that is over already."""
    repeat = acts.find_repeat(session, ActKind.SHARE_PAGE, request, by=by)
    if repeat is not None:
        return session.get_one(ShareLink, acts.result_id(session, repeat))
    today = clock.today()
    if not today <= request.expires_on <= today + LONGEST:
        raise ShareTooLong(n_days=LONGEST.days)
    act = acts.record(session, ActKind.SHARE_PAGE, request, by=by)
    link = ShareLink(
        collectivity_id=request.collectivity_id,
        fund_id=request.fund_id,
        label=text.line(request.label),
        made_by_id=by.actor_id,
        made_at=clock.now(),
        expires_on=request.expires_on,
    )
    session.add(link)
    session.flush()
    acts.concern(session, act, Subject(kind="share_link", record_id=link.id), *_subjects(link))
    return link


def withdraw_share(session: Session, request: WithdrawShare, *, by: Signature) -> ShareLink:
    """Make a link open nothing from now on. Raises NoSuchShare."""
    link = session.get(ShareLink, request.share_id, populate_existing=True)
    if link is None or link.collectivity_id != request.collectivity_id:
        raise NoSuchShare
    if acts.find_repeat(session, ActKind.WITHDRAW_SHARE, request, by=by) is not None:
        return link
    if link.withdrawn_at is not None:
        return link
    act = acts.record(session, ActKind.WITHDRAW_SHARE, request, by=by)
    link.withdrawn_at = clock.now()
    session.flush()
    acts.concern(session, act, Subject(kind="share_link", record_id=link.id), *_subjects(link))
    return link


def open_share(session: Session, share_id: int) -> ShareLink:
    """Return a link that still opens its page. Raises NoSuchShare."""
    link = session.get(ShareLink, share_id)
    if link is None or link.withdrawn_at is not None or link.expires_on < clock.today():
        raise NoSuchShare
    return link


def shares(session: Session, collectivity_id: int, fund_id: int) -> Sequence[ShareLink]:
    """List the links of a donor's page of a fund, withdrawn and expired too, the latest first."""
    return session.scalars(
        select(ShareLink)
        .where(ShareLink.collectivity_id == collectivity_id, ShareLink.fund_id == fund_id)
        .order_by(ShareLink.id.desc())
    ).all()


def _subjects(link: ShareLink) -> list[Subject]:
    return [
        Subject(kind="collectivity", record_id=link.collectivity_id),
        Subject(kind="fund", record_id=link.fund_id),
    ]
