"""Whatever happens, in whatever order and on whatever dates, the figures hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from datetime import date
from random import Random

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from fundtracker.db import Database
from fundtracker.ledger.places import Place
from fundtracker.ledger.verify import verify
from fundtracker.position.amounts import Amounts, total
from fundtracker.position.queries import position
from fundtracker.position.scopes import (
    ActionTypeScope,
    CollectivityInFundScope,
    DonationScope,
    FundScope,
    ProjectScope,
)
from fundtracker.projects.kinds import ActionType
from tests.histories import FIRST, LAST, VERBS, History, Moved, Stage, lowest_balances, moved
from tests.sessions import isolated_session

# Money first, so that what follows has something to move.
_BEGINNING = ("receive",) * 4 + ("allocate",) * 3 + ("disburse",) * 2
# A session of its own for each example, whose work is undone.
_example = contextmanager(isolated_session)
_ACTS = st.lists(st.sampled_from(VERBS), min_size=10, max_size=30)


@settings(
    max_examples=8,
    deadline=None,
    # A history is told whole by its seed: shrinking one takes minutes and says no more.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(_ACTS, st.integers(0, 2**32), st.dates(FIRST, LAST), st.floats(0, 1))
def test_the_figures_hold_after_any_history(
    database: Database, verbs: list[str], seed: int, as_of: date, part: float
) -> None:
    with _example(database) as session:
        history = History(session, Random(seed))  # noqa: S311 - histories, not secrets
        for verb in (*_BEGINNING, *verbs):
            history.act(verb)
        note(f"done {dict(history.done)}; refused {dict(history.refused)}")
        session.expire_all()
        sides = moved(session)
        _accounts_keep_their_bounds(sides)
        assert not verify(session).findings
        for stage in history.stages:
            last = max((it.number for it in sides if it.book_id == stage.fund.book_id), default=0)
            for day, up_to in ((LAST, None), (as_of, None), (as_of, int(last * part) or None)):
                _statements_add_up(session, stage, sides, day, up_to)


def test_every_act_is_done_somewhere_in_these_histories(database: Database) -> None:
    done: Counter[str] = Counter()
    for seed in range(3):
        with _example(database) as session:
            history = History(session, Random(seed))  # noqa: S311 - histories, not secrets
            for verb in (*_BEGINNING, *_BEGINNING, *VERBS * 4):
                history.act(verb)
            done += history.done
    assert set(done) == set(VERBS)


def _accounts_keep_their_bounds(sides: list[Moved]) -> None:
    assert sum(it.change for it in sides) == 0
    for place, lowest, highest in lowest_balances(sides).values():
        if place is Place.DONOR:
            assert highest == 0
        elif place is not Place.CARRIED:
            assert lowest == 0


def _statements_add_up(
    session: Session, stage: Stage, sides: list[Moved], as_of: date, up_to: int | None
) -> None:
    fund = stage.fund
    there = [
        it
        for it in sides
        if it.book_id == fund.book_id and it.on <= as_of and (up_to is None or it.number <= up_to)
    ]
    whole = position(session, FundScope(fund_id=fund.id, book_id=fund.book_id), as_of, up_to)
    assert _plain(whole) == _recomputed(there)
    donations = {it.account.donation_id for it in sides if it.book_id == fund.book_id}
    givers = {it.account.collectivity_id for it in sides if it.book_id == fund.book_id}
    assert _sum(
        position(session, DonationScope(book_id=fund.book_id, donation_id=it), as_of, up_to)
        for it in donations
    ) == _plain(whole)
    assert _sum(
        position(
            session,
            CollectivityInFundScope(fund_id=fund.id, book_id=fund.book_id, collectivity_id=it),
            as_of,
            up_to,
        )
        for it in givers
        if it is not None
    ) == _plain(whole)
    _projects_add_up(session, stage, whole, there, as_of, up_to)


def _projects_add_up(
    session: Session,
    stage: Stage,
    whole: Amounts,
    there: list[Moved],
    as_of: date,
    up_to: int | None,
) -> None:
    fund = stage.fund
    by_project = {}
    for project in stage.projects:
        scope = ProjectScope(book_id=fund.book_id, project_id=project.id)
        by_project[project.id] = position(session, scope, as_of, up_to)
        own = [it for it in there if it.account.project_id == project.id]
        assert _plain(by_project[project.id]) == _recomputed(own)
    assert total(by_project.values()).allocated == whole.allocated
    types = [
        position(
            session,
            ActionTypeScope(fund_id=fund.id, book_id=fund.book_id, action_type=it),
            as_of,
            up_to,
        )
        for it in ActionType
    ]
    costs = [it for it in stage.projects if it.action_type is None]
    assert total(types).allocated == whole.allocated - sum(
        by_project[it.id].allocated for it in costs
    )


def _recomputed(sides: list[Moved]) -> Amounts:
    sums: dict[Place, int] = defaultdict(int)
    for it in sides:
        sums[it.account.place] += it.change
    return Amounts.of(sums)


def _plain(amounts: Amounts) -> Amounts:
    return total([amounts])


def _sum(parts: object) -> Amounts:
    return total(parts)  # type: ignore[arg-type]
