"""What everybody may see of a fund: where its money is, its projects, and who gave.

A donor's name is published once its money has come; its amount only with its consent. Read from
the kept totals: what it costs does not grow with history.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fundtracker import clock
from fundtracker.acts.models import Act
from fundtracker.funds.errors import NoSuchFund
from fundtracker.funds.models import Crisis, Fund, FundRequest
from fundtracker.funds.states import FundState
from fundtracker.ledger.models import DonorTotal, ProjectTotal
from fundtracker.ledger.places import Place
from fundtracker.money import Cents
from fundtracker.parties.models import Collectivity
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.balances import summed
from fundtracker.position.over_time import over_time
from fundtracker.position.queries import seal_of
from fundtracker.position.statement import lines_of
from fundtracker.projects.kinds import NewsAudience, ProjectKind
from fundtracker.projects.models import Project
from fundtracker.projects.news import news_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from fundtracker.parties.kinds import CollectivityKind
    from fundtracker.position.over_time import Point
    from fundtracker.position.statement import Line, Seal
    from fundtracker.projects.models import News

PAGE = 100
_MOST_NEWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """A fund of the list: its crisis, its money (cents), and how many gave."""

    fund: Fund
    crisis: Crisis
    amounts: Amounts
    n_donors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProject:
    """A project, and the money allocated to it, in cents."""

    project: Project
    amounts: Amounts


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDonor:
    """Who gave, and how much (cents) where it may be published."""

    name: str
    kind: CollectivityKind
    department: str | None
    siren: str | None
    received: Cents | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFund:
    """A fund as everybody sees it, at its last entry."""

    fund: Fund
    crisis: Crisis
    requests: tuple[FundRequest, ...]
    as_of: date
    seal: Seal
    amounts: Amounts
    projects: tuple[PublicProject, ...]
    donors: tuple[PublicDonor, ...]
    n_donors: int
    news: tuple[News, ...]
    over_time: tuple[Point, ...]

    def lines(self) -> tuple[Line, ...]:
        """Return the lines of the position."""
        return lines_of(self.amounts, None, is_whole=True)


def version(session: Session) -> str:
    """Return what changes with every act: of anything recorded, in one small statement.

    An act that commits after a later one would leave it as it is: whoever keeps a page by it
    must let that page age.
    """
    return str(session.scalar(select(func.max(Act.id))) or 0)


def public_funds(session: Session) -> list[PublicLine]:
    """List the funds that were launched, the latest first, in three statements."""
    rows = session.execute(
        select(Fund, Crisis)
        .join(Crisis, Crisis.id == Fund.crisis_id)
        .where(Fund.state != FundState.PREPARING)
        .order_by(Fund.opened_on.desc(), Fund.id.desc())
    ).all()
    books = [fund.book_id for fund, _ in rows]
    sums: dict[int, dict[Place, int]] = defaultdict(dict)
    for book_id, place, amount in session.execute(
        select(
            ProjectTotal.book_id,
            ProjectTotal.place,
            summed(ProjectTotal.debits - ProjectTotal.credits),
        )
        .where(ProjectTotal.book_id.in_(books))
        .group_by(ProjectTotal.book_id, ProjectTotal.place)
    ):
        sums[book_id][place] = amount
    counts = dict(
        session.execute(
            select(DonorTotal.book_id, func.count())
            .where(
                DonorTotal.book_id.in_(books),
                DonorTotal.collectivity_id > 0,
                DonorTotal.place == Place.DONOR,
                DonorTotal.credits > DonorTotal.debits,
            )
            .group_by(DonorTotal.book_id)
        ).all()
    )
    return [
        PublicLine(
            fund=fund,
            crisis=crisis,
            amounts=Amounts.of(sums[fund.book_id]),
            n_donors=counts.get(fund.book_id, 0),
        )
        for fund, crisis in rows
    ]


def launched(session: Session, code: str) -> int:
    """Return the id of a fund that was launched; raise NoSuchFund."""
    query = select(Fund.id).where(Fund.code == code, Fund.state != FundState.PREPARING)
    fund_id = session.scalar(query)
    if fund_id is None:
        raise NoSuchFund(code=code[:40])
    return fund_id


def public_fund(session: Session, code: str, *, page: int = 1, is_all: bool = False) -> PublicFund:
    """Return a fund that was launched, and a page of its donors or all; raise NoSuchFund."""
    row = session.execute(
        select(Fund, Crisis)
        .join(Crisis, Crisis.id == Fund.crisis_id)
        .where(Fund.code == code, Fund.state != FundState.PREPARING)
    ).one_or_none()
    if row is None:
        raise NoSuchFund(code=code[:40])
    fund, crisis = row
    seal = seal_of(session, fund.book_id)
    sums = _by_project(session, fund)
    projects = session.scalars(
        select(Project)
        .where(Project.fund_id == fund.id)
        .order_by(Project.kind == ProjectKind.FUND_COSTS, Project.id)
    ).all()
    n_donors = session.scalar(select(func.count()).select_from(_donors(fund).subquery())) or 0
    last = max(1, -(-n_donors // PAGE))
    query = _donors(fund)
    if not is_all:
        query = query.limit(PAGE).offset((min(page, last) - 1) * PAGE)
    amounts, today = total(Amounts.of(it) for it in sums.values()), clock.today()
    return PublicFund(
        fund=fund,
        crisis=crisis,
        requests=tuple(_requests(session, fund)),
        as_of=today,
        seal=seal,
        amounts=amounts,
        projects=tuple(
            PublicProject(project=it, amounts=Amounts.of(sums.get(it.id, {}))) for it in projects
        ),
        donors=tuple(
            PublicDonor(
                name=it.name,
                kind=it.kind,
                department=it.department,
                siren=it.siren,
                received=Cents(it.received) if it.publishes_amounts else None,
            )
            for it in session.execute(query)
        ),
        n_donors=n_donors,
        news=tuple(news_of(session, fund.id, audience=NewsAudience.EVERYBODY, limit=_MOST_NEWS)),
        over_time=over_time(session, fund.book_id, today, amounts),
    )


def _by_project(session: Session, fund: Fund) -> dict[int, dict[Place, int]]:
    sums: dict[int, dict[Place, int]] = defaultdict(dict)
    for project_id, place, amount in session.execute(
        select(
            ProjectTotal.project_id,
            ProjectTotal.place,
            summed(ProjectTotal.debits - ProjectTotal.credits),
        )
        .where(ProjectTotal.book_id == fund.book_id)
        .group_by(ProjectTotal.project_id, ProjectTotal.place)
    ):
        sums[project_id][place] = amount
    return sums


def _donors(fund: Fund) -> Select[str, CollectivityKind, str | None, str | None, bool | None, int]:
    """Select who gave, by name; the amount is given back only to be published with consent."""
    return (
        select(
            Collectivity.name,
            Collectivity.kind,
            Collectivity.department,
            Collectivity.siren,
            Collectivity.publishes_amounts,
            (DonorTotal.credits - DonorTotal.debits).label("received"),
        )
        .join(DonorTotal, DonorTotal.collectivity_id == Collectivity.id)
        .where(
            DonorTotal.book_id == fund.book_id,
            DonorTotal.place == Place.DONOR,
            DonorTotal.credits > DonorTotal.debits,
        )
        .order_by(Collectivity.sort_key, Collectivity.id)
    )


def _requests(session: Session, fund: Fund) -> Sequence[FundRequest]:
    return session.scalars(
        select(FundRequest).where(FundRequest.fund_id == fund.id).order_by(FundRequest.id)
    ).all()
