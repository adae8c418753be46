"""Editing what a fund says of itself: its crisis, its request, its account; never its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fundtracker import text
from fundtracker.acts import revisions
from fundtracker.acts import service as acts
from fundtracker.acts.kinds import ActKind
from fundtracker.acts.revisions import Changes
from fundtracker.acts.service import Signature, Subject
from fundtracker.funds.accounts import parse_bic, parse_iban
from fundtracker.funds.lock import check_second_pair, lock_fund
from fundtracker.funds.models import Crisis, Fund, FundRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy.orm import Session

    from fundtracker.db import Base
    from fundtracker.money import Cents


@dataclass(frozen=True, kw_only=True, slots=True)
class EditFund:
    """What a fund is to say; ``version`` is the one that was edited."""

    fund_id: int
    version: int
    name: str
    territory: str
    crisis_name: str
    crisis_on: date
    opened_on: date
    crisis_description: str = ""
    description: str = ""
    requested_by: str = ""
    requested_on: date | None = None
    request_source: str = ""
    iban: str = ""
    bic: str = ""
    chair: str = ""
    target: Cents | None = None
    leftover_rule: str = ""
    confirm_above: Cents | None = None


# What one person alone does not change where a fund asks for two: where its money is, and this.
_GUARDED = frozenset({"iban", "bic", "confirm_above"})


def edit_fund(session: Session, request: EditFund, *, by: Signature) -> Fund:
    """Edit a fund, its history keeping what it said. Where nothing differs there is no act.

    Raises ChangedMeanwhile, InvalidIban, InvalidBic or NeedsConfirmation.
    """
    fund, _book = lock_fund(session, request.fund_id)
    if acts.find_repeat(session, ActKind.EDIT_FUND, request, by=by) is not None:
        return fund
    subject = Subject(kind="fund", record_id=fund.id)
    revisions.check_version(session, subject, request.version)
    asked_for = request_of(session, fund.id) or FundRequest(
        fund_id=fund.id, requested_by="", requested_on=None, source=None
    )
    parts: list[tuple[Base, Mapping[str, Any]]] = [
        (fund, _facts(request)),
        (session.get_one(Crisis, fund.crisis_id), _crisis(request)),
        (asked_for, _request(request)),
    ]
    changed = [(record, revisions.differences(record, values)) for record, values in parts]
    whole = _whole(changed)
    if not whole:
        return fund
    if _GUARDED & set(whole.after):
        check_second_pair(fund, ActKind.EDIT_FUND, request, None, by=by)
    act = acts.record(session, ActKind.EDIT_FUND, request, by=by)
    for record, changes in changed:
        for name, value in changes.after.items():
            setattr(record, name, value)
    if asked_for.requested_by or asked_for.id:
        session.add(asked_for)
    revisions.revise(session, act, subject, whole)
    acts.concern(session, act, subject)
    return fund


def request_of(session: Session, fund_id: int) -> FundRequest | None:
    """Return who asked for a fund; of several, the first recorded."""
    return session.scalar(
        select(FundRequest).where(FundRequest.fund_id == fund_id).order_by(FundRequest.id).limit(1)
    )


def _facts(request: EditFund) -> dict[str, Any]:
    return {
        "name": text.line(request.name),
        "territory": text.line(request.territory),
        "opened_on": request.opened_on,
        "iban": parse_iban(request.iban),
        "bic": parse_bic(request.bic),
        "chair": text.line(request.chair, required=False) or None,
        "target": request.target,
        "leftover_rule": text.prose(request.leftover_rule) or None,
        "confirm_above": request.confirm_above,
        "description": text.prose(request.description),
    }


def _crisis(request: EditFund) -> dict[str, Any]:
    return {
        "name": text.line(request.crisis_name),
        "happened_on": request.crisis_on,
        "description": text.prose(request.crisis_description),
    }


def _request(request: EditFund) -> dict[str, Any]:
    return {
        "requested_by": text.line(request.requested_by, required=False),
        "requested_on": request.requested_on,
        "source": text.line(request.request_source, required=False) or None,
    }


def _whole(changed: list[tuple[Base, Changes]]) -> Changes:
    """Gather the changes of the fund, its crisis and its request under names of their own."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for record, changes in changed:
        prefix = "" if isinstance(record, Fund) else f"{record.__tablename__}."
        before |= {f"{prefix}{name}": value for name, value in changes.before.items()}
        after |= {f"{prefix}{name}": value for name, value in changes.after.items()}
    return Changes(before=before, after=after)
