"""What a collectivity sees of its own money: its gifts, what is awaited, its share of projects.

Every question is asked of one collectivity: there is none here without it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import aliased

from fundtracker.committee.models import Meeting
from fundtracker.donations.kinds import DonationKind
from fundtracker.donations.models import Donation, DonationExpectation, DonationStep
from fundtracker.donations.steps import commitment
from fundtracker.files.models import Attachment, StoredFile
from fundtracker.funds.models import Crisis, Decision, Fund
from fundtracker.ledger.models import NONE, Account, Book, DonorTotal
from fundtracker.parties.models import Partner
from fundtracker.position import balances, step_lines
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.balances import balance_at, shapes
from fundtracker.position.commitments import NOTHING, Sums, sum_of
from fundtracker.position.donation_page import awaited
from fundtracker.position.donors import having, n_giving
from fundtracker.position.moments import Moment
from fundtracker.position.statement import Position, Seal, lines_of
from fundtracker.projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from fundtracker.donations.steps import Commitment
    from fundtracker.ledger.places import Place
    from fundtracker.position.donation_page import Awaited
    from fundtracker.position.scopes import Scope
    from fundtracker.position.statement import Commitments, Line
    from fundtracker.position.step_lines import StepLine

_host = aliased(Partner)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeFund:
    """All the money of a fund on a day, in cents, and how many collectivities gave it.

    What others only announced is not in it: it would take reading each of their steps.
    """

    amounts: Amounts
    as_of: date
    seal: Seal
    n_donors: int
    by_project: Mapping[int, Amounts]

    def lines(self) -> tuple[Line, ...]:
        """Return the lines of the statement."""
        return lines_of(self.amounts, None, is_whole=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A donation of a collectivity: its steps, where its money is (cents), what is awaited."""

    donation: Donation
    fund: Fund
    steps: tuple[StepLine, ...]
    amounts: Amounts
    by_project: Mapping[int, Amounts]
    bound: Sums
    awaited: Awaited | None

    @property
    def commitments(self) -> Commitments:
        """What it was announced and bound to, in cents."""
        return self.bound.commitments()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A project with a collectivity's money in it, in cents, and all the money that it has."""

    project: Project
    fund: Fund
    partner: str | None
    beneficiary: str | None
    amounts: Amounts
    whole: Amounts


def gifts(
    session: Session, collectivity_id: int, as_of: date, *, fund_id: int | None = None
) -> list[Gift]:
    """List a collectivity's donations, in all funds or one, the latest first; three statements."""
    moment = Moment(as_of)
    rows = session.execute(
        select(Donation, Fund, DonationExpectation)
        .join(Fund, Fund.id == Donation.fund_id)
        .outerjoin(DonationExpectation, DonationExpectation.donation_id == Donation.id)
        .where(_own(collectivity_id, fund_id))
        .order_by(Fund.opened_on.desc(), Fund.id.desc(), Donation.id.desc())
    ).all()
    ids = [donation.id for donation, _, _ in rows]
    steps = step_lines.of_many(session, ids)
    sums = _sums(session, ids, moment)
    found = []
    for donation, fund, expectation in rows:
        by_project = {key: Amounts.of(it) for key, it in sums[donation.id].items()}
        amounts = total(by_project.values())
        plain = step_lines.plain(steps[donation.id])
        found.append(
            Gift(
                donation=donation,
                fund=fund,
                steps=tuple(steps[donation.id]),
                amounts=amounts,
                by_project={key: it for key, it in by_project.items() if key != NONE},
                bound=_bound(donation, commitment(plain, as_of), amounts),
                awaited=awaited(expectation, plain, amounts.received, as_of),
            )
        )
    return found


def shares(
    session: Session, given: Sequence[Gift], as_of: date, whole: WholeFund | None = None
) -> list[Share]:
    """List the projects that some gifts are allocated to, by fund and title; two statements.

    One where the gifts are of one fund and its ``whole`` of that day is known.
    """
    parts: dict[int, list[Amounts]] = defaultdict(list)
    for gift in given:
        for project_id, amounts in gift.by_project.items():
            parts[project_id].append(amounts)
    mine = {key: it for key, of in parts.items() if not (it := total(of)).is_nothing}
    rows = session.execute(
        select(Project, Fund, Partner.name, _host.name)
        .join(Fund, Fund.id == Project.fund_id)
        .outerjoin(Partner, Partner.id == Project.partner_id)
        .outerjoin(_host, _host.id == Project.beneficiary_id)
        .where(Project.id.in_(mine))
        .order_by(Fund.opened_on.desc(), Fund.id.desc(), Project.title, Project.id)
    ).all()
    if whole is not None:
        wholes = whole.by_project
    else:
        books = {fund.book_id for _, fund, _, _ in rows}
        sums = balances.of_projects(session, books, Moment(as_of), list(mine))
        wholes = {key: Amounts.of(it) for key, it in sums.items()}
    return [
        Share(
            project=project,
            fund=fund,
            partner=partner,
            beneficiary=beneficiary,
            amounts=mine[project.id],
            whole=wholes.get(project.id, Amounts()),
        )
        for project, fund, partner, beneficiary in rows
    ]


def whole_fund(session: Session, fund: Fund, as_of: date, seal: Seal) -> WholeFund:
    """Return all the money of a fund as of a day, in two statements; ``seal`` is its book's."""
    moment = Moment(as_of)
    sums = balances.by_project(session, fund.book_id, moment)
    by_project = {key: Amounts.of(it) for key, it in sums.items()}
    return WholeFund(
        amounts=total(by_project.values()),
        by_project=by_project,
        as_of=as_of,
        seal=seal,
        n_donors=n_giving(session, fund, moment),
    )


def position_of(given: Sequence[Gift], scope: Scope, as_of: date, seal: Seal | None) -> Position:
    """Return the statement of some gifts: what ``position`` returns where they are the scope's."""
    return Position(
        **vars(total(it.amounts for it in given)),
        scope=scope,
        as_of=as_of,
        seal=seal,
        commitments=sum_of(it.bound for it in given).commitments(),
    )


def n_other_donors(session: Session, collectivity_id: int, project_id: int) -> int:
    """Count the other collectivities whose money was ever allocated to a project."""
    query = select(func.count(Account.collectivity_id.distinct())).where(
        Account.project_id == project_id, Account.collectivity_id != collectivity_id
    )
    return session.scalar(query) or 0


def next_meeting(session: Session, fund: Fund, collectivity_id: int, today: date) -> Meeting | None:
    """Return when a fund's committee meets next, to a member: one whose money came to it."""
    is_member = select(DonorTotal.book_id).where(
        *having(fund), DonorTotal.collectivity_id == collectivity_id
    )
    return session.scalar(
        select(Meeting)
        .where(
            Meeting.fund_id == fund.id,
            Meeting.held_on >= today,
            Meeting.cancelled_act_id.is_(None),
            is_member.exists(),
        )
        .order_by(Meeting.held_on, Meeting.id)
        .limit(1)
    )


def own_fund(session: Session, collectivity_id: int, code: str) -> tuple[Fund, Crisis, Seal] | None:
    """Find a fund that a collectivity has a donation in; None where it has not.

    With its crisis, and the seal of its book.
    """
    given = select(Donation.id).where(
        Donation.fund_id == Fund.id, Donation.collectivity_id == collectivity_id
    )
    row = session.execute(
        select(Fund, Crisis, Book.last_number, Book.last_hash)
        .join(Crisis, Crisis.id == Fund.crisis_id)
        .join(Book, Book.id == Fund.book_id)
        .where(Fund.code == code, given.exists())
    ).one_or_none()
    if row is None:
        return None
    fund, crisis, number, last_hash = row
    return fund, crisis, Seal(number, last_hash, is_last=True)


def own_file(session: Session, collectivity_id: int, sha256: str) -> StoredFile | None:
    """Find a file that is this collectivity's to see; None where it is not.

    Its own steps' papers, what staff attached to the collectivity, and the decisions of the funds
    that it gives to.
    """
    donations = select(Donation).where(_own(collectivity_id, None)).subquery()
    step = select(DonationStep.id).where(
        DonationStep.file_sha256 == sha256,
        DonationStep.donation_id.in_(select(donations.c.id)),
    )
    decision = select(Decision.id).where(
        Decision.file_sha256 == sha256, Decision.fund_id.in_(select(donations.c.fund_id))
    )
    attached = select(Attachment.id).where(
        Attachment.sha256 == sha256,
        Attachment.kind == "collectivity",
        Attachment.record_id == collectivity_id,
        Attachment.removed_act_id.is_(None),
    )
    return session.scalar(
        select(StoredFile).where(
            StoredFile.sha256 == sha256, or_(step.exists(), decision.exists(), attached.exists())
        )
    )


def _own(collectivity_id: int, fund_id: int | None) -> ColumnElement[bool]:
    mine = Donation.collectivity_id == collectivity_id
    return mine if fund_id is None else mine & (Donation.fund_id == fund_id)


def _sums(
    session: Session, ids: Collection[int], moment: Moment
) -> dict[int, dict[int, dict[Place, int]]]:
    """Sum donations by project (NONE: of no project) and place, by donation id."""
    # Account by account, shape by shape: SQLite would read them all to group them by itself.
    columns = (Account.donation_id, Account.project_id, Account.place, balance_at(moment))
    mine = Account.donation_id.in_(ids)
    rows = session.execute(union_all(*(select(*columns).where(it) for it in shapes(mine))))
    sums: dict[int, dict[int, dict[Place, int]]] = {it: defaultdict(dict) for it in ids}
    for donation_id, project_id, place, amount in rows:
        of_project = sums[donation_id][project_id or NONE]
        of_project[place] = of_project.get(place, 0) + amount
    return sums


def _bound(donation: Donation, it: Commitment, amounts: Amounts) -> Sums:
    if donation.kind is not DonationKind.GIFT:
        return NOTHING
    left = max(it.firm - amounts.received, 0)
    return Sums(it.promised, it.voted, it.agreed, it.firm, left, amounts.received)
