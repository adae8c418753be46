"""The phases of a fund's life, set all at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.errors import PhaseEndsBeforeItStarts
from fundtracker.funds.lock import lock_fund
from fundtracker.funds.models import FundPhase

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """A phase; ``ends_on`` is None while it is not known."""

    name: str
    starts_on: date
    ends_on: date | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPhases:
    """All phases of a fund; ``version`` is the one that was edited."""

    fund_id: int
    version: int
    phases: tuple[Phase, ...]


def subject_of(fund_id: int) -> Subject:
    """Return the phases of a fund as one record, with a history of its own."""
    return Subject(kind="fund_phase", record_id=fund_id)


def phases_of(session: Session, fund_id: int) -> Sequence[FundPhase]:
    """List the phases of a fund by their first day."""
    return session.scalars(
        select(FundPhase)
        .where(FundPhase.fund_id == fund_id)
        .order_by(FundPhase.starts_on, FundPhase.id)
    ).all()


def set_phases(session: Session, request: SetPhases, *, by: Signature) -> Sequence[FundPhase]:
    """Replace the phases of a fund. Raises ChangedMeanwhile or PhaseEndsBeforeItStarts."""
    fund, _book = lock_fund(session, request.fund_id)
    if acts.find_repeat(session, ActKind.SET_PHASES, request, by=by) is not None:
        return phases_of(session, fund.id)
    revisions.check_version(session, subject_of(fund.id), request.version)
    for it in request.phases:
        if it.ends_on is not None and it.ends_on < it.starts_on:
            raise PhaseEndsBeforeItStarts(name=it.name)
    new = [
        FundPhase(
            fund_id=fund.id,
            name=text.line(it.name),
            starts_on=it.starts_on,
            ends_on=it.ends_on,
            note=text.line(it.note, required=False),
        )
        for it in sorted(request.phases, key=lambda it: it.starts_on)
    ]
    before, after = _plain(phases_of(session, fund.id)), _plain(new)
    if before == after:
        return phases_of(session, fund.id)
    act = acts.record(session, ActKind.SET_PHASES, request, by=by)
    session.execute(delete(FundPhase).where(FundPhase.fund_id == fund.id))
    session.add_all(new)
    changes = Changes(before={"phases": before}, after={"phases": after})
    revisions.revise(session, act, subject_of(fund.id), changes)
    acts.concern(session, act, Subject(kind="fund", record_id=fund.id))
    return new


def _plain(phases: Sequence[FundPhase]) -> list[list[object]]:
    return [[it.name, it.starts_on, it.ends_on, it.note] for it in phases]
